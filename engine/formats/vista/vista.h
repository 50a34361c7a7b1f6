// VistA: the lives as the globals of its FileMan files, with cross references, headers and all that is pointed to.
#pragma once

#include <memory>

#include "engine/formats/record_format.h"

namespace polyclinic::formats {

// A file for each FileMan file, "2_PATIENT.zwr": the nodes of its global.
Result<std::unique_ptr<RecordFormat>> make_vista(const world::World& world, const reference::ObservationCatalogue& observations);

}  // namespace polyclinic::formats

// FHIR R4, US Core 6.1.0: bulk NDJSON or Bundles.
#pragma once

#include "engine/formats/record_format.h"

namespace polyclinic::formats {

Result<std::unique_ptr<RecordFormat>> make_fhir(const world::World& world, const reference::ObservationCatalogue& observations);

}  // namespace polyclinic::formats

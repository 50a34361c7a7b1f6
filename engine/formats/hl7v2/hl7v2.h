// HL7 v2.5.1: what an interface engine sees of the people's lives, as messages.
#pragma once

#include <memory>

#include "engine/formats/record_format.h"

namespace polyclinic::formats {

// One file of messages, person by person, each person's in time order; and, if asked for, one of their acknowledgments.
Result<std::unique_ptr<RecordFormat>> make_hl7v2(const world::World& world, const reference::ObservationCatalogue& observations);

}  // namespace polyclinic::formats

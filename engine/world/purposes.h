// What the world draws random numbers for; see Purpose for the blocks of the other rooms.
#pragma once

#include "engine/foundation/random.h"

namespace polyclinic::world {

inline constexpr Purpose kOrganizationPurpose{0x01F0};
inline constexpr Purpose kProviderPurpose{0x01F1};
inline constexpr Purpose kTargetPurpose{0x01F2};       // entity: the slot of the population
inline constexpr Purpose kPrimaryCarePurpose{0x01F3};  // entity: the slot

}  // namespace polyclinic::world

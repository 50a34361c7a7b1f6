// What life draws random numbers for; see Purpose for the blocks of the other rooms. The values are part of every
// dataset: a purpose keeps its number for ever. Physiology, wellness and immunization declare theirs in their headers.
#pragma once

#include "engine/foundation/random.h"

namespace polyclinic::life {

inline constexpr Purpose kIdentityPurpose{0x0201};      // names, address, contact
inline constexpr Purpose kCircumstancePurpose{0x0202};  // marital status, education, income, habits
inline constexpr Purpose kDeathPurpose{0x0203};
inline constexpr Purpose kCausePurpose{0x0204};
inline constexpr Purpose kCoveragePurpose{0x0205};      // ordinal: the calendar year
inline constexpr Purpose kVisitPurpose{0x0206};         // ordinal: the visit; results of social history, who is seen
inline constexpr Purpose kSocialPurpose{0x0207};        // what modules alone ask: time of birth, blood group, marriage, needs
inline constexpr Purpose kAppointmentPurpose{0x0208};   // ordinal: day of life; when a module's encounter is given a time
inline constexpr Purpose kUrineAlbuminPurpose{0x0209};  // ordinal: day of life
inline constexpr Purpose kVisitLengthPurpose{0x020B};   // ordinal: the minute of life
inline constexpr Purpose kFamilyPurpose{0x020A};        // ordinal: 0: who they are; else the disease

}  // namespace polyclinic::life

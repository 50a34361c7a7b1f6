// The kinds of HL7 v2.5.1 messages that can be written, by their code in table 0076.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace polyclinic::reference {

enum class Hl7Message : uint8_t { kAdt, kSiu, kOml, kOrm, kOru, kVxu, kRde, kMdm };
inline constexpr std::array<std::string_view, 8> kHl7Messages{"ADT", "SIU", "OML", "ORM", "ORU", "VXU", "RDE", "MDM"};

}  // namespace polyclinic::reference

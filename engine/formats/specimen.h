// What a laboratory measure is measured in, as its LOINC name tells.
#pragma once

#include <cstdint>
#include <string_view>

namespace polyclinic::formats {

enum class Specimen : uint8_t { kOther, kSerum, kPlasma, kBlood, kUrine, kStool, kSputum, kTissue };
inline constexpr uint32_t kSpecimenCount = 8;

// Of LOINC's long name of a measure or a panel.
Specimen specimen_of(std::string_view loinc_name);

}  // namespace polyclinic::formats

// What a laboratory measures in: no module says it, but the names of LOINC do.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/foundation/text_pool.h"
#include "engine/reference/observations.h"

namespace polyclinic::formats {

enum class Specimen : uint8_t { kOther, kSerum, kPlasma, kBlood, kUrine, kStool, kSputum, kTissue };
inline constexpr size_t kSpecimenCount = 8;

// Of a LOINC long common name: "... in Serum or Plasma"; kOther when it does not say.
Specimen specimen_of_name(std::string_view loinc_name);

// Of all names of a run, looked at once.
class Specimens {
 public:
  Specimens(const TextPool& texts, std::span<const reference::ObservationKind> kinds);

  Specimen of_name(TextId loinc_name) const { return by_text_[loinc_name]; }
  Specimen of_kind(uint16_t kind) const { return by_kind_[kind]; }

 private:
  std::vector<Specimen> by_text_;  // by TextId
  std::vector<Specimen> by_kind_;  // of the observation catalogue
};

}  // namespace polyclinic::formats

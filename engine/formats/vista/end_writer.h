// Writes what is known when everything was told: the entries of files that others point to, and the headers of all files,
// which have the last number and the count.
#pragma once

#include "engine/formats/vista/numbering.h"
#include "engine/formats/vista/vocabulary.h"

namespace polyclinic::formats::vista {

// Keys of shared files, where they are not simply {an index of the world} or {the id of a text}:
//   HOSPITAL LOCATION  organization, Place               DRUG         name, NDC
//   LABORATORY TEST    LOINC, or none and the name; name remembered
//   ICD                code (none: R69); name remembered
//   CPT                code; name remembered             IMMUNIZATION CVX; name remembered
//   GMR ALLERGIES      substance; category remembered    HEALTH FACTORS  what, the answer's text; category remembered
// A category of health factors is {its text, kFactorCategory}.
inline constexpr uint32_t kFactorCategory = UINT32_MAX;

// What a person is allergic to, without "Allergy to".
std::string_view reactant_name(std::string_view substance);
std::string_view reactant_type(const Vocabulary& words, TextId category);  // F, D or O: food, drug, other

class VistaEnd final : public EndWriter {
 public:
  explicit VistaEnd(const Vocabulary& words) : words_(words) {}
  void write(const AllNumbers& numbers, std::span<RecordOutput> outputs) const override;

 private:
  const Vocabulary& words_;
};

}  // namespace polyclinic::formats::vista

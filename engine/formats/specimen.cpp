// Finds specimens in names.
#include "engine/formats/specimen.h"

#include <array>
#include <utility>

namespace polyclinic::formats {
namespace {

// How LOINC's long names call the specimen, after the last "in", the longer phrase first.
constexpr std::array<std::pair<std::string_view, Specimen>, 9> kSystems{{{"Serum, Plasma or Blood", Specimen::kBlood},
                                                                        {"Serum", Specimen::kSerum},
                                                                        {"Platelet poor plasma", Specimen::kPlasma},
                                                                        {"Blood", Specimen::kBlood},
                                                                        {"Plasma", Specimen::kPlasma},
                                                                        {"Urine", Specimen::kUrine},
                                                                        {"Stool", Specimen::kStool},
                                                                        {"Sputum", Specimen::kSputum},
                                                                        {"Tissue", Specimen::kTissue}}};

}  // namespace

Specimen specimen_of(std::string_view loinc_name) {
  for (size_t at = loinc_name.find(" in "); at != std::string_view::npos; at = loinc_name.find(" in ", at + 1)) {
    const std::string_view rest = loinc_name.substr(at + 4);
    for (const auto& [system, specimen] : kSystems) {
      if (rest.starts_with(system)) return specimen;
    }
  }
  // Panels have it behind a dash: "CBC panel - Blood by Automated count".
  if (const size_t dash = loinc_name.find(" - "); dash != std::string_view::npos) {
    for (const auto& [system, specimen] : kSystems) {
      if (loinc_name.substr(dash + 3).starts_with(system)) return specimen;
    }
  }
  return Specimen::kOther;
}

}  // namespace polyclinic::formats

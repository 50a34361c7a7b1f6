// Reads specimens out of LOINC's names.
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

Specimen specimen_of_name(std::string_view loinc_name) {
  // Panels have it behind a dash: "CBC panel - Blood by Automated count".
  for (const std::string_view before : {std::string_view(" in "), std::string_view(" - ")}) {
    for (size_t at = loinc_name.find(before); at != std::string_view::npos; at = loinc_name.find(before, at + 1)) {
      const std::string_view rest = loinc_name.substr(at + before.size());
      for (const auto& [system, specimen] : kSystems) {
        if (rest.starts_with(system)) return specimen;
      }
    }
  }
  // What a pathologist looks at is tissue; the names do not say so.
  return loinc_name.find("pathology") == std::string_view::npos ? Specimen::kOther : Specimen::kTissue;
}

Specimens::Specimens(const TextPool& texts, std::span<const reference::ObservationKind> kinds) {
  by_text_.reserve(texts.size());
  by_text_.push_back(Specimen::kOther);
  for (TextId id = 1; id < texts.size(); ++id) by_text_.push_back(specimen_of_name(texts.text(id)));
  by_kind_.reserve(kinds.size());
  for (const reference::ObservationKind& kind : kinds) by_kind_.push_back(specimen_of_name(kind.display));
}

}  // namespace polyclinic::formats

// Interns what a Program's codes and words are called.
#include "engine/life/module_texts.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/foundation/number_text.h"
#include "engine/foundation/text.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

// The tags that SNOMED CT's fully specified names end in, of the kinds that modules record.
constexpr std::string_view kTags[] = {"disorder", "finding",     "situation", "procedure", "regime/therapy", "event",
                                      "person",   "observable entity", "substance", "product", "physical object", "morphologic abnormality",
                                      "medicinal product", "clinical drug", "organism", "body structure", "qualifier value",
                                      "environment", "record artifact", "context-dependent category"};

CodeSystem system_named(std::string_view name) {
  if (name == "SNOMED-CT" || name == "SNOMED CT" || name == "SNOMED" || name == "http://snomed.info/sct") return CodeSystem::kSnomed;
  if (equals_ignoring_case(name, "RxNorm")) return CodeSystem::kRxNorm;
  if (equals_ignoring_case(name, "LOINC")) return CodeSystem::kLoinc;
  if (name == "ICD-10-CM" || name == "ICD10" || name == "ICD-10" || name == "ICD10-CM") return CodeSystem::kIcd10;
  return CodeSystem::kOther;
}

std::string_view without_tag(std::string_view name) {
  if (!name.ends_with(')')) return name;
  const size_t open = name.rfind('(');
  if (open == std::string_view::npos || open == 0) return name;
  const std::string_view tag = name.substr(open + 1, name.size() - open - 2);
  if (std::find(std::begin(kTags), std::end(kTags), tag) == std::end(kTags)) return name;
  return trim(name.substr(0, open));
}

// A number without the zeros at its end: "8", "1.5".
std::string number_word(double value) {
  char digits[kDoubleTextSize];
  return {digits, write_double(digits, value)};
}

constexpr std::string_view kUnits[] = {"second", "minute", "hour", "day", "week", "month", "year"};

}  // namespace

std::string clean_text(std::string_view text) {
  std::string clean;
  for (const char c : text) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  return std::string(trim(clean));
}

Result<ModuleTexts> ModuleTexts::build(const gmf::Program& program, const reference::ObservationCatalogue& catalogue, world::World& world) {
  TextPool& texts = world.texts;
  ModuleTexts made;
  const std::pair<TextId*, std::string_view> words[] = {
      {&made.problem, "problem"},       {&made.encounter_diagnosis, "encounter-diagnosis"},
      {&made.social_finding, "social-finding"},
      {&made.mild, "mild"},             {&made.moderate, "moderate"},
      {&made.severe, "severe"},         {&made.low, "low"},
      {&made.high, "high"},             {&made.unable_to_assess, "unable-to-assess"},
      {&made.food, "food"},             {&made.medication, "medication"},
      {&made.environment, "environment"},
      {&made.ambulatory, "AMB"},        {&made.emergency, "EMER"},
      {&made.inpatient, "IMP"},         {&made.home, "HH"},
      {&made.virtual_visit, "VR"},      {&made.natural, "natural"},
      {&made.accident, "accident"},     {&made.suicide, "suicide"},
      {&made.homicide, "homicide"},     {&made.laboratory, "laboratory"},
      {&made.observation_stay, "OBSENC"},    {&made.observation_admission, "448951000124107"},
      {&made.home_discharge, "01"},     {&made.expired, "20"},
      {&made.still_patient, "30"}};
  for (const auto& [place, word] : words) *place = texts.intern(word);
  // In the order of gmf::EncounterClass.
  constexpr std::pair<std::string_view, std::string_view> kEncounters[] = {
      {"General examination of patient", "162673000"}, {"Encounter for check up", "185349003"},
      {"Encounter for check up", "185349003"},         {"Hospital admission", "32485007"},
      {"Emergency room admission", "50849002"},        {"Urgent care clinic", "702927004"},
      {"Hospice care", "385763009"},                   {"Home visit", "439708006"},
      {"Admission to skilled nursing facility", "449411000124106"}, {"Telemedicine consultation with patient", "448337001"}};
  for (size_t at = 0; at < std::size(kEncounters); ++at) made.encounters_[at] = {texts.intern(kEncounters[at].first), texts.intern(kEncounters[at].second)};
  for (const gmf::Module& module : program.modules) {
    made.specialties_.push_back(world.directory.specialty_named(program.text(module.specialty)));
  }
  made.read_codes(program, catalogue, texts);
  POLYCLINIC_TRY(made.read_map(program, texts));
  POLYCLINIC_TRY(made.read_drugs(program, texts));
  POLYCLINIC_TRY(made.read_routes(program, texts));
  POLYCLINIC_TRY(made.read_procedures(program, texts));
  POLYCLINIC_TRY(made.read_results(program, texts));
  made.read_words(program, texts);
  made.read_prescriptions(program, texts);
  return made;
}

void ModuleTexts::read_codes(const gmf::Program& program, const reference::ObservationCatalogue& catalogue, TextPool& texts) {
  for (const gmf::Code& code : program.codes) {
    CodeTexts& made = codes_.emplace_back();
    made.system = system_named(program.text(code.system));
    const std::string display = clean_text(program.text(code.display));
    const std::string_view name = made.system == CodeSystem::kSnomed ? without_tag(display) : std::string_view(display);
    std::string text = clean_text(program.text(code.code));
    // Discharge dispositions have two digits, though some write 1 for 01.
    if (program.text(code.system) == "NUBC" && text.size() == 1) text.insert(0, 1, '0');
    made.code = texts.intern(text);
    made.name = name.empty() ? made.code : texts.intern(name);
    if (made.system == CodeSystem::kIcd10) made.icd10 = made.code;
    for (const reference::ObservationKind& kind : catalogue.kinds()) {
      if (made.system == CodeSystem::kLoinc && kind.loinc == text) made.measure = static_cast<uint8_t>(kind.measure);
    }
  }
}

Status ModuleTexts::read_map(const gmf::Program& program, TextPool& texts) {
  reference::CsvReader csv("snomed_icd10cm.csv", reference::embedded_file("snomed_icd10cm.csv"));
  uint32_t at[3];
  POLYCLINIC_TRY(csv.columns({"snomed_code", "icd10_code", "category"}, at));
  struct Mapped {
    std::string icd10, category;
  };
  std::unordered_map<std::string, Mapped> map;  // looked up only
  while (csv.next()) map[std::string(csv.text(at[0]))] = {std::string(csv.text(at[1])), std::string(csv.text(at[2]))};
  for (size_t id = 0; id < codes_.size(); ++id) {
    if (codes_[id].system != CodeSystem::kSnomed) continue;
    const auto found = map.find(std::string(program.text(program.codes[id].code)));
    if (found == map.end()) continue;
    codes_[id].icd10 = texts.intern(found->second.icd10);
    codes_[id].category = texts.intern(found->second.category);
  }
  return {};
}

Status ModuleTexts::read_routes(const gmf::Program& program, TextPool& texts) {
  reference::CsvReader csv("medication_routes.csv", reference::embedded_file("medication_routes.csv"));
  uint32_t at[2];
  POLYCLINIC_TRY(csv.columns({"word", "snomed_code"}, at));
  while (csv.next()) {
    for (size_t id = 0; id < codes_.size(); ++id) {
      const std::string_view display = program.text(program.codes[id].display);
      if (codes_[id].system == CodeSystem::kRxNorm && codes_[id].route == kNoText &&
          display.find(csv.text(at[0])) != std::string_view::npos) {
        codes_[id].route = texts.intern(csv.text(at[1]));
      }
    }
  }
  return {};
}

void ModuleTexts::read_words(const gmf::Program& program, TextPool& texts) {
  words_.assign(program.texts.size(), kNoText);
  const auto use = [&](TextId id) {
    if (id != kNoText) words_[id] = texts.intern(clean_text(program.text(id)));
  };
  for (const gmf::Observation& observation : program.observations) {
    use(observation.unit);
    use(observation.category);
  }
  for (const gmf::ObservationGroup& group : program.observation_groups) use(group.category);
  for (const gmf::Onset& onset : program.onsets) use(onset.category);
  for (const gmf::Goal& goal : program.goals) use(goal.text);
  for (const gmf::Device& device : program.devices) {
    use(device.manufacturer);
    use(device.model);
  }
}

void ModuleTexts::read_prescriptions(const gmf::Program& program, TextPool& texts) {
  for (const gmf::Prescription& prescription : program.prescriptions) {
    std::string text;
    if (prescription.has_dosage) {
      const std::string_view unit = kUnits[static_cast<uint32_t>(prescription.period_unit)];
      const bool is_one = prescription.period == 1;
      if (prescription.frequency == 1) {
        text = is_one ? "every " + std::string(unit) : "every " + number_word(prescription.period) + " " + std::string(unit) + "s";
      } else {
        text = number_word(prescription.frequency) + " times ";
        text += is_one ? "a " + std::string(unit) : "in " + number_word(prescription.period) + " " + std::string(unit) + "s";
      }
    }
    if (prescription.as_needed) text += text.empty() ? "as needed" : ", as needed";
    frequencies_.push_back(texts.intern(text));
  }
}

}  // namespace polyclinic::life

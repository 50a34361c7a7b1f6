// What is known at the end: the entries that were pointed to, the fixed ones, and every file's header.
#include "engine/formats/vista/end_writer.h"

#include "engine/foundation/text.h"

namespace polyclinic::formats::vista {
namespace {

class End {
 public:
  End(const Vocabulary& vocabulary, const AllNumbers& numbers, std::span<RecordOutput> outputs)
      : words_(vocabulary), numbers_(numbers), nodes_(vocabulary.texts, vocabulary.routine) {
    nodes_.open(outputs);
  }

  void write() {
    institutions();
    places();
    persons();
    fixed();
    clinical();
    laboratory();
    for (uint32_t f = 0; f < kFileCount; ++f) header(static_cast<File>(f));
  }

 private:
  const FileNumbers& of(File file) const { return numbers_[index_of(file)]; }
  std::string_view text(TextId id) const { return words_.world.texts.text(id); }

  NodeWriter& entry(File file, uint64_t number) { return nodes_.node(file).number(number); }
  NodeWriter& zero(File file, uint64_t number) {
    nodes_.count(file);
    return entry(file, number).raw(",0").value();
  }
  // ^GLOBAL("B",text,number)
  void index(File file, std::string_view name, std::string_view value, uint64_t number, bool upper = true) {
    nodes_.node(file).raw("\"").raw(name).raw("\",");
    const std::string_view first = indexed(value);
    (upper ? nodes_.upper_subscript(first) : nodes_.subscript(first)).raw(",").number(number).flag();
  }
  void index(File file, std::string_view name, uint64_t value, uint64_t number) {
    nodes_.node(file).raw("\"").raw(name).raw("\",").number(value).raw(",").number(number).flag();
  }
  // Calls write(key, number) for each entry of a shared file.
  template <class Write>
  void each(File file, Write write) {
    uint64_t number = 0;
    for (const Key& key : of(file).shared) write(key, ++number);
  }

  void header(File file) {
    const FileFacts& facts = facts_of(file);
    uint64_t count = of(file).count, last = of(file).last;
    if (facts.numbers == Numbers::kFixed) count = last = fixed_[index_of(file)];
    if (file == File::kLocation) {
      count = of(File::kInstitution).count;
      last = count;
    }
    nodes_.node(file).raw("0").value().raw(facts.name).raw("^").raw(facts.number).raw(facts.flags).raw("^").number(last).raw("^").number(count);
    nodes_.end();
  }

  void institutions() {
    const world::World& world = words_.world;
    each(File::kInstitution, [&](const Key& key, uint64_t number) {
      const world::Organization& organization = world.directory.organizations[key.a];
      const world::Place& place = world.places.places[organization.place];
      zero(File::kInstitution, number).upper(organization.name).raw("^").number(place.state + 1);
      nodes_.end();
      entry(File::kInstitution, number).raw(",1").value().upper_text(organization.address).raw("^^").upper(place.city).raw("^").term(organization.zip);
      nodes_.end();
      entry(File::kInstitution, number).raw(",\"NPI\"").value().text(organization.npi);
      nodes_.end();
      index(File::kInstitution, "B", text(organization.name), number);
      index(File::kInstitution, "ANPI", organization.npi, number);
      zero(File::kLocation, number).number(number);
      nodes_.end();
      index(File::kLocation, "B", number, number);
    });
  }

  void places() {
    constexpr std::string_view kNames[] = {"", " EMERGENCY", " WARD", " TELEPHONE"};
    each(File::kHospitalLocation, [&](const Key& key, uint64_t number) {
      const world::Organization& organization = words_.world.directory.organizations[key.a];
      const std::string name = std::string(text(organization.name)) + std::string(kNames[key.b]);
      zero(File::kHospitalLocation, number)
          .upper_text(name)
          .raw(static_cast<Place>(key.b) == Place::kWard ? "^^W^" : "^^C^")
          .number(of(File::kInstitution).find(key.a, 0));
      nodes_.end();
      index(File::kHospitalLocation, "B", name, number);
    });
  }

  void persons() {
    each(File::kPerson, [&](const Key& key, uint64_t number) {
      const world::Provider& provider = words_.world.directory.providers[key.a];
      zero(File::kPerson, number).upper(provider.last_name).raw(",").upper(provider.first_name);
      nodes_.end();
      entry(File::kPerson, number).raw(",1").value().raw(provider.sex == reference::Sex::kMale ? "^M" : "^F");
      nodes_.end();
      entry(File::kPerson, number).raw(",\"NPI\"").value().text(provider.npi);
      nodes_.end();
      entry(File::kPerson, number).raw(",\"PS\"").value().raw("1");
      nodes_.end();
      index(File::kPerson, "B", std::string(text(provider.last_name)) + "," + std::string(text(provider.first_name)), number);
      index(File::kPerson, "ANPI", provider.npi, number);
    });
  }

  template <size_t size>
  void list(File file, const std::array<FixedEntry, size>& entries) {
    fixed_[index_of(file)] = size;
    for (uint32_t i = 0; i < size; ++i) {
      const FixedEntry& made = entries[i];
      zero(file, i + 1).raw(made.name).raw("^").raw(made.second).raw("^").raw(made.third).raw("^").raw(made.fourth);
      nodes_.end();
      index(file, "B", made.name, i + 1);
      if (file != File::kRace && file != File::kEthnicity) continue;
      index(file, "C", made.second, i + 1);
      index(file, "AHL7", made.third, i + 1);
    }
  }

  void fixed() {
    list(File::kRace, kRaces);
    list(File::kEthnicity, kEthnicities);
    list(File::kCollectionMethod, kCollectionMethods);
    list(File::kMaritalStatus, kMaritalStatuses);
    list(File::kPatientStatus, kPatientStatuses);
    list(File::kSpecimen, kSpecimens);
    fixed_[index_of(File::kVitalType)] = kVitalTypes.size();
    for (uint32_t i = 0; i < kVitalTypes.size(); ++i) {
      const VitalType& type = kVitalTypes[i];
      zero(File::kVitalType, i + 1).raw(type.name).raw("^").raw(type.abbreviation).raw("^^1^^^").raw(type.measurement);
      nodes_.end();
      index(File::kVitalType, "B", type.name, i + 1);
      index(File::kVitalType, "C", type.abbreviation, i + 1);
      index(File::kVitalType, "APCE", type.measurement, i + 1);
    }
    const std::vector<world::State>& states = words_.world.places.states;
    fixed_[index_of(File::kState)] = states.size();
    for (uint32_t i = 0; i < states.size(); ++i) {
      zero(File::kState, i + 1).upper_text(states[i].name).raw("^").text(states[i].code);
      nodes_.end();
      index(File::kState, "B", states[i].name, i + 1);
      index(File::kState, "C", states[i].code, i + 1);
    }
  }

  void clinical() {
    each(File::kDrug, [&](const Key& key, uint64_t number) {
      zero(File::kDrug, number).upper(key.a);
      nodes_.end();
      if (key.b != kNoText) {
        entry(File::kDrug, number).raw(",2").value().raw("^^^").term(key.b);
        nodes_.end();
      }
      index(File::kDrug, "B", text(key.a), number);
    });
    each(File::kDiagnosis, [&](const Key& key, uint64_t number) {
      // Descriptions have held since ICD-10-CM did, the first of October 2015.
      const bool unspecified = key.a == kNoText;
      zero(File::kDiagnosis, number).text(unspecified ? "R69" : text(key.a));
      nodes_.end();
      entry(File::kDiagnosis, number).raw(",68,0").value().raw("^80.068D^1^1");
      nodes_.end();
      entry(File::kDiagnosis, number).raw(",68,1,0").value().raw("3151001");
      nodes_.end();
      entry(File::kDiagnosis, number).raw(",68,1,1").value().upper_text(unspecified ? "Illness, unspecified" : text(key.remembered));
      nodes_.end();
      nodes_.node(File::kDiagnosis).raw("\"BA\",\"").text(unspecified ? "R69" : text(key.a)).raw(" \",").number(number).flag();
    });
    each(File::kProcedureCode, [&](const Key& key, uint64_t number) {
      const std::string_view code = text(key.a);
      const bool is_local = code.size() != 5;
      zero(File::kProcedureCode, number)
          .text(code)
          .raw("^")
          .upper_text(indexed(text(key.remembered)))
          .raw(is_local ? "^^^^L" : is_ascii_letter(code[0]) ? "^^^^H" : "^^^^C");
      nodes_.end();
      entry(File::kProcedureCode, number).raw(",\"D\",0").value().raw("^81.01A^1^1");
      nodes_.end();
      entry(File::kProcedureCode, number).raw(",\"D\",1,0").value().upper(key.remembered);
      nodes_.end();
      index(File::kProcedureCode, "B", code, number, false);
    });
    each(File::kReactant, [&](const Key& key, uint64_t number) {
      const std::string_view name = reactant_name(text(key.a)), type = reactant_type(words_, key.remembered);
      zero(File::kReactant, number).upper_text(name).raw("^").raw(type);
      nodes_.end();
      index(File::kReactant, "B", name, number);
      index(File::kReactant, "C", type, number);
    });
    each(File::kSign, [&](const Key& key, uint64_t number) { named(File::kSign, key, number); });
    each(File::kVaccine, [&](const Key& key, uint64_t number) {
      zero(File::kVaccine, number).upper(key.remembered).raw("^^").term(key.a);
      nodes_.end();
      index(File::kVaccine, "B", text(key.remembered), number);
      index(File::kVaccine, "C", text(key.a), number, false);
    });
    each(File::kNarrative, [&](const Key& key, uint64_t number) {
      zero(File::kNarrative, number).term(key.a);
      nodes_.end();
      index(File::kNarrative, "B", text(key.a), number, false);
    });
    each(File::kFactor, [&](const Key& key, uint64_t number) { factor(key, number); });
  }

  void named(File file, const Key& key, uint64_t number) {
    zero(file, number).upper(key.a);
    nodes_.end();
    index(file, "B", text(key.a), number);
  }

  // A category of factors, or a factor: what was asked, and the answer where answers have codes.
  void factor(const Key& key, uint64_t number) {
    const bool is_category = key.b == kFactorCategory;
    std::string name(text(key.a));
    if (!is_category && key.b != kNoText) name += ": " + std::string(text(key.b));
    zero(File::kFactor, number).upper_text(name).raw("^^");
    const uint64_t category = is_category ? 0 : of(File::kFactor).find(key.remembered, kFactorCategory);
    if (!is_category) nodes_.number(category);
    nodes_.raw("^^^^^Y^^").raw(is_category ? "C" : "F");
    nodes_.end();
    index(File::kFactor, "B", name, number);
    if (!is_category) index(File::kFactor, "AC", category, number);
    index(File::kFactor, "AD", is_category ? "C" : "F", number);
  }

  void laboratory() {
    each(File::kLaboratoryTest, [&](const Key& key, uint64_t number) {
      const uint32_t national = words_.data_names[key.a];
      const std::string location = "CH;" + (national != 0 ? std::to_string(national) : std::string(kLocalDataName) + std::to_string(number)) + ";1";
      zero(File::kLaboratoryTest, number).upper(key.remembered).raw("^^B^CH^").raw(location);
      nodes_.end();
      if (key.a != kNoText) {
        entry(File::kLaboratoryTest, number).raw(",10").value().term(key.a);
        nodes_.end();
      }
      index(File::kLaboratoryTest, "B", text(key.remembered), number);
      index(File::kLaboratoryTest, "C", location, number);
    });
  }

  const Vocabulary& words_;
  const AllNumbers& numbers_;
  NodeWriter nodes_;
  std::array<uint64_t, kFileCount> fixed_{};  // entries of the fixed files
};

}  // namespace

std::string_view reactant_name(std::string_view substance) {
  constexpr std::string_view kAllergyTo = "Allergy to ";
  if (substance.starts_with(kAllergyTo)) substance.remove_prefix(kAllergyTo.size());
  return substance;
}

std::string_view reactant_type(const Vocabulary& words, TextId category) {
  return category == words.food ? "F" : category == words.medication ? "D" : "O";
}

void VistaEnd::write(const AllNumbers& numbers, std::span<RecordOutput> outputs) const { End(words_, numbers, outputs).write(); }

}  // namespace polyclinic::formats::vista

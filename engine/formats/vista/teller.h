// Tells one person: what stands in the files' globals of that life. The parts are in patient.cpp, visit.cpp, measurement.cpp
// and pharmacy.cpp.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "engine/formats/vista/end_writer.h"
#include "engine/formats/vista/node_writer.h"
#include "engine/formats/vista/numbering.h"
#include "engine/formats/vista/vocabulary.h"
#include "engine/ledger/ledger.h"

namespace polyclinic::formats::vista {

class Teller final : public RecordWriter {
 public:
  explicit Teller(const Vocabulary& words) : words_(words), nodes_(words.texts, words.routine) {}

  void begin_unit(UnitNumbers& numbers) override {
    numbers_ = &static_cast<EntryNumbers&>(numbers);
    numbers_->clear();
  }
  // Institutions and persons are those of the directory, in its order; whoever else is met comes behind them.
  void add_directory(const world::DirectoryExtract& extract, std::span<RecordOutput> outputs) override;
  void add(const ledger::Ledger& ledger, std::span<RecordOutput> outputs) override;

 private:
  // A visit of the person: an encounter, or a day of history that something is told of which came to no encounter.
  struct Visit {
    Entry entry;
    Instant start = 0, end = 0;
    uint32_t provider = 0, organization = 0;  // indexes of the world
    Entry person;                             // the provider's
    Entry place;                              // HOSPITAL LOCATION
    bool historical = false;
    char category = 'A';
    uint32_t dependents = 0;                  // entries of V files
  };

  // A draw of blood or the like: results of the laboratory of one moment.
  struct Result {
    Instant at = 0;
    uint32_t visit = 0;
    Entry test;
    uint32_t data_name = 0;  // 0: the test's own number
    Specimen specimen = Specimen::kOther;
    TextId unit = kNoText;
    ledger::Quantity number, low, high;
    std::string_view text;   // where there is no number
  };

  // patient.cpp
  void tell_patient();
  void tell_problems();
  void tell_allergies();

  // visit.cpp
  void make_visits();
  void tell_visits();
  void tell_diagnoses();
  void tell_immunizations();
  void tell_procedures();
  void tell_factors();
  void tell_factor(uint32_t visit, Instant at, Key factor, std::string_view comment, const ledger::Quantity& number, TextId unit);
  // The visit that something belongs to which has an encounter or a day.
  uint32_t visit_of(uint32_t encounter, Day day) const;
  // An entry of a V file, whose zero node is left open behind item, patient and visit; close_visit_entry() ends it and
  // writes when it was, by whom, and the cross references.
  Entry open_visit_entry(File file, Entry item, uint32_t visit);
  void close_visit_entry(Entry entry, Entry item, uint32_t visit, Instant at, bool by_item);

  // measurement.cpp
  void tell_vitals();
  // `lower`: the lower blood pressure beside the upper one.
  void tell_vital(Vital vital, uint32_t visit, Instant at, ledger::Quantity value, ledger::Quantity lower);
  // Whether the lower blood pressure of the same measurement comes right behind an upper one.
  bool has_lower(const ledger::CodedObservation& observation) const;
  bool is_told_as_vital(const ledger::CodedObservation& observation) const;
  void tell_laboratory();
  void add_result(Result result, TextId loinc, TextId name);
  void tell_draw(size_t first, size_t end, Instant at);

  // pharmacy.cpp
  void tell_prescriptions();
  Day expiration_of(const ledger::Medication& medication) const;

  const world::Directory& directory() const { return words_.world.directory; }
  std::string_view text(TextId id) const { return words_.world.texts.text(id); }
  Entry person(uint32_t provider) { return numbers_->share(File::kPerson, {provider}); }
  Entry institution(uint32_t organization) { return numbers_->share(File::kInstitution, {organization}); }
  Entry narrative(TextId text) { return numbers_->share(File::kNarrative, {text}); }
  Entry diagnosis(TextId code, TextId name) {
    return numbers_->share(File::kDiagnosis, {code == words_.unspecified_illness ? kNoText : code, 0, name});
  }
  Entry place(uint32_t organization, Place where) {
    return numbers_->share(File::kHospitalLocation, {organization, static_cast<uint32_t>(where)});
  }
  uint32_t provider_of(uint32_t encounter) const {
    return encounter == ledger::kNone ? ledger_->person.provider : ledger_->encounters[encounter].provider;
  }

  // The start of a node of an entry, or of a cross reference of the file.
  NodeWriter& entry(Entry entry) { return nodes_.node(entry.file).entry(entry); }
  NodeWriter& zero(Entry made) {
    nodes_.count(made.file);
    return entry(made).raw(",0").value();
  }
  NodeWriter& index(File file, std::string_view name) { return nodes_.node(file).raw("\"").raw(name).raw("\","); }
  void index(std::string_view name, Entry pointed, Entry made) { index(made.file, name).entry(pointed).raw(",").entry(made).flag(); }

  const Vocabulary& words_;
  NodeWriter nodes_;
  EntryNumbers* numbers_ = nullptr;
  // Of the person who is told.
  const ledger::Ledger* ledger_ = nullptr;
  Entry patient_{File::kPatient, 0};
  std::vector<Visit> visits_;     // by encounter, then the days of history
  std::vector<Day> history_;      // of the visits behind the encounters, ascending
  std::vector<Result> results_;
  std::vector<Result> repeated_;  // of a draw: tests that were done before at the same moment
  std::vector<std::pair<Day, Entry>> prescriptions_;  // by expiration
};

}  // namespace polyclinic::formats::vista

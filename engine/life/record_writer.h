// Turns what modules and their host recorded of a person (gmf::Record) into the ledger: what of it lies in the history,
// with ids, encounters, providers, payers and prices. It decides nothing of what happened.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/gmf/record.h"
#include "engine/ledger/ledger.h"
#include "engine/life/care_prices.h"
#include "engine/life/laboratory_ranges.h"
#include "engine/life/module_host.h"
#include "engine/life/module_texts.h"
#include "engine/life/visits.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::life {

// What all people's writers share.
struct WriterTables {
  const world::World* world = nullptr;
  const gmf::Program* program = nullptr;
  const Visits* visits = nullptr;
  const reference::ObservationCatalogue* catalogue = nullptr;
  const ModuleTexts* texts = nullptr;
  const LaboratoryRanges* ranges = nullptr;
  const CarePrices* prices = nullptr;
};

// One for each thread, used for person after person.
class RecordWriter {
 public:
  explicit RecordWriter(const WriterTables& tables) : tables_(tables) {}

  // The person's circumstances and coverage must be in the ledger; the death's day too, if there was one. `end`: the day
  // after the last one on which visits may take place. Vaccines are fetched here as well, as they fit between the rest.
  void write(const gmf::Record& record, ModuleHost& host, const world::PrimaryCare& care, const SmokingHistory& smoking,
             Day history, Day end, ledger::Ledger& ledger);
  // After that, of who died at that encounter of the ledger as a module wanted.
  void diagnose_cause_of_death(uint32_t encounter);

 private:
  // When an encounter of the record took place, as it is told.
  struct Span {
    Instant start = 0, end = 0;
    uint32_t written = ledger::kNone;  // index of the ledger's encounters
    const HeldVisit* held = nullptr;   // of check-ups
  };
  struct Diagnosis {
    gmf::ConceptId concept_id = gmf::kNone;
    Instant start = 0;
    uint32_t index = ledger::kNone;    // of the ledger's conditions
  };

  struct Charge {
    int64_t cents = 0, payers_part = 0;
  };

  // record_writer.cpp
  void measure_spans();
  void write_encounters(std::span<HeldVisit> held, std::span<const gmf::EncounterId> held_encounters);
  uint32_t provider(const gmf::EncounterEntry& encounter, Day day) const;
  uint32_t hospital_provider(std::initializer_list<world::Specialty> wanted) const;
  void settle_costs();
  void put_in_order();
  uint32_t place_of(const gmf::Entry& entry) const;
  uint32_t treated_condition(const gmf::Entry& entry) const;
  void charge(uint32_t encounter, int64_t cents, int64_t payers_part);
  void charge(uint32_t encounter, int64_t cents);
  int64_t covered(int64_t cents, Day day) const;
  int64_t medication_price(const CodeTexts& code, const ledger::Medication& medication) const;
  Id mint(ledger::Entity entity, gmf::EntryId id) const;
  TextId class_text(const gmf::EncounterEntry& encounter) const;
  std::optional<world::Specialty> specialty(const gmf::EncounterEntry& encounter) const;
  TextId disposition(const gmf::EncounterEntry& encounter, const Span& span) const;
  bool is_before_history(const gmf::Entry& entry) const { return entry.stop < history_start_; }
  Day day_or_never(Instant at) const;
  const CodeTexts* first_code(gmf::CodeList codes) const;

  // record_entries.cpp
  void write_entry(gmf::EntryId id, const gmf::Entry& entry);
  ledger::Condition& add_condition(gmf::EntryId id, const CodeTexts& code);
  void write_condition(gmf::EntryId id, const gmf::Entry& entry);
  void write_allergy(gmf::EntryId id, const gmf::Entry& entry);
  void write_medication(gmf::EntryId id, const gmf::Entry& entry);
  void write_care_plan(gmf::EntryId id, const gmf::Entry& entry);
  void write_device(gmf::EntryId id, const gmf::Entry& entry);
  void write_procedure(gmf::EntryId id, const gmf::Entry& entry);
  void write_imaging(gmf::EntryId id, const gmf::Entry& entry);
  void write_supply(gmf::EntryId id, const gmf::Entry& entry);
  void write_immunization(gmf::EntryId id, const gmf::Entry& entry);
  TextId severity_text(gmf::CodeId severity) const;

  // record_observations.cpp
  void write_report(gmf::EntryId id, const gmf::Entry& entry);
  void drop_empty_reports();
  bool is_office_visit(uint32_t encounter) const;
  bool was_told(const gmf::Entry& entry, const CodeTexts& code) const;
  void write_observation(gmf::EntryId id, const gmf::Entry& entry);
  void write_value(const gmf::Observation& detail, const gmf::Entry& entry, gmf::CodeId code, ledger::CodedObservation& out);
  void write_range(const gmf::Entry& entry, gmf::CodeId code, ledger::CodedObservation& out) const;
  std::string_view series_text(uint32_t series) const;

  const WriterTables tables_;
  const gmf::Record* record_ = nullptr;
  const world::PrimaryCare* care_ = nullptr;
  ledger::Ledger* ledger_ = nullptr;
  Instant history_start_ = 0;
  Instant last_ = 0;                       // nothing is told of what is later
  Instant died_ = gmf::kNever;
  std::vector<Span> spans_;                // by encounter of the record
  std::vector<BusyTime> busy_;
  std::vector<Diagnosis> diagnoses_;       // in order of time
  std::vector<uint32_t> study_of_entry_;   // pairs of entry and index of the ledger's imaging studies
  std::vector<uint8_t> has_components_;    // by entry of the record: something of this panel was told
  // Reports of office visits, where another may have told the results already: entry, and index of the ledger's reports.
  std::vector<std::pair<gmf::EntryId, uint32_t>> unsure_reports_;
  std::vector<Charge> charges_;            // by encounter of the ledger: what modules did there
  std::vector<uint8_t> own_;               // by encounter of the ledger: a module's, whose prices are set here
  std::vector<uint32_t> order_, position_;
  std::vector<ledger::Encounter> sorted_;
};

}  // namespace polyclinic::life

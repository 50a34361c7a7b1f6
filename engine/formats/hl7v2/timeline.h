// Which messages a life makes and when: one event for each, in the order in which they are sent. What a message says is
// written elsewhere.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/config/config.h"
#include "engine/formats/clinical_note.h"
#include "engine/formats/hl7v2/vocabulary.h"
#include "engine/ledger/ledger.h"

namespace polyclinic::formats::hl7v2 {

// In the order of messages of one instant and one visit.
enum class EventKind : uint8_t {
  kPersonAdded,       // ADT^A28
  kPersonUpdated,     // ADT^A31; index: of updates()
  kBooked,            // SIU^S12
  kPreadmitted,       // ADT^A05
  kRegistered,        // ADT^A04
  kAdmitted,          // ADT^A01
  kIntoSurgery,       // ADT^A02; index: of the ledger's procedures
  kOutOfSurgery,      // ADT^A02; index: of the ledger's procedures
  kLaboratoryOrder,   // OML^O21; index: of result_messages()
  kImagingOrder,      // ORM^O01; index: of the ledger's imaging_studies
  kResults,           // ORU^R01; index: of result_messages()
  kVaccination,       // VXU^V04; index: the first of the ledger's immunizations of that instant
  kPrescription,      // RDE^O11; index: of the ledger's medications
  kDiscontinued,      // RDE^O11; index: of the ledger's medications
  kVisitUpdated,      // ADT^A08
  kDischarged,        // ADT^A03
  kNote,              // MDM^T02
};

struct Event {
  Instant at = 0;
  // Of events at one instant, those of a visit come after those of visits before it: 0 outside of visits, else the
  // encounter's index + 1 (of bookings, that of the visit where it was made).
  uint32_t visit_order = 0;
  EventKind kind{};
  uint32_t encounter = ledger::kNone;
  uint32_t index = 0;
};

// A result: an observation of the catalogue, one with a code of its own, or a report without any.
struct Result {
  enum class Source : uint8_t { kCatalogue, kCoded, kReport };
  uint32_t visit_order = 0;  // as of events
  bool is_laboratory = true;
  Instant at = 0;
  uint32_t panel = ledger::kNone;
  Source source = Source::kCatalogue;
  uint32_t index = 0;        // of the ledger's observations, coded_observations or reports
  uint32_t report = ledger::kNone;  // of the panel
};

// Results that are reported together: a panel, or a measure that stands alone, or vital signs. One OBR.
struct ResultGroup {
  uint32_t first = 0, count = 0;  // of results()
};

// Groups of one visit and one instant, all of the laboratory or none. One message of results, after orders if they are.
struct ResultMessage {
  uint32_t first_group = 0, group_count = 0;
  uint32_t encounter = ledger::kNone;
};

// Of one person at a time; keeps its memory.
class Timeline {
 public:
  Timeline(const config::Config& config, const Vocabulary& vocabulary) : config_(config), vocabulary_(vocabulary) {}

  void build(const ledger::Ledger& ledger);

  std::span<const Event> events() const { return events_; }
  // Days on which something of the person changed outside of visits.
  std::span<const Day> updates() const { return updates_; }
  std::span<const Result> results() const { return results_; }
  std::span<const ResultGroup> result_groups() const { return groups_; }
  std::span<const ResultMessage> result_messages() const { return messages_; }
  const EncounterFindings& findings() const { return findings_; }

  // When the person was told first, and from when on the death is known; INT64_MAX: never.
  Instant added_at() const { return added_at_; }
  Instant death_known_at() const { return death_known_at_; }

 private:
  void add(Instant at, EventKind kind, uint32_t encounter, uint32_t index = 0);
  void add_visits();
  void add_booking(uint32_t encounter);
  void add_surgery(uint32_t encounter);
  void add_results();
  void add_drugs_and_vaccines();
  void add_updates();

  const config::Config& config_;
  const Vocabulary& vocabulary_;
  const ledger::Ledger* ledger_ = nullptr;
  Instant history_start_ = 0, added_at_ = 0, death_known_at_ = INT64_MAX;
  std::vector<Event> events_;
  std::vector<Day> updates_;
  std::vector<Result> results_;
  std::vector<ResultGroup> groups_;
  std::vector<ResultMessage> messages_;
  std::vector<std::pair<uint32_t, uint32_t>> report_of_panel_;  // by panel
  std::vector<bool> has_results_;          // by report
  EncounterFindings findings_;
};

}  // namespace polyclinic::formats::hl7v2

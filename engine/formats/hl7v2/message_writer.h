// Writes a person's messages, event by event. The segments that several kinds of messages share are written here; each
// kind's own stand in the file of its subject.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/config/config.h"
#include "engine/formats/clinical_note.h"
#include "engine/formats/hl7v2/segment_writer.h"
#include "engine/formats/hl7v2/timeline.h"
#include "engine/formats/hl7v2/vocabulary.h"
#include "engine/formats/record_format.h"
#include "engine/world/world.h"

namespace polyclinic::formats::hl7v2 {

// Who sends, and who assigns numbers: the namespace of all identifiers that are the dataset's own.
inline constexpr std::string_view kApplication = "POLYCLINIC";

// What is the same for all messages of a run.
struct Shared {
  Shared(const world::World& world, const reference::ObservationCatalogue& observations);

  bool writes(reference::Hl7Message message) const { return wanted[static_cast<uint32_t>(message)]; }

  const world::World& world;
  const config::Hl7v2Options& options;
  Vocabulary vocabulary;
  ClinicalNotes notes;
  std::array<bool, reference::kHl7Messages.size()> wanted{};
  std::string receiver;  // MSH-5 and MSH-6, with the delimiter between them
};

class MessageWriter final : public RecordWriter {
 public:
  explicit MessageWriter(const Shared& shared);

  // Organizations and clinicians are told where they act: no message lists them.
  void add_directory(const world::DirectoryExtract&, std::span<RecordOutput>) override {}
  void add(const ledger::Ledger& ledger, std::span<RecordOutput> outputs) override;

 private:
  // --- Messages (message_writer.cpp) ---
  void tell(const Event& event);
  // MSH, and the end of the message. `type`: MSH-9; `profile`: MSH-15 to MSH-21 of messages that follow a guide.
  void begin(std::string_view type, Instant at, uint32_t organization, std::string_view profile = {});
  void end();
  void begin_batch(ByteBuffer& out, bool acknowledges);
  void end_batch(ByteBuffer& out);

  // --- Segments and fields that many share (message_writer.cpp) ---
  void enter_person();
  void enter_visit(uint32_t encounter);
  void evn(std::string_view event, Instant at);
  void pid(Instant at);
  void pid_and_visit(Instant at, uint32_t encounter);  // PID, and PV1 where there is a visit
  enum class VisitPart : uint8_t { kPlanned, kOpen, kInSurgery, kAfterSurgery, kClosed };
  void pv1(VisitPart part);
  void append_clinician(uint32_t provider, ByteBuffer& out) const;  // XCN
  void append_location(std::string_view point_of_care, ByteBuffer& out) const;  // PL
  // EI: a letter for the kind of thing, the person's number and the thing's within the person.
  SegmentWriter& entity(char kind, uint64_t ordinal);
  SegmentWriter& diagnosis_code(const ledger::Condition& condition);
  SegmentWriter& procedure_code(const ledger::Procedure& procedure);
  const ledger::Coverage* coverage_on(Day day) const;
  uint32_t provider_of(uint32_t encounter) const;
  const ledger::Encounter& visit() const { return ledger_->encounters[visit_]; }
  uint32_t organization_of(uint32_t encounter) const;

  // --- ADT, SIU (administration.cpp) ---
  void tell_person_added(const Event& event);
  void tell_person_updated(const Event& event);
  void tell_booking(const Event& event);
  void tell_preadmission(const Event& event);
  void tell_arrival(const Event& event);
  void tell_transfer(const Event& event);
  void tell_departure(const Event& event);
  void adt(std::string_view type, Instant at, uint32_t organization);
  void pv2();
  void allergies(Day day);
  void diagnosis(const ledger::Condition& condition, uint32_t ordinal);
  void insurance(Day day);

  // --- OML, ORM, ORU (orders.cpp) ---
  void tell_laboratory_order(const Event& event);
  void tell_imaging_order(const Event& event);
  void tell_results(const Event& event);
  void group_code(const ResultGroup& group);
  Specimen specimen_of(const ResultGroup& group) const;
  void spm(const ResultGroup& group);
  void obx(const Result& result, uint32_t ordinal);

  // --- VXU, RDE (pharmacy.cpp) ---
  void tell_vaccination(const Event& event);
  void tell_prescription(const Event& event);
  void vaccination_details(const ledger::Immunization& dose);

  // --- MDM (note.cpp) ---
  void tell_note(const Event& event);

  const Shared& shared_;
  const Vocabulary& words_;
  Timeline timeline_;
  const ledger::Ledger* ledger_ = nullptr;

  RecordOutput* messages_ = nullptr;
  RecordOutput* acknowledgments_ = nullptr;  // nullptr: not asked for
  ByteBuffer scratch_;                       // what segment_ writes to between people
  SegmentWriter segment_;

  // Of the person.
  ByteBuffer pid_head_, pid_tail_, primary_care_, insured_;
  Instant adult_from_ = 0;
  uint32_t message_count_ = 0;
  // Of the visit.
  uint32_t visit_ = ledger::kNone;
  ByteBuffer attending_, location_, note_;
  // Of the message.
  std::string_view type_;
  Instant sent_at_ = 0;
  std::string_view facility_;
};

}  // namespace polyclinic::formats::hl7v2

// The order of a person's messages, their frames, and the segments that most of them begin with.
#include "engine/formats/hl7v2/message_writer.h"

#include "engine/foundation/text.h"

namespace polyclinic::formats::hl7v2 {
namespace {

using ledger::kNever;
using ledger::kNone;
using reference::Hl7Message;

constexpr std::string_view kBlockStart = "\x0B", kBlockEnd = "\x1C\r";  // MLLP
constexpr int32_t kAdultAge = 18;  // below it, a marital status is not recorded
constexpr std::string_view kVisitNumberType = "^VN";

Hl7Message message_of(EventKind kind) {
  switch (kind) {
    case EventKind::kBooked: return Hl7Message::kSiu;
    case EventKind::kLaboratoryOrder: return Hl7Message::kOml;
    case EventKind::kImagingOrder: return Hl7Message::kOrm;
    case EventKind::kResults: return Hl7Message::kOru;
    case EventKind::kVaccination: return Hl7Message::kVxu;
    case EventKind::kPrescription:
    case EventKind::kDiscontinued: return Hl7Message::kRde;
    case EventKind::kNote: return Hl7Message::kMdm;
    default: return Hl7Message::kAdt;
  }
}

// Where in the house a visit takes place.
std::string_view point_of_care(const Vocabulary& words, TextId encounter_class) {
  if (encounter_class == words.inpatient) return "WARD";
  if (encounter_class == words.emergency) return "ED";
  if (encounter_class == words.virtual_visit) return "VIRTUAL";
  if (encounter_class == words.home) return "HOME";
  return "CLINIC";
}

// Table 0069, of stays.
std::string_view hospital_service(world::Specialty specialty) {
  switch (specialty) {
    case world::Specialty::kGeneralSurgery:
    case world::Specialty::kOrthopedics:
    case world::Specialty::kVascularSurgery: return "SUR";
    case world::Specialty::kCardiology: return "CAR";
    case world::Specialty::kPulmonology: return "PUL";
    case world::Specialty::kUrology: return "URO";
    default: return "MED";
  }
}

// "(413) 555-0123" as country, area and number; as it stands when it is not ten digits.
void append_phone(std::string_view phone, ByteBuffer& out) {
  char digits[10];
  size_t count = 0;
  for (const char c : phone) {
    if (!is_ascii_digit(c)) continue;
    if (count < 10) digits[count] = c;
    ++count;
  }
  if (count != 10) {
    append_escaped(phone, out);
    out.append("^PRN^PH");
    return;
  }
  out.append("^PRN^PH^^1^");
  out.append({digits, 3});
  out.push('^');
  out.append({digits + 3, 7});
}

}  // namespace

Shared::Shared(const world::World& of_world, const reference::ObservationCatalogue& observations)
    : world(of_world), options(of_world.config.format_options.hl7v2), vocabulary(of_world, observations), notes(of_world, observations.kinds()) {
  for (const Hl7Message message : options.messages) wanted[static_cast<uint32_t>(message)] = true;
  if (options.messages.empty()) wanted.fill(true);
  ByteBuffer text;
  append_escaped(options.receiving_application, text);
  text.push('|');
  append_escaped(options.receiving_facility, text);
  receiver = text.view();
}

MessageWriter::MessageWriter(const Shared& shared)
    : shared_(shared),
      words_(shared.vocabulary),
      timeline_(shared.world.config, shared.vocabulary),
      segment_(shared.vocabulary.terms(), scratch_) {}

void MessageWriter::add(const ledger::Ledger& ledger, std::span<RecordOutput> outputs) {
  ledger_ = &ledger;
  messages_ = &outputs[0];
  acknowledgments_ = outputs.size() > 1 ? &outputs[1] : nullptr;
  message_count_ = 0;
  timeline_.build(ledger);
  enter_person();
  enter_visit(kNone);
  const bool is_batch = shared_.options.framing == config::Hl7v2Options::Framing::kBatch;
  if (is_batch) {
    begin_batch(*messages_->bytes, false);
    if (acknowledgments_ != nullptr) begin_batch(*acknowledgments_->bytes, true);
  }
  segment_ = SegmentWriter(words_.terms(), *messages_->bytes);
  for (const Event& event : timeline_.events()) {
    if (shared_.writes(message_of(event.kind))) tell(event);
  }
  segment_ = SegmentWriter(words_.terms(), scratch_);
  if (is_batch) {
    end_batch(*messages_->bytes);
    if (acknowledgments_ != nullptr) end_batch(*acknowledgments_->bytes);
  }
}

void MessageWriter::tell(const Event& event) {
  if (event.encounter != visit_) enter_visit(event.encounter);
  switch (event.kind) {
    case EventKind::kPersonAdded: return tell_person_added(event);
    case EventKind::kPersonUpdated: return tell_person_updated(event);
    case EventKind::kBooked: return tell_booking(event);
    case EventKind::kPreadmitted: return tell_preadmission(event);
    case EventKind::kRegistered:
    case EventKind::kAdmitted: return tell_arrival(event);
    case EventKind::kIntoSurgery:
    case EventKind::kOutOfSurgery: return tell_transfer(event);
    case EventKind::kLaboratoryOrder: return tell_laboratory_order(event);
    case EventKind::kImagingOrder: return tell_imaging_order(event);
    case EventKind::kResults: return tell_results(event);
    case EventKind::kVaccination: return tell_vaccination(event);
    case EventKind::kPrescription:
    case EventKind::kDiscontinued: return tell_prescription(event);
    case EventKind::kVisitUpdated:
    case EventKind::kDischarged: return tell_departure(event);
    case EventKind::kNote: return tell_note(event);
  }
}

void MessageWriter::begin_batch(ByteBuffer& out, bool acknowledges) {
  SegmentWriter segment(words_.terms(), out);
  segment.raw("BHS|^~\\&|");
  if (acknowledges) {
    segment.raw(shared_.receiver).raw("|").raw(kApplication).raw("|");
  } else {
    segment.raw(kApplication).raw("||").raw(shared_.receiver);
  }
  // The batch is one person's; its control id is the person's number.
  segment.raw("|").day(shared_.world.config.as_of).raw("000000+0000||||").number(ledger_->person.vista_id).raw("\r");
}

void MessageWriter::end_batch(ByteBuffer& out) {
  SegmentWriter(words_.terms(), out).raw("BTS|").number(message_count_).raw("\r");
}

void MessageWriter::begin(std::string_view type, Instant at, uint32_t organization, std::string_view profile) {
  type_ = type;
  sent_at_ = at;
  facility_ = shared_.world.directory.organizations[organization].npi;
  ++message_count_;
  if (shared_.options.framing == config::Hl7v2Options::Framing::kMllp) segment_.raw(kBlockStart);
  segment_.raw("MSH|^~\\&|").raw(kApplication).raw("|").raw(facility_).raw("|").raw(shared_.receiver).raw("|").instant(at).raw("||");
  segment_.raw(type).raw("|").number(ledger_->person.vista_id).raw(".").number(message_count_).raw("|");
  segment_.raw({&shared_.options.processing_id, 1}).raw("|2.5.1|||");
  segment_.raw(profile.empty() ? "|||UNICODE UTF-8" : profile).raw("\r");
}

void MessageWriter::end() {
  ++messages_->records;
  const bool is_mllp = shared_.options.framing == config::Hl7v2Options::Framing::kMllp;
  if (is_mllp) segment_.raw(kBlockEnd);
  if (acknowledgments_ == nullptr) return;
  ++acknowledgments_->records;
  SegmentWriter reply(words_.terms(), *acknowledgments_->bytes);
  if (is_mllp) reply.raw(kBlockStart);
  const std::string_view event = type_.substr(4, 3);
  reply.raw("MSH|^~\\&|").raw(shared_.receiver).raw("|").raw(kApplication).raw("|").raw(facility_).raw("|").instant(sent_at_);
  reply.raw("||ACK^").raw(event).raw("^ACK|A").number(ledger_->person.vista_id).raw(".").number(message_count_).raw("|");
  reply.raw({&shared_.options.processing_id, 1}).raw("|2.5.1||||||UNICODE UTF-8\rMSA|AA|");
  reply.number(ledger_->person.vista_id).raw(".").number(message_count_).raw("\r");
  if (is_mllp) reply.raw(kBlockEnd);
}

void MessageWriter::enter_person() {
  const ledger::Person& person = ledger_->person;
  const world::World& world = shared_.world;
  const world::Place& place = world.places.places[person.place];
  adult_from_ = start_of_day(add_years(person.birth, kAdultAge));

  insured_.clear();
  SegmentWriter(words_.terms(), insured_).term(person.last_name).raw("^").term(person.first_name).raw("^").term(person.middle_name).raw("^^^^L");

  pid_head_.clear();
  SegmentWriter head(words_.terms(), pid_head_);
  head.raw("PID|1||").text(person.mrn).raw("^^^").raw(kApplication).raw("^MR~").number(person.vista_id).raw("^^^").raw(kApplication);
  head.raw("^PI~").text(person.ssn).raw("^^^USSSA&2.16.840.1.113883.4.1&ISO^SS||").raw(insured_.view()).raw("||");
  head.day(person.birth).raw("|").raw(sex_letter(person.sex)).raw("||").raw(race_element(person.race)).raw("|");
  head.text(person.address).raw("^^").term(place.city).raw("^").term(world.places.states[place.state].code_text).raw("^");
  head.term(person.zip).raw("^USA^H||");
  append_phone(person.phone, pid_head_);
  if (!person.email.empty()) head.raw("~^NET^Internet^").text(person.email);
  const reference::Category& language = reference::kLanguages[person.language];
  head.raw("||").raw(language.key).raw("^").raw(language.text).raw("^HL70296|");

  pid_tail_.clear();
  SegmentWriter(words_.terms(), pid_tail_).raw("||||||").raw(ethnicity_element(person.ethnicity));

  primary_care_.clear();
  append_clinician(person.provider, primary_care_);
}

void MessageWriter::enter_visit(uint32_t encounter) {
  visit_ = encounter;
  attending_.clear();
  location_.clear();
  append_clinician(provider_of(encounter), attending_);
  if (encounter != kNone) append_location(point_of_care(words_, visit().encounter_class), location_);
}

uint32_t MessageWriter::provider_of(uint32_t encounter) const {
  return encounter == kNone ? ledger_->person.provider : ledger_->encounters[encounter].provider;
}

uint32_t MessageWriter::organization_of(uint32_t encounter) const {
  return encounter == kNone ? shared_.world.directory.providers[ledger_->person.provider].organization : ledger_->encounters[encounter].organization;
}

void MessageWriter::append_clinician(uint32_t index, ByteBuffer& out) const {
  const world::Provider& provider = shared_.world.directory.providers[index];
  SegmentWriter(words_.terms(), out)
      .raw(provider.npi)
      .raw("^")
      .term(provider.last_name)
      .raw("^")
      .term(provider.first_name)
      .raw("^^^^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI");
}

void MessageWriter::append_location(std::string_view point_of_care, ByteBuffer& out) const {
  const world::Organization& organization = shared_.world.directory.organizations[visit().organization];
  SegmentWriter(words_.terms(), out).raw(point_of_care).raw("^^^").raw(organization.npi).raw("^^^^^").term(organization.name);
}

SegmentWriter& MessageWriter::entity(char kind, uint64_t ordinal) {
  return segment_.raw({&kind, 1}).number(ledger_->person.vista_id).raw(".").number(ordinal).raw("^").raw(kApplication);
}

void MessageWriter::evn(std::string_view event, Instant at) {
  segment_.raw("EVN|").raw(event).raw("|").instant(at).raw("||||").instant(at).raw("\r");
}

void MessageWriter::pid(Instant at) {
  segment_.raw(pid_head_.view());
  if (at >= adult_from_) segment_.raw(marital_element(ledger_->person.marital_status));
  segment_.raw(pid_tail_.view());
  if (at >= timeline_.death_known_at()) segment_.raw("|||||||").day(ledger_->person.death).raw("|Y");
  segment_.raw("\r");
}

void MessageWriter::pid_and_visit(Instant at, uint32_t encounter) {
  pid(at);
  if (encounter != kNone) pv1(VisitPart::kOpen);
}

void MessageWriter::pv1(VisitPart part) {
  const ledger::Encounter& encounter = visit();
  const bool is_stay = encounter.encounter_class == words_.inpatient;
  const bool is_emergency = encounter.encounter_class == words_.emergency;
  const ledger::Encounter* before = visit_ == 0 ? nullptr : &ledger_->encounters[visit_ - 1];
  const bool came_by_emergency = is_stay && before != nullptr && before->encounter_class == words_.emergency &&
                                 encounter.start - before->end < kMillisecondsPerDay;
  segment_.raw("PV1|1|").raw(part == VisitPart::kPlanned && is_stay ? "P" : is_stay ? "I" : is_emergency ? "E" : "O").raw("|");
  if (part == VisitPart::kInSurgery) {
    append_location("OR", segment_.bytes());
  } else {
    segment_.raw(location_.view());
  }
  segment_.raw(is_emergency || came_by_emergency ? "|E||" : is_stay ? "|C||" : "|R||");
  if (part == VisitPart::kInSurgery) segment_.raw(location_.view());
  if (part == VisitPart::kAfterSurgery) append_location("OR", segment_.bytes());
  segment_.raw("|").raw(attending_.view()).raw("|||");
  if (is_stay) segment_.raw(hospital_service(shared_.world.directory.providers[encounter.provider].specialty));
  segment_.raw("||||").raw(!is_stay ? "" : came_by_emergency ? "7" : "1").raw("|||");
  if (is_stay) segment_.raw(attending_.view());
  segment_.raw("||").number(ledger_->person.vista_id).raw(".").number(visit_ + 1).raw("^^^").raw(kApplication).raw(kVisitNumberType);
  if (part == VisitPart::kPlanned) {
    segment_.raw("\r");
    return;
  }
  segment_.raw("|||||||||||||||||");  // to PV1-36
  if (part == VisitPart::kClosed) segment_.term(encounter.discharge_disposition);
  segment_.raw("||||||||").instant(encounter.start);
  if (part == VisitPart::kClosed) segment_.raw("|").instant(encounter.end);
  segment_.raw("\r");
}

SegmentWriter& MessageWriter::diagnosis_code(const ledger::Condition& condition) {
  if (condition.icd10_code == kNoText) return segment_.coded(condition.snomed_code, condition.name, kSnomed);
  return segment_.coded(condition.icd10_code, condition.name, kIcd10).alternate(condition.snomed_code, condition.name, kSnomed);
}

SegmentWriter& MessageWriter::procedure_code(const ledger::Procedure& procedure) {
  if (procedure.cpt_code != kNoText) return segment_.coded(procedure.cpt_code, procedure.name, kCpt).alternate(procedure.snomed_code, procedure.name, kSnomed);
  if (procedure.hcpcs_code != kNoText) {
    return segment_.coded(procedure.hcpcs_code, procedure.name, kHcpcs).alternate(procedure.snomed_code, procedure.name, kSnomed);
  }
  return segment_.coded(procedure.snomed_code, procedure.name, kSnomed);
}

const ledger::Coverage* MessageWriter::coverage_on(Day day) const {
  for (const ledger::Coverage& coverage : ledger_->coverages) {
    if (coverage.start <= day && day <= coverage.end) return &coverage;
  }
  return nullptr;
}

}  // namespace polyclinic::formats::hl7v2

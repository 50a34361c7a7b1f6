// Who the person is and where: ADT messages, and SIU for appointments.
#include "engine/formats/hl7v2/message_writer.h"

namespace polyclinic::formats::hl7v2 {
namespace {

using ledger::kNever;
using ledger::kNone;

// Table 0128.
std::string_view severity_element(const Vocabulary& words, TextId severity) {
  if (severity == kNoText) return {};
  if (severity == words.severe) return "SV^Severe^HL70128";
  if (severity == words.moderate) return "MO^Moderate^HL70128";
  return severity == words.mild ? "MI^Mild^HL70128" : "U^Unknown^HL70128";
}

// Table 0127.
std::string_view allergen_type(const Vocabulary& words, TextId category) {
  if (category == words.food) return "FA^Food allergy^HL70127";
  return category == words.environment ? "EA^Environmental Allergy^HL70127" : "DA^Drug allergy^HL70127";
}

}  // namespace

// The segments that every ADT message begins with, up to PD1.
void MessageWriter::adt(std::string_view type, Instant at, uint32_t organization) {
  begin(type, at, organization);
  evn(type.substr(4, 3), at);
  pid(at);
  segment_.raw("PD1||||").raw(primary_care_.view()).raw("\r");
}

// What is known of the person from before the first visit goes with it: the list of problems, allergies, who pays.
void MessageWriter::tell_person_added(const Event& event) {
  const Day day = day_of(event.at);
  adt("ADT^A28^ADT_A05", event.at, organization_of(kNone));
  segment_.raw("PV1|1|N\r");
  allergies(day);
  uint32_t ordinal = 0;
  for (const ledger::Condition& condition : ledger_->conditions) {
    if (condition.encounter == kNone && condition.onset <= day) diagnosis(condition, ++ordinal);
  }
  insurance(day);
  end();
}

// What changed on that day outside of visits.
void MessageWriter::tell_person_updated(const Event& event) {
  const Day day = timeline_.updates()[event.index];
  adt("ADT^A31^ADT_A05", event.at, organization_of(kNone));
  segment_.raw("PV1|1|N\r");
  allergies(day);
  uint32_t ordinal = 0;
  // A death comes after what else happened on its day, which was told at the day's beginning.
  if (event.at < timeline_.death_known_at()) {
    for (const ledger::Condition& condition : ledger_->conditions) {
      if (condition.encounter == kNone && condition.onset == day) diagnosis(condition, ++ordinal);
    }
  }
  insurance(day);
  end();
}

void MessageWriter::tell_booking(const Event& event) {
  const ledger::Encounter& encounter = visit();
  const uint64_t minutes = static_cast<uint64_t>((encounter.end - encounter.start) / kMillisecondsPerMinute);
  const std::string_view reason = encounter.code == words_.check_up    ? "CHECKUP^A routine check-up^HL70276"
                                  : encounter.code == words_.follow_up ? "FOLLOWUP^A follow up visit^HL70276"
                                                                       : "ROUTINE^Routine appointment^HL70276";
  begin("SIU^S12^SIU_S12", event.at, encounter.organization);
  segment_.raw("SCH|");
  entity('A', visit_ + 1).raw("|");
  entity('A', visit_ + 1).raw("||||").coded(encounter.code, encounter.type, kSnomed).raw("|").raw(reason);
  segment_.raw("|Normal^Routine schedule request type^HL70277|").number(minutes).raw("|min^minute^UCUM|^^^");
  segment_.instant(encounter.start).raw("^").instant(encounter.end).raw("|||||").raw(attending_.view()).raw("||||");
  segment_.raw(attending_.view()).raw("|||||Booked^Booked^HL70278\r");
  pid(event.at);
  pv1(VisitPart::kPlanned);
  segment_.raw("RGS|1|A\rAIS|1|A|").coded(encounter.code, encounter.type, kSnomed).raw("|").instant(encounter.start).raw("|||");
  segment_.number(minutes).raw("|min^minute^UCUM|No|Booked^Booked^HL70278\r");
  segment_.raw("AIL|1|A|").raw(location_.view()).raw("|||").instant(encounter.start).raw("|||").number(minutes).raw("|min^minute^UCUM\r");
  segment_.raw("AIP|1|A|").raw(attending_.view()).raw("|||").instant(encounter.start).raw("|||").number(minutes).raw("|min^minute^UCUM\r");
  end();
}

// A stay that was arranged.
void MessageWriter::tell_preadmission(const Event& event) {
  adt("ADT^A05^ADT_A05", event.at, visit().organization);
  pv1(VisitPart::kPlanned);
  segment_.raw("PV2|||").coded(visit().reason_code, visit().reason, kIcd10).raw("|||||").instant(visit().start).raw("\r");
  insurance(day_of(event.at));
  end();
}

void MessageWriter::tell_arrival(const Event& event) {
  adt(event.kind == EventKind::kAdmitted ? "ADT^A01^ADT_A01" : "ADT^A04^ADT_A01", event.at, visit().organization);
  pv1(VisitPart::kOpen);
  pv2();
  allergies(day_of(event.at));
  if (event.kind == EventKind::kAdmitted && visit().reason_code != kNoText) {
    segment_.raw("DG1|1||").coded(visit().reason_code, visit().reason, kIcd10).raw("||").instant(event.at).raw("|A\r");
  }
  insurance(day_of(event.at));
  end();
}

void MessageWriter::tell_transfer(const Event& event) {
  adt("ADT^A02^ADT_A02", event.at, visit().organization);
  pv1(event.kind == EventKind::kIntoSurgery ? VisitPart::kInSurgery : VisitPart::kAfterSurgery);
  end();
}

// The end of a visit, with what was found and done.
void MessageWriter::tell_departure(const Event& event) {
  adt(event.kind == EventKind::kDischarged ? "ADT^A03^ADT_A03" : "ADT^A08^ADT_A01", event.at, visit().organization);
  pv1(VisitPart::kClosed);
  pv2();
  allergies(day_of(event.at));
  uint32_t ordinal = 0;
  for (const uint32_t index : timeline_.findings().conditions.of(visit_)) diagnosis(ledger_->conditions[index], ++ordinal);
  ordinal = 0;
  for (const uint32_t index : timeline_.findings().procedures.of(visit_)) {
    const ledger::Procedure& procedure = ledger_->procedures[index];
    segment_.raw("PR1|").number(++ordinal).raw("||");
    procedure_code(procedure).raw("||").instant(procedure.start).raw("||");
    segment_.number(static_cast<uint64_t>((procedure.end - procedure.start) / kMillisecondsPerMinute)).raw("\r");
  }
  end();
}

// Why the visit is made.
void MessageWriter::pv2() {
  if (visit().reason == kNoText && visit().type == kNoText) return;
  segment_.raw("PV2|||");
  if (visit().reason != kNoText) {
    segment_.coded(visit().reason_code, visit().reason, kIcd10);
  } else {
    segment_.coded(visit().code, visit().type, kSnomed);
  }
  segment_.raw("\r");
}

// All that the person has on that day: receivers replace the list.
void MessageWriter::allergies(Day day) {
  uint32_t ordinal = 0;
  for (const ledger::Allergy& allergy : ledger_->allergies) {
    if (allergy.onset > day || allergy.end <= day) continue;
    segment_.raw("AL1|").number(++ordinal).raw("|").raw(allergen_type(words_, allergy.category)).raw("|");
    if (allergy.rxnorm_code != kNoText) {
      segment_.coded(allergy.rxnorm_code, allergy.substance, kRxNorm).alternate(allergy.snomed_code, allergy.substance, kSnomed);
    } else {
      segment_.coded(allergy.snomed_code, allergy.substance, kSnomed);
    }
    const std::span<const ledger::AllergyReaction> reactions =
        std::span(ledger_->reactions).subspan(allergy.first_reaction, allergy.reaction_count);
    segment_.raw("|");
    if (!reactions.empty()) segment_.raw(severity_element(words_, reactions.front().severity));
    segment_.raw("|");
    for (const ledger::AllergyReaction& reaction : reactions) {
      if (&reaction != reactions.data()) segment_.raw("~");
      segment_.term(reaction.reaction.text);
    }
    segment_.raw("|").day(allergy.onset).raw("\r");
  }
}

void MessageWriter::diagnosis(const ledger::Condition& condition, uint32_t ordinal) {
  segment_.raw("DG1|").number(ordinal).raw("||");
  diagnosis_code(condition).raw("||").day(condition.onset).raw("|F");
  if (ordinal == 1 && condition.encounter != kNone) segment_.raw("|||||||||1");
  segment_.raw("\r");
}

void MessageWriter::insurance(Day day) {
  const ledger::Coverage* coverage = coverage_on(day);
  if (coverage == nullptr) return;
  const world::Plan& plan = shared_.world.directory.plans[coverage->plan];
  if (!plan.has_members) return;
  const world::Payer& payer = shared_.world.directory.payers[plan.payer];
  segment_.raw("IN1|1|").number(coverage->plan + 1).raw("^").term(plan.name).raw("^L|").term(payer.code).raw("^^^").raw(kApplication);
  segment_.raw("^NIIP|").term(payer.name).raw("^L||||||||").day(coverage->start).raw("|").day(coverage->end).raw("|||");
  segment_.raw(insured_.view()).raw("|SEL^Self^HL70063|").day(ledger_->person.birth).raw("||||||||||||||||||");
  segment_.text(coverage->member_id).raw("|||||||||||||").text(coverage->member_id).raw("^^^").term(payer.code).raw("^MB\r");
}

}  // namespace polyclinic::formats::hl7v2

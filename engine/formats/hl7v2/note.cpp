// The note of a visit: MDM with a text that people read, made of nothing but what the record has.
#include "engine/formats/hl7v2/message_writer.h"

namespace polyclinic::formats::hl7v2 {
namespace {

constexpr std::string_view kLine = "\\.br\\";

}  // namespace

void MessageWriter::tell_note(const Event& event) {
  const bool is_stay = visit().encounter_class == words_.inpatient;
  const bool is_emergency = visit().encounter_class == words_.emergency;
  begin("MDM^T02^MDM_T02", event.at, visit().organization);
  evn("T02", event.at);
  pid(event.at);
  pv1(VisitPart::kClosed);
  // Table 0270.
  segment_.raw(is_stay ? "TXA|1|DS|TX|" : is_emergency ? "TXA|1|ED|TX|" : "TXA|1|PR|TX|").instant(event.at).raw("|").raw(attending_.view());
  segment_.raw("|").instant(event.at).raw("|||").raw(attending_.view()).raw("|||");
  entity('D', visit_ + 1).raw("|||||AU||AV|||").raw(attending_.view()).raw("^^").instant(event.at).raw("\r");
  segment_.raw("OBX|1|FT|");
  segment_.raw(is_stay ? "18842-5^Discharge summary^LN||" : is_emergency ? "34111-5^Emergency department Note^LN||" : "11506-3^Progress note^LN||");
  note_text(event.at);
  segment_.raw("||||||F\r");
  end();
}

void MessageWriter::note_text(Instant at) {
  const ledger::Person& person = ledger_->person;
  const ledger::Encounter& encounter = visit();
  const world::Directory& directory = shared_.world.directory;
  const world::Provider& provider = directory.providers[encounter.provider];
  char date[kDateTextSize];
  const auto day = [&](Day of) { segment_.raw({date, static_cast<size_t>(write_date(date, of) - date)}); };
  const auto heading = [&](std::string_view title) { segment_.raw(kLine).raw(kLine).raw(title); };

  segment_.term(encounter.type).raw(", ");
  day(day_of(encounter.start));
  segment_.raw(kLine).term(directory.organizations[encounter.organization].name).raw(kLine).raw("Clinician: ").term(provider.full_name);
  segment_.raw(", ").term(provider.specialty_text).raw(kLine).raw("Patient: ").term(person.first_name).raw(" ").term(person.last_name);
  segment_.raw(", ").number(static_cast<uint64_t>(age_in_years(person.birth, day_of(at)))).raw("-year-old ").raw(reference::kSexes[person.sex].text);
  segment_.raw(", born ");
  day(person.birth);
  if (encounter.reason != kNoText) {
    heading("REASON");
    segment_.raw(kLine).term(encounter.reason);
  }

  note_results("OBSERVATIONS", false);
  note_results("LABORATORY", true);
  const auto list = [&](std::string_view title, std::span<const uint32_t> entries, auto tell) {
    if (entries.empty()) return;
    heading(title);
    for (const uint32_t index : entries) {
      segment_.raw(kLine);
      tell(index);
    }
  };
  list("ASSESSMENT", timeline_.conditions().of(visit_), [&](uint32_t index) {
    const ledger::Condition& condition = ledger_->conditions[index];
    segment_.term(condition.name);
    if (condition.icd10_code != kNoText) segment_.raw(" (").term(condition.icd10_code).raw(")");
  });
  list("PROCEDURES", timeline_.procedures().of(visit_), [&](uint32_t index) { segment_.term(ledger_->procedures[index].name); });
  list("IMMUNIZATIONS", timeline_.immunizations().of(visit_), [&](uint32_t index) { segment_.term(ledger_->immunizations[index].vaccine); });
  list("MEDICATIONS", timeline_.medications().of(visit_), [&](uint32_t index) {
    const ledger::Medication& medication = ledger_->medications[index];
    segment_.term(medication.name);
    if (medication.frequency != kNoText) segment_.raw(", ").term(medication.frequency);
  });
  if (at >= timeline_.death_known_at()) {
    heading("The patient died on ");
    day(person.death);
    segment_.raw(".");
  }
}

void MessageWriter::note_results(std::string_view title, bool laboratory) {
  bool has_title = false;
  for (const Result& result : timeline_.results_of(visit_)) {
    if (result.is_laboratory != laboratory || result.source == Result::Source::kReport) continue;
    if (!has_title) segment_.raw(kLine).raw(kLine).raw(title);
    has_title = true;
    segment_.raw(kLine);
    append_value(result);
  }
}

}  // namespace polyclinic::formats::hl7v2

// Encounters: when they took place, who saw the person, what they cost; and the order of the whole.
#include "engine/life/record_writer.h"

#include <algorithm>
#include <numeric>

#include "engine/foundation/math.h"
#include "engine/life/coverage.h"

namespace polyclinic::life {
namespace {

using gmf::EncounterClass;
using gmf::EntryKind;
using gmf::kNever;
using ledger::kNone;

// Encounters of modules have numbers from here on, so that they never meet those of visits.
constexpr uint32_t kFirstModuleEncounter = 0x40000000;
// Whoever is dying when care arrives is in its hands for so long.
constexpr Instant kDeathTakes = 20 * kMillisecondsPerMinute;
// What a module closes in the moment in which it opens it takes so long, if nothing else begins before.
constexpr Instant kShortest = 10 * kMillisecondsPerMinute;

bool has_time(EntryKind kind) {
  switch (kind) {
    case EntryKind::kProcedure:
    case EntryKind::kObservation:
    case EntryKind::kReport:
    case EntryKind::kImagingStudy:
    case EntryKind::kImmunization: return true;
    default: return false;
  }
}

// Specialties whose patients do not see their own clinician instead.
bool is_specialist(world::Specialty specialty) {
  using world::Specialty;
  return (specialty >= Specialty::kObstetricsGynecology && specialty != Specialty::kEmergencyMedicine &&
          specialty != Specialty::kHospitalist && specialty != Specialty::kPharmacist);
}

// Whose patients are theirs in the hospital too; those of the others are hospitalists'.
bool leads_stays(world::Specialty specialty) {
  using world::Specialty;
  switch (specialty) {
    case Specialty::kObstetricsGynecology:
    case Specialty::kGeneralSurgery:
    case Specialty::kCardiology:
    case Specialty::kHematologyOncology:
    case Specialty::kNeurology:
    case Specialty::kOrthopedics:
    case Specialty::kOtolaryngology:
    case Specialty::kPhysicalMedicine:
    case Specialty::kPsychiatry:
    case Specialty::kUrology:
    case Specialty::kVascularSurgery: return true;
    default: return false;
  }
}

bool is_in_hospital(EncounterClass encounter_class) {
  return encounter_class == EncounterClass::kInpatient || encounter_class == EncounterClass::kEmergency ||
         encounter_class == EncounterClass::kHospice || encounter_class == EncounterClass::kSkilledNursing;
}

}  // namespace

void RecordWriter::write(const gmf::Record& record, ModuleHost& host, const world::PrimaryCare& care, const SmokingHistory& smoking,
                         Day history, Day end, ledger::Ledger& ledger) {
  record_ = &record;
  care_ = &care;
  ledger_ = &ledger;
  history_start_ = start_of_day(history);
  const Day last = ledger.person.death == ledger::kNever ? end : ledger.person.death + 1;
  last_ = start_of_day(std::min(last, tables_.world->config.as_of)) - 1000;
  died_ = ledger.person.death == ledger::kNever ? kNever : record.death.at;
  diagnoses_.clear();
  study_of_entry_.clear();
  unsure_reports_.clear();
  has_components_.assign(record.entries.size(), 0);
  measure_spans();
  for (size_t index = 0; index < host.held().size(); ++index) host.held()[index].end = spans_[host.held_encounters()[index]].end;
  tables_.visits->tell_held(*tables_.world, care, smoking, history, end, host.held(), busy_, ledger);
  write_encounters(host.held(), host.held_encounters());
  for (gmf::EntryId id = 0; id < record.entries.size(); ++id) write_entry(id, record.entries[id]);
  drop_empty_reports();
  settle_costs();
  put_in_order();
}

// An encounter lasts as the record says, and as long as what follows on it without a gap: what a module did at a visit
// after the visit had been closed for the others. It ends before the next one begins.
void RecordWriter::measure_spans() {
  spans_.clear();
  for (const gmf::EncounterEntry& encounter : record_->encounters) {
    Instant stop = std::max(std::min(encounter.stop, last_), encounter.start + 1);
    // A death ends the encounter, but not before it is established.
    if (died_ != kNever && stop > died_) stop = std::min(std::max(died_, encounter.start + kDeathTakes), stop);
    spans_.push_back({encounter.start, stop, kNone, nullptr});
  }
  for (const gmf::Entry& entry : record_->entries) {
    if (!has_time(entry.kind)) continue;
    Span& span = spans_[entry.encounter];
    if (entry.start > span.end || entry.stop <= span.end) continue;
    Instant latest = std::min(last_, died_ == kNever ? last_ : std::max(died_, span.end));
    if (entry.encounter + 1 < spans_.size()) latest = std::min(latest, spans_[entry.encounter + 1].start);
    span.end = std::max(span.end, std::min(entry.stop, latest));
  }
  for (size_t index = 0; index < spans_.size(); ++index) {
    Span& span = spans_[index];
    if (span.end != span.start + 1) continue;
    Instant latest = last_;
    if (index + 1 < spans_.size()) latest = std::min(latest, spans_[index + 1].start);
    span.end = std::max(span.end, std::min(span.start + kShortest, latest));
  }
  busy_.clear();
  for (const Span& span : spans_) busy_.push_back({span.start, span.end});
}

void RecordWriter::write_encounters(std::span<HeldVisit> held, std::span<const gmf::EncounterId> held_encounters) {
  for (size_t index = 0; index < held.size(); ++index) {
    Span& span = spans_[held_encounters[index]];
    span.written = held[index].encounter;
    span.held = &held[index];
  }
  own_.assign(ledger_->encounters.size(), 0);
  size_t next_held = 0;
  for (gmf::EncounterId id = 0; id < spans_.size(); ++id) {
    if (next_held < held_encounters.size() && held_encounters[next_held] == id) {
      ++next_held;
      continue;
    }
    const gmf::EncounterEntry& from = record_->encounters[id];
    if (from.start < history_start_) continue;
    const Day day = day_of(from.start);
    const ledger::Coverage& coverage = coverage_on(*ledger_, day);
    spans_[id].written = static_cast<uint32_t>(ledger_->encounters.size());
    ledger::Encounter& encounter = ledger_->encounters.emplace_back();
    own_.push_back(1);
    encounter.id = IdMinter(tables_.world->config.seed)
                       .mint(static_cast<uint8_t>(ledger::Entity::kEncounter), ledger_->person.number, kFirstModuleEncounter + id);
    encounter.start = spans_[id].start;
    encounter.end = spans_[id].end;
    encounter.encounter_class = class_text(from);
    if (const CodeTexts* code = first_code(from.codes)) {
      encounter.type = code->name;
      encounter.code = code->code;
    } else {
      const ledger::CodedText& usual = tables_.texts->encounter(from.encounter_class);
      encounter.type = usual.text;
      encounter.code = usual.code;
    }
    if (from.reason != gmf::kNone) {
      encounter.reason = tables_.texts->code(from.reason).name;
      encounter.reason_code = tables_.texts->code(from.reason).icd10;
    }
    encounter.discharge_disposition = disposition(from, spans_[id]);
    encounter.provider = provider(from, day);
    encounter.organization = tables_.world->directory.providers[encounter.provider].organization;
    encounter.payer = tables_.world->directory.plans[coverage.plan].payer;
    const Instant minutes = (encounter.end - encounter.start + kMillisecondsPerMinute - 1) / kMillisecondsPerMinute;
    encounter.base_cost = tables_.prices->encounter(from.encounter_class, std::max<int64_t>(minutes, 1));
  }
  charges_.assign(ledger_->encounters.size(), {});
}

// One of the hospital's clinicians of the first specialty that it, or the hospital with all specialties, has; the same for
// a person.
uint32_t RecordWriter::hospital_provider(std::initializer_list<world::Specialty> wanted) const {
  const world::Directory& directory = tables_.world->directory;
  const world::CareNetwork& network = directory.networks[ledger_->person.place];
  for (const world::Specialty specialty : wanted) {
    for (const uint32_t at : {network.hospital, network.specialists}) {
      const world::Organization& hospital = directory.organizations[at];
      uint32_t count = 0;
      for (uint32_t p = 0; p < hospital.provider_count; ++p) {
        count += directory.providers[hospital.first_provider + p].specialty == specialty ? 1 : 0;
      }
      if (count == 0) continue;
      uint32_t chosen = static_cast<uint32_t>((ledger_->person.number >> 6) % count);
      for (uint32_t p = 0; p < hospital.provider_count; ++p) {
        const uint32_t index = hospital.first_provider + p;
        if (directory.providers[index].specialty == specialty && chosen-- == 0) return index;
      }
    }
  }
  return kNone;
}

// The specialty of the module that made the encounter, or else of the one that called it.
std::optional<world::Specialty> RecordWriter::specialty(const gmf::EncounterEntry& encounter) const {
  if (encounter.state == gmf::kNone) return std::nullopt;
  const gmf::Program& program = *tables_.program;
  const auto own = tables_.texts->specialty(program.states[encounter.state].module);
  return own || encounter.root == gmf::kNoRoot ? own : tables_.texts->specialty(program.roots[encounter.root].module);
}

uint32_t RecordWriter::provider(const gmf::EncounterEntry& encounter, Day day) const {
  using world::Specialty;
  const bool is_child = age_in_years(ledger_->person.birth, day) < 18;
  const uint32_t own = is_child ? care_->child : care_->adult;
  const auto wanted = specialty(encounter);
  uint32_t found = kNone;
  if (encounter.encounter_class == EncounterClass::kEmergency) {
    found = hospital_provider({Specialty::kEmergencyMedicine, Specialty::kHospitalist});
  } else if (is_in_hospital(encounter.encounter_class)) {
    if (wanted && leads_stays(*wanted)) found = hospital_provider({*wanted});
    if (found == kNone && is_child) found = hospital_provider({Specialty::kPediatrics});
    if (found == kNone) found = hospital_provider({Specialty::kHospitalist, Specialty::kGeneralSurgery});
  } else if (wanted && is_specialist(*wanted) && encounter.encounter_class != EncounterClass::kUrgentCare) {
    found = hospital_provider({*wanted});
  }
  return found == kNone ? own : found;
}

// Where the person went. Who dies during a stay has died there, who is still in is a patient still; who left without
// a word went home.
TextId RecordWriter::disposition(const gmf::EncounterEntry& encounter, const Span& span) const {
  // Who was never admitted is not discharged, whatever a module says at the end of a visit.
  if (!is_in_hospital(encounter.encounter_class)) {
    const bool observed = class_text(encounter) == tables_.texts->observation_stay;
    return !observed || encounter.discharge_disposition == gmf::kNone ? kNoText : tables_.texts->code(encounter.discharge_disposition).code;
  }
  if (died_ != kNever && span.start <= died_ && died_ <= span.end) return tables_.texts->expired;
  if (encounter.stop > last_) return tables_.texts->still_patient;
  return encounter.discharge_disposition == gmf::kNone ? tables_.texts->home_discharge : tables_.texts->code(encounter.discharge_disposition).code;
}

TextId RecordWriter::class_text(const gmf::EncounterEntry& encounter) const {
  const CodeTexts* code = first_code(encounter.codes);
  if (code != nullptr && code->code == tables_.texts->observation_admission) return tables_.texts->observation_stay;
  switch (encounter.encounter_class) {
    case EncounterClass::kWellness:
    case EncounterClass::kAmbulatory:
    case EncounterClass::kOutpatient:
    case EncounterClass::kUrgentCare: return tables_.texts->ambulatory;
    case EncounterClass::kInpatient:
    case EncounterClass::kHospice:
    case EncounterClass::kSkilledNursing: return tables_.texts->inpatient;
    case EncounterClass::kEmergency: return tables_.texts->emergency;
    case EncounterClass::kHome: return tables_.texts->home;
    case EncounterClass::kVirtual: return tables_.texts->virtual_visit;
  }
  return tables_.texts->ambulatory;
}

// The ledger's encounter that an entry belongs to: only when it was recorded while that lasted.
uint32_t RecordWriter::place_of(const gmf::Entry& entry) const {
  const Span& span = spans_[entry.encounter];
  return entry.start <= span.end ? span.written : kNone;
}

// The latest diagnosis of a condition that is a reason of the entry.
uint32_t RecordWriter::treated_condition(const gmf::Entry& entry) const {
  for (const gmf::CodeId reason : record_->code_list(*tables_.program, entry.reasons)) {
    const gmf::ConceptId concept_id = tables_.program->codes[reason].concept_id;
    for (size_t back = diagnoses_.size(); back-- > 0;) {
      if (diagnoses_[back].concept_id == concept_id && diagnoses_[back].start <= entry.start) return diagnoses_[back].index;
    }
  }
  return kNone;
}

// What was done at an encounter, with the payer's part of it: both add up to the encounter's.
void RecordWriter::charge(uint32_t encounter, int64_t cents, int64_t payers_part) {
  if (encounter == kNone) return;
  charges_[encounter].cents += cents;
  charges_[encounter].payers_part += payers_part;
}

void RecordWriter::charge(uint32_t encounter, int64_t cents) {
  if (encounter != kNone) charge(encounter, cents, covered(cents, day_of(ledger_->encounters[encounter].start)));
}

// The payer's part of a price, by the plan of that day.
int64_t RecordWriter::covered(int64_t cents, Day day) const {
  const world::Plan& plan = tables_.world->directory.plans[coverage_on(*ledger_, day).plan];
  return plan.has_members ? static_cast<int64_t>(math::round_half_away(static_cast<double>(cents) * (1 - plan.patient_share))) : 0;
}

Id RecordWriter::mint(ledger::Entity entity, gmf::EntryId id) const {
  return IdMinter(tables_.world->config.seed).mint(static_cast<uint8_t>(entity), ledger_->person.number, id);
}

Day RecordWriter::day_or_never(Instant at) const { return at > last_ ? ledger::kNever : day_of(at); }

const CodeTexts* RecordWriter::first_code(gmf::CodeList codes) const {
  const gmf::CodeId code = record_->first_code(*tables_.program, codes);
  return code == gmf::kNone ? nullptr : &tables_.texts->code(code);
}

// What modules did at an encounter comes on top of it; a module's encounter itself is shared as its plan has it.
void RecordWriter::settle_costs() {
  for (size_t index = 0; index < ledger_->encounters.size(); ++index) {
    ledger::Encounter& encounter = ledger_->encounters[index];
    if (own_[index] != 0) {
      encounter.total_cost += encounter.base_cost;
      encounter.payer_coverage += covered(encounter.base_cost, day_of(encounter.start));
    }
    encounter.total_cost += charges_[index].cents;
    encounter.payer_coverage += charges_[index].payers_part;
  }
}

// Encounters by start, and whoever refers to them after them.
void RecordWriter::put_in_order() {
  std::vector<ledger::Encounter>& encounters = ledger_->encounters;
  order_.resize(encounters.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) {
    return encounters[a].start != encounters[b].start ? encounters[a].start < encounters[b].start : a < b;
  });
  position_.resize(encounters.size());
  sorted_.clear();
  for (const uint32_t from : order_) {
    position_[from] = static_cast<uint32_t>(sorted_.size());
    sorted_.push_back(encounters[from]);
  }
  encounters.swap(sorted_);
  const auto follow = [&](auto& entries) {
    for (auto& entry : entries) {
      if (entry.encounter != kNone) entry.encounter = position_[entry.encounter];
    }
  };
  follow(ledger_->observations);
  follow(ledger_->coded_observations);
  follow(ledger_->immunizations);
  follow(ledger_->conditions);
  follow(ledger_->allergies);
  follow(ledger_->medications);
  follow(ledger_->procedures);
  follow(ledger_->care_plans);
  follow(ledger_->devices);
  follow(ledger_->reports);
  follow(ledger_->imaging_studies);
  follow(ledger_->supplies);
  // Doses of a visit keep their order: modules' come after the schedule's, and all in the order of their making.
  std::vector<ledger::Immunization>& doses = ledger_->immunizations;
  for (size_t index = 1; index < doses.size(); ++index) {
    const ledger::Immunization dose = doses[index];
    size_t place = index;
    for (; place > 0 && doses[place - 1].at > dose.at; --place) doses[place] = doses[place - 1];
    doses[place] = dose;
  }
}

}  // namespace polyclinic::life

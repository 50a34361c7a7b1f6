// Writes visits into ledgers.
#include "engine/life/visits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "engine/foundation/math.h"
#include "engine/life/clinic_hours.h"
#include "engine/life/coverage.h"
#include "engine/life/purposes.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

using reference::Measure;
using reference::Sex;
using reference::Smoking;

// What is measured at a preventive visit, by age; a young child's blood count is the haemoglobin alone.
MeasureSet vitals_at(int32_t months) {
  if (months < 24) return measure_sets::kVitalsInfant;
  if (months < 36) return measure_sets::kVitalsInfant | measure_sets::of(Measure::kBodyMassIndex, Measure::kBmiPercentile);
  return months < 20 * 12 ? measure_sets::kVitalsChild : measure_sets::kVitalsAdult;
}

MeasureSet laboratory_at(const WellnessVisit& visit, int32_t months) {
  MeasureSet laboratory = 0;
  if (visit.labs_metabolic) laboratory |= measure_sets::kBasicMetabolicPanel;
  if (visit.labs_blood_count) {
    laboratory |= months < 24 ? measure_sets::of(Measure::kHemoglobin) : measure_sets::kCompleteBloodCount;
  }
  if (visit.labs_lipids) laboratory |= measure_sets::kLipidPanel;
  if (visit.labs_a1c) laboratory |= measure_sets::of(Measure::kHemoglobinA1c);
  return laboratory;
}

constexpr uint32_t kObservationsAnEncounter = 64, kPanelsAnEncounter = 16;
static_assert(reference::kMeasureCount <= kObservationsAnEncounter);
static_assert(kMostDosesAVisit <= kPanelsAnEncounter);

constexpr Day kYoungInfantDays = 60, kNoVaccineAloneDays = 10;

}  // namespace

struct Visits::Walk {
  const world::World& world;
  const world::PrimaryCare& care;
  ledger::Ledger& ledger;
  Day history;
  IdMinter minter;
  WellnessState wellness{};
  ImmunizationState immunization{};
  PhysiologyState physiology{};
  uint32_t extra_visits = 0;   // so far, from birth on
  SmokingHistory smoking{};
  std::span<const BusyTime> busy{};

  // An appointment near `start` on that day at which the person is free; none when the whole day is taken.
  std::optional<Instant> free_time(Day day, Instant start, int32_t minutes) const;

  const ledger::Person& person() const { return ledger.person; }
  Sex sex() const { return static_cast<Sex>(ledger.person.sex); }
};

std::optional<Instant> Visits::Walk::free_time(Day day, Instant start, int32_t minutes) const {
  const Instant length = minutes * kMillisecondsPerMinute;
  const auto is_free = [&](Instant at) {
    const auto after = std::lower_bound(busy.begin(), busy.end(), at + length,
                                        [](const BusyTime& time, Instant wanted) { return time.start < wanted; });
    return after == busy.begin() || (after - 1)->end <= at;
  };
  if (busy.empty() || is_free(start)) return start;
  for (uint32_t choice = 0; choice < 64; ++choice) {
    const Instant other = appointment(day, minutes, choice << 26);
    if (is_free(other)) return other;
  }
  return std::nullopt;
}

Result<Visits> Visits::build(world::World& world, const reference::ObservationCatalogue& observations, bool with_library) {
  POLYCLINIC_ASSIGN(auto wellness, WellnessSchedule::build());
  POLYCLINIC_ASSIGN(auto immunizations, Immunizations::build());
  POLYCLINIC_ASSIGN(auto physiology, Physiology::build(observations, with_library));
  Visits visits(std::move(wellness), std::move(immunizations), std::move(physiology), observations);
  TextPool& texts = world.texts;

  for (size_t row = 0; row < visits.wellness_.size(); ++row) {
    const WellnessCodes& codes = visits.wellness_.codes(static_cast<uint8_t>(row));
    visits.visit_type_.push_back({texts.intern(codes.encounter_text), texts.intern(codes.encounter_code)});
    visits.visit_reason_.push_back({texts.intern(codes.reason_text), texts.intern(codes.reason_code)});
  }
  visits.ambulatory_ = texts.intern("AMB");
  visits.inpatient_ = texts.intern("IMP");
  visits.home_discharge_ = texts.intern("01");
  visits.immunization_type_ = {texts.intern("Administration of vaccine to produce active immunity"), texts.intern("33879002")};
  visits.immunization_reason_ = {texts.intern("Encounter for immunization"), texts.intern("Z23")};
  visits.follow_up_type_ = {texts.intern("Follow-up encounter"), texts.intern("390906007")};
  visits.follow_up_reason_ = {texts.intern("Other long term (current) drug therapy"), texts.intern("Z79.899")};
  visits.tobacco_[static_cast<uint32_t>(Smoking::kNever)] = {texts.intern("Never smoked tobacco"), texts.intern("266919005")};
  visits.tobacco_[static_cast<uint32_t>(Smoking::kFormer)] = {texts.intern("Ex-smoker"), texts.intern("8517006")};
  visits.tobacco_[static_cast<uint32_t>(Smoking::kCurrent)] = {texts.intern("Smokes tobacco daily"), texts.intern("449868002")};

  for (const Vaccine& vaccine : visits.immunizations_.schedule().vaccines()) {
    visits.vaccines_.push_back({texts.intern(vaccine.text), texts.intern(vaccine.cvx), texts.intern(vaccine.mvx),
                                texts.intern(kRoutes[static_cast<uint32_t>(vaccine.route)].text)});
  }
  for (uint32_t series = 0; series < visits.immunizations_.schedule().series_count() + 2; ++series) {
    visits.series_.push_back(texts.intern(visits.immunizations_.series_name(static_cast<uint8_t>(series))));
  }
  for (const reference::Category& site : kSites) visits.sites_.push_back(texts.intern(site.text));

  std::vector<std::string_view> panels{""};
  visits.panels_.emplace_back();
  for (const reference::ObservationKind& kind : observations.kinds()) {
    auto found = std::find(panels.begin(), panels.end(), kind.panel_loinc);
    if (found == panels.end()) {
      found = panels.insert(panels.end(), kind.panel_loinc);
      const bool reported = kind.category == "laboratory";
      visits.panels_.push_back(reported ? CodedText{texts.intern(kind.panel_display), texts.intern(kind.panel_loinc)} : CodedText{});
    }
    visits.panel_of_.push_back(static_cast<uint8_t>(found - panels.begin()));
  }
  if (panels.size() > kPanelsAnEncounter) return fail(ErrorKind::kInternal, "more panels than an encounter has ids for");

  reference::CsvReader csv("service_prices.csv", reference::embedded_file("service_prices.csv"));
  uint32_t at[2];
  POLYCLINIC_TRY(csv.columns({"service", "price_usd"}, at));
  Prices& prices = visits.prices_;
  const std::pair<std::string_view, int64_t*> wanted[] = {
      {"venipuncture", &prices.venipuncture},
      {"basic_metabolic_panel", &prices.basic_metabolic_panel},
      {"complete_blood_count", &prices.complete_blood_count},
      {"lipid_panel", &prices.lipid_panel},
      {"hemoglobin_a1c", &prices.hemoglobin_a1c},
      {"hemoglobin", &prices.hemoglobin},
      {"vaccine_administration", &prices.vaccine_administration},
      {"further_vaccine_administration", &prices.further_vaccine_administration}};
  while (csv.next()) {
    for (const auto& [service, cents] : wanted) {
      if (csv.text(at[0]) == service) *cents = static_cast<int64_t>(math::round_half_away(csv.number(at[1]) * 100));
    }
  }
  return visits;
}

void Visits::begin(Walk& walk) const {
  const ledger::Person& person = walk.person();
  immunizations_.begin(walk.immunization, walk.world.config.seed, person.number, walk.sex(), person.birth);
}

// Nobody comes for a vaccine alone in the days before a check-up (`until`), but those just born.
void Visits::extra_visits(Walk& walk, Day& last, Day until) const {
  for (Day at = 0; immunizations_.next_extra_visit(walk.immunization, last, until, at); last = at) {
    immunization_visit(walk, at);
  }
}

void Visits::tell(const world::World& world, const world::PrimaryCare& care, Day history, Day end, ledger::Ledger& ledger) const {
  const ledger::Person& person = ledger.person;
  Walk walk{world, care, ledger, history, IdMinter(world.config.seed)};
  const bool insured = person.insurance != static_cast<uint8_t>(reference::Insurance::kUninsured);
  wellness_.begin(walk.wellness, world.config.seed, person.number, walk.sex(), person.birth, person.birth, insured);
  physiology_.begin(walk.physiology, world.config.seed, person.number, walk.sex(), person.birth);
  begin(walk);
  walk.smoking = smoking_history(world.config.seed, person, end);

  Day last = person.birth - 1;
  WellnessVisit visit;
  bool more = wellness_.next(walk.wellness, visit);
  for (;;) {
    const Day alone = visit.day - person.birth > kYoungInfantDays ? kNoVaccineAloneDays : 0;
    extra_visits(walk, last, more ? std::min(visit.day - alone, end) : end);
    if (!more || visit.day >= end) break;
    wellness_visit(walk, visit, nullptr);
    last = visit.day;
    more = wellness_.next(walk.wellness, visit);
  }
}

void Visits::tell_held(const world::World& world, const world::PrimaryCare& care, const SmokingHistory& smoking, Day history,
                       Day end, std::span<HeldVisit> held, std::span<const BusyTime> busy, ledger::Ledger& ledger) const {
  Walk walk{world, care, ledger, history, IdMinter(world.config.seed)};
  begin(walk);
  walk.smoking = smoking;
  walk.busy = busy;
  const Day birth = walk.person().birth;
  Day last = birth - 1;
  for (HeldVisit& each : held) {
    const Day alone = each.visit.day - birth > kYoungInfantDays ? kNoVaccineAloneDays : 0;
    extra_visits(walk, last, std::min(each.visit.day - alone, end));
    wellness_visit(walk, each.visit, &each);
    last = each.visit.day;
  }
  extra_visits(walk, last, end);
}

ledger::Encounter& Visits::open_encounter(Walk& walk, uint32_t number, Instant start, Instant end, uint32_t provider) const {
  const ledger::Coverage& coverage = coverage_on(walk.ledger, day_of(start));
  ledger::Encounter& encounter = walk.ledger.encounters.emplace_back();
  encounter.id = walk.minter.mint(static_cast<uint8_t>(ledger::Entity::kEncounter), walk.person().number, number);
  encounter.start = start;
  encounter.end = end;
  encounter.encounter_class = ambulatory_;
  encounter.provider = provider;
  encounter.organization = walk.world.directory.providers[provider].organization;
  encounter.payer = walk.world.directory.plans[coverage.plan].payer;
  return encounter;
}

void Visits::wellness_visit(Walk& walk, const WellnessVisit& visit, HeldVisit* held) const {
  std::array<Dose, kMostDosesAVisit> doses;
  const uint32_t given = immunizations_.give_at_wellness(walk.immunization, visit.day, doses);
  if (visit.day < walk.history) return;

  const uint32_t number = held == nullptr ? visit_number(visit) : held->number;
  const int32_t months = age_in_months(walk.person().birth, visit.day);
  open_encounter(walk, number, visit.start, held == nullptr ? visit.end : held->end,
                 months < 18 * 12 ? walk.care.child : walk.care.adult);
  const WellnessCodes& codes = wellness_.codes(visit);
  if (held == nullptr) {
    MeasuredValues values;
    physiology_.measure(walk.physiology, visit.day, number, measured_at(visit, months), values);
    record(walk, visit, number, values);
  } else {
    held->encounter = static_cast<uint32_t>(walk.ledger.encounters.size() - 1);
    record(walk, visit, number, held->values);
  }
  const int64_t vaccines = record_doses(walk, std::span(doses).first(given), visit.end - kMillisecondsPerMinute, number);

  // Preventive visits, vaccines, and the screening tests for lipids and glucose cost the insured nothing (ACA section
  // 2713); the other tests are shared as the plan has it.
  const bool is_follow_up = held != nullptr && held->is_follow_up;
  const int64_t base = is_follow_up ? held->follow_up_price : visit.new_patient ? codes.cents_new : codes.cents_established;
  int64_t preventive = is_follow_up ? 0 : base, shared = is_follow_up ? base : 0;
  ledger::Encounter& encounter = walk.ledger.encounters.back();
  encounter.base_cost = base;
  preventive += vaccines;
  if (visit.labs_lipids) preventive += prices_.lipid_panel;
  if (visit.labs_a1c) preventive += prices_.hemoglobin_a1c;
  if (visit.labs_metabolic) shared += prices_.basic_metabolic_panel;
  if (visit.labs_blood_count) shared += months < 24 ? prices_.hemoglobin : prices_.complete_blood_count;
  if (visit.labs_lipids || visit.labs_a1c || visit.labs_metabolic || visit.labs_blood_count) shared += prices_.venipuncture;
  const world::Plan& plan = walk.world.directory.plans[coverage_on(walk.ledger, visit.day).plan];
  encounter.total_cost = preventive + shared;
  encounter.payer_coverage =
      plan.has_members
          ? preventive + static_cast<int64_t>(math::round_half_away(static_cast<double>(shared) * (1 - plan.patient_share)))
          : 0;
  const CodedText& type = is_follow_up ? follow_up_type_ : visit_type_[visit.codes];
  const CodedText& reason = is_follow_up ? follow_up_reason_ : visit_reason_[visit.codes];
  encounter.type = type.text;
  encounter.code = type.code;
  encounter.reason = reason.text;
  encounter.reason_code = reason.code;
}

void Visits::immunization_visit(Walk& walk, Day day) const {
  std::array<Dose, kMostDosesAVisit> doses;
  const ExtraVisitPlace place = immunizations_.place(walk.immunization, day);
  const uint32_t number = walk.extra_visits * 2 + 1;
  RandomStream stream(walk.world.config.seed, walk.person().number, kVisitPurpose, number);
  constexpr int32_t kMinutes = 15;
  const std::optional<Instant> time = walk.free_time(day, appointment(day, kMinutes, stream.next_u32()), kMinutes);
  if (!time) return;  // another day
  const Instant start = *time;
  const uint32_t given = immunizations_.give_at_extra_visit(walk.immunization, day, doses);
  ++walk.extra_visits;
  if (day < walk.history || given == 0) return;
  const world::CareNetwork& network = walk.world.directory.networks[walk.person().place];
  const bool child = age_in_years(walk.person().birth, day) < 18;
  uint32_t provider = child ? walk.care.child : walk.care.adult;
  if (place == ExtraVisitPlace::kPharmacy) {
    provider = walk.world.directory.organizations[network.pharmacy].first_provider;
  } else if (place == ExtraVisitPlace::kBirthHospital) {
    const world::Organization& hospital = walk.world.directory.organizations[network.hospital];
    for (uint32_t p = 0; p < hospital.provider_count; ++p) {
      const uint32_t index = hospital.first_provider + p;
      if (walk.world.directory.providers[index].specialty == world::Specialty::kPediatrics) provider = index;
    }
  }
  ledger::Encounter& encounter = open_encounter(walk, number, start, start + kMinutes * kMillisecondsPerMinute, provider);
  if (place == ExtraVisitPlace::kBirthHospital) {
    encounter.encounter_class = inpatient_;
    encounter.discharge_disposition = home_discharge_;
  }
  encounter.type = immunization_type_.text;
  encounter.code = immunization_type_.code;
  encounter.reason = immunization_reason_.text;
  encounter.reason_code = immunization_reason_.code;
  encounter.total_cost = record_doses(walk, std::span(doses).first(given), start + 5 * kMillisecondsPerMinute, number);
  const world::Plan& plan = walk.world.directory.plans[coverage_on(walk.ledger, day).plan];
  encounter.payer_coverage = plan.has_members ? encounter.total_cost : 0;
}

int64_t Visits::record_doses(Walk& walk, std::span<const Dose> doses, Instant at, uint32_t number) const {
  int64_t cents = 0;
  for (size_t d = 0; d < doses.size(); ++d) {
    const Dose& dose = doses[d];
    ledger::Immunization& given = walk.ledger.immunizations.emplace_back();
    given.id = walk.minter.mint(static_cast<uint8_t>(ledger::Entity::kImmunization), walk.person().number,
                                number * kPanelsAnEncounter + static_cast<uint32_t>(d));
    given.encounter = static_cast<uint32_t>(walk.ledger.encounters.size() - 1);
    given.at = at;
    const VaccineTexts& texts = vaccines_[dose.vaccine];
    given.vaccine = texts.vaccine;
    given.cvx_code = texts.cvx_code;
    given.mvx_code = texts.mvx_code;
    given.route = texts.route;
    given.series = series_[dose.series];
    given.site = sites_[static_cast<uint32_t>(dose.site)];
    given.dose_number = dose.dose_number;
    given.lot = walk.ledger.texts.copy(dose.lot.data());
    cents += d == 0 ? prices_.vaccine_administration : prices_.further_vaccine_administration;
  }
  return cents;
}

MeasureSet Visits::measured_at(const WellnessVisit& visit, int32_t months) {
  return vitals_at(months) | laboratory_at(visit, months);
}

void Visits::record(Walk& walk, const WellnessVisit& visit, uint32_t number, const MeasuredValues& values) const {
  const int32_t months = age_in_months(walk.person().birth, visit.day);
  const MeasureSet laboratory = laboratory_at(visit, months);
  const uint32_t encounter = static_cast<uint32_t>(walk.ledger.encounters.size() - 1);
  const Instant vitals_at_instant = visit.start + 3 * kMillisecondsPerMinute;
  const Instant drawn = visit.end - 2 * kMillisecondsPerMinute;
  uint32_t measured_panels = 0;
  for (uint32_t m = 0; m < reference::kMeasureCount; ++m) {
    if ((values.present >> m & 1) == 0) continue;
    ledger::Observation& observation = walk.ledger.observations.emplace_back();
    observation.id = walk.minter.mint(static_cast<uint8_t>(ledger::Entity::kObservation), walk.person().number,
                                      number * kObservationsAnEncounter + m);
    observation.encounter = encounter;
    observation.kind = static_cast<uint16_t>(m);
    observation.at = (laboratory >> m & 1) != 0 ? drawn : vitals_at_instant;
    observation.mantissa = values.mantissa[m];
    const auto range = observations_->reference_range(static_cast<Measure>(m), walk.sex(), months);
    observation.low = range.low;
    observation.high = range.high;
    if (panel_of_[m] != 0) observation.panel = number * kPanelsAnEncounter + panel_of_[m];
    measured_panels |= 1U << panel_of_[m];
  }
  for (uint32_t panel = 1; panel < panels_.size(); ++panel) {
    if ((measured_panels >> panel & 1) == 0 || panels_[panel].text == kNoText) continue;
    ledger::DiagnosticReport& report = walk.ledger.reports.emplace_back();
    report.id = walk.minter.mint(static_cast<uint8_t>(ledger::Entity::kReport), walk.person().number,
                                 kFirstReportOfVisits + number * kPanelsAnEncounter + panel);
    report.encounter = encounter;
    report.name = panels_[panel].text;
    report.loinc_code = panels_[panel].code;
    report.at = drawn;
    report.panel = number * kPanelsAnEncounter + panel;
  }
  if (months >= kSmokingAge * 12 && walk.person().smoking != 0xFF) tobacco(walk, vitals_at_instant, number);
}

void Visits::tobacco(Walk& walk, Instant at, uint32_t number) const {
  const Smoking status = walk.smoking.status(day_of(at));
  ledger::Observation& observation = walk.ledger.observations.emplace_back();
  constexpr uint32_t kKind = static_cast<uint32_t>(Measure::kTobaccoStatus);
  observation.id = walk.minter.mint(static_cast<uint8_t>(ledger::Entity::kObservation), walk.person().number,
                                    number * kObservationsAnEncounter + kKind);
  observation.encounter = static_cast<uint32_t>(walk.ledger.encounters.size() - 1);
  observation.kind = kKind;
  observation.at = at;
  observation.is_number = false;
  observation.value = tobacco_[static_cast<uint32_t>(status)].text;
  observation.value_code = tobacco_[static_cast<uint32_t>(status)].code;
}

}  // namespace polyclinic::life

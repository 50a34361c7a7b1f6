// What happens at a person's visits: encounters with what is measured, given and charged at them. When they take place
// is wellness.h's and immunization.h's business.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/ledger/ledger.h"
#include "engine/life/immunization.h"
#include "engine/life/physiology.h"
#include "engine/life/smoking.h"
#include "engine/life/wellness.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::life {

// A check-up that took place while disease modules ran: life's host of modules (module_host.h) held it.
struct HeldVisit {
  WellnessVisit visit;      // with the day and the times that it took place at
  Instant end = 0;          // of the encounter: what modules did at the visit may take longer than the visit itself
  uint32_t number = 0;      // names the visit among the person's: see visit_number() and follow_up_number()
  bool is_follow_up = false;  // for lasting medication alone, not of the schedule
  int64_t follow_up_price = 0;  // cents
  MeasuredValues values;    // what was measured; filled for visits of the history only
  uint32_t encounter = ledger::kNone;  // out: index of the ledger's encounters
};

// Times at which a person is in care elsewhere: ascending, without overlaps.
struct BusyTime {
  Instant start = 0, end = 0;
};

// An encounter of number n owns the observation ids n * 64 + measure, the panel ids n * 16 + panel, the report ids as many
// beyond kFirstReportOfVisits, and the dose ids n * 16 + dose, so that an id does not depend on how much of the life is
// told. Check-ups of the schedule have even numbers, visits for vaccines odd ones, both below 4096; follow-ups are
// counted from there.
inline constexpr uint32_t kFirstReportOfVisits = 0x80000000;  // those of modules lie below
constexpr uint32_t visit_number(const WellnessVisit& visit) { return visit.ordinal * 2; }
constexpr uint32_t follow_up_number(uint32_t ordinal) { return 4096 + ordinal; }

class Visits {
 public:
  // Interns its texts in the world's pool; `observations` must outlive it. `with_library`: the engine's own disease
  // modules run, all of them, and bodies make room for them (body_centring.h).
  static Result<Visits> build(world::World& world, const reference::ObservationCatalogue& observations, bool with_library = false);

  // Walks through the whole life, as vaccines depend on it, and writes the visits from `history` to the day before
  // `end` into the ledger. Coverage must be there already.
  void tell(const world::World& world, const world::PrimaryCare& care, Day history, Day end, ledger::Ledger& ledger) const;

  // The same for check-ups that took place otherwise than the schedule alone has them: `held` in order of time. Vaccines
  // are fetched when the person is not `busy`. Encounters come in no order; those of `held` are noted there.
  void tell_held(const world::World& world, const world::PrimaryCare& care, const SmokingHistory& smoking, Day history,
                 Day end, std::span<HeldVisit> held, std::span<const BusyTime> busy, ledger::Ledger& ledger) const;

  // What is measured at a visit with its tests.
  static MeasureSet measured_at(const WellnessVisit& visit, int32_t months);

  const WellnessSchedule& wellness() const { return wellness_; }
  const Physiology& physiology() const { return physiology_; }

 private:
  // Prices of what is done at visits, cents (service_prices.csv).
  struct Prices {
    int64_t venipuncture = 0, basic_metabolic_panel = 0, complete_blood_count = 0, lipid_panel = 0, hemoglobin_a1c = 0,
            hemoglobin = 0, vaccine_administration = 0, further_vaccine_administration = 0;
  };
  using CodedText = ledger::CodedText;
  struct VaccineTexts {
    TextId vaccine, cvx_code, mvx_code, route;
  };
  struct Walk;  // one person's way through the visits

  Visits(WellnessSchedule wellness, Immunizations immunizations, Physiology physiology,
         const reference::ObservationCatalogue& observations)
      : wellness_(std::move(wellness)),
        immunizations_(std::move(immunizations)),
        physiology_(std::move(physiology)),
        observations_(&observations) {}

  void begin(Walk& walk) const;
  void extra_visits(Walk& walk, Day& last, Day until) const;
  void wellness_visit(Walk& walk, const WellnessVisit& visit, HeldVisit* held) const;
  void immunization_visit(Walk& walk, Day day) const;
  ledger::Encounter& open_encounter(Walk& walk, uint32_t number, Instant start, Instant end, uint32_t provider) const;
  void record(Walk& walk, const WellnessVisit& visit, uint32_t number, const MeasuredValues& values) const;
  void tobacco(Walk& walk, Instant at, uint32_t number) const;
  int64_t record_doses(Walk& walk, std::span<const Dose> doses, Instant at, uint32_t number) const;

  WellnessSchedule wellness_;
  Immunizations immunizations_;
  Physiology physiology_;
  const reference::ObservationCatalogue* observations_;
  Prices prices_;
  std::vector<CodedText> visit_type_, visit_reason_;  // by row of the wellness schedule
  CodedText immunization_type_, immunization_reason_;
  CodedText follow_up_type_, follow_up_reason_;
  CodedText tobacco_[3];                              // by reference::Smoking
  TextId ambulatory_ = kNoText, inpatient_ = kNoText, home_discharge_ = kNoText;
  std::vector<VaccineTexts> vaccines_;
  std::vector<TextId> series_, sites_;
  std::vector<uint8_t> panel_of_;                     // by measure: number of its panel, 0 for none
  std::vector<CodedText> panels_;                     // by that number; only those of the laboratory have a text
};

}  // namespace polyclinic::life

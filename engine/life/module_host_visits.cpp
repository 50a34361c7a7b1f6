// A person's check-ups while modules run: those of the preventive schedule, and follow-ups for lasting medication. What
// falls into another encounter is put off or left out. Also when clinics see people whom modules send.
#include <algorithm>

#include "engine/foundation/math.h"
#include "engine/life/module_host.h"
#include "engine/life/purposes.h"

namespace polyclinic::life {
namespace {

// A check-up that was put off for longer is left out.
constexpr Day kLongestDelay = 45;
// Who takes a drug for long is seen once a year at least; a check-up soon after that serves as well.
constexpr Day kFollowUpDays = 358, kYear = 365, kSoon = 30;
constexpr int32_t kFollowUpMinutes = 20;
// Appointments that modules ask for: how long they are reckoned to take when a time is sought.
constexpr int32_t kAppointmentMinutes = 30;
// Urgent care clinics see people every day between these minutes after midnight (Urgent Care Association: most open at 8
// and close at 20).
constexpr int32_t kUrgentCareOpens = 8 * 60, kUrgentCareCloses = 20 * 60;
// A visit at an hour that is gone is offered again this many days later.
constexpr Day kNextOffer = 2;

bool is_planned(gmf::EncounterClass encounter_class) {
  switch (encounter_class) {
    case gmf::EncounterClass::kWellness:
    case gmf::EncounterClass::kAmbulatory:
    case gmf::EncounterClass::kOutpatient:
    case gmf::EncounterClass::kHome:
    case gmf::EncounterClass::kVirtual: return true;
    case gmf::EncounterClass::kInpatient:
    case gmf::EncounterClass::kEmergency:
    case gmf::EncounterClass::kUrgentCare:
    case gmf::EncounterClass::kHospice:
    case gmf::EncounterClass::kSkilledNursing: return false;
  }
  return false;
}

}  // namespace

Instant ModuleHost::appointment_on(Day day, int32_t minutes) const {
  RandomStream stream(tables_.world->config.seed, hosted_.person->number, kAppointmentPurpose,
                      static_cast<uint32_t>(day - hosted_.person->birth));
  return appointment(day, minutes, stream.next_u32());
}

// How long a visit takes at least, in minutes: office visits about 20 with the physician (NAMCS 2016), emergency visits
// about 160 from arrival to leaving (CMS OP-18, median); the others are our estimates. Stays last as modules say.
Instant ModuleHost::usual_length(gmf::EncounterClass encounter_class, Instant at) const {
  RandomStream stream(tables_.world->config.seed, hosted_.person->number, kVisitLengthPurpose,
                      static_cast<uint32_t>((at - hosted_.birth) / kMillisecondsPerMinute));
  double minutes = 0;
  switch (encounter_class) {
    case gmf::EncounterClass::kWellness: minutes = stream.triangular(20, 30, 60); break;
    case gmf::EncounterClass::kAmbulatory: minutes = stream.triangular(15, 20, 50); break;
    case gmf::EncounterClass::kOutpatient: minutes = stream.triangular(20, 35, 110); break;
    case gmf::EncounterClass::kUrgentCare: minutes = stream.triangular(20, 45, 120); break;
    case gmf::EncounterClass::kHome: minutes = stream.triangular(30, 45, 90); break;
    case gmf::EncounterClass::kVirtual: minutes = stream.triangular(10, 15, 35); break;
    case gmf::EncounterClass::kEmergency: minutes = std::clamp(160 * math::exp(0.5 * stream.normal()), 40.0, 900.0); break;
    case gmf::EncounterClass::kInpatient:
    case gmf::EncounterClass::kHospice:
    case gmf::EncounterClass::kSkilledNursing: break;
  }
  return static_cast<Instant>(minutes) * kMillisecondsPerMinute;
}

Instant ModuleHost::care_opens(const gmf::Machine&, gmf::EncounterClass encounter_class, Instant at) {
  Day day = day_of(at);
  const int32_t minute = static_cast<int32_t>(time_of_day(at) / kMillisecondsPerMinute);
  if (encounter_class == gmf::EncounterClass::kUrgentCare) {
    if (minute >= kUrgentCareOpens && minute < kUrgentCareCloses) return at;
    return local_instant(minute < kUrgentCareOpens ? day : day + 1, kUrgentCareOpens);
  }
  if (!is_planned(encounter_class)) return at;
  const bool is_open_day = tables_.open_days->is_working_day(day);
  if (is_open_day && minute >= kClinicOpens && minute < kClinicCloses) return at;
  if (!is_open_day || minute >= kClinicOpens) day = tables_.open_days->working_day_from(day + 1);
  return appointment_on(day, kAppointmentMinutes);
}

// The next visit of the schedule after that day.
void ModuleHost::advance(Day after) {
  do {
    has_scheduled_ = tables_.visits->wellness().next(schedule_, scheduled_);
  } while (has_scheduled_ && scheduled_.day <= after);
}

Instant ModuleHost::next_checkup() const {
  Instant next = has_scheduled_ ? scheduled_.start : gmf::kNever;
  if (has_follow_up_) next = std::min(next, follow_up_.start);
  return next;
}

Instant ModuleHost::checkup_due(const gmf::CheckupClock& clock) {
  if (clock.last_wellness == clock.now && next_checkup() <= clock.now) {
    // It begins now, or another wellness encounter stands for it.
    opens_ = true;
    opens_follow_up_ = has_follow_up_ && (!has_scheduled_ || follow_up_.start < scheduled_.start);
    opening_ = opens_follow_up_ ? follow_up_ : scheduled_;
    has_follow_up_ = false;
    if (has_scheduled_ && scheduled_.start <= clock.now) advance(day_of(clock.now));
  }
  if (next_checkup() < clock.now) postpone(day_of(clock.now));
  plan_follow_up(clock);
  return next_checkup();
}

// The hour that was meant has passed in another encounter.
void ModuleHost::postpone(Day after) {
  const Day day = tables_.open_days->working_day_from(after + kNextOffer);
  const auto move = [&](WellnessVisit& visit) {
    const Instant length = visit.end - visit.start;
    visit.day = day;
    visit.start = appointment_on(day, static_cast<int32_t>(length / kMillisecondsPerMinute));
    visit.end = visit.start + length;
  };
  if (has_scheduled_ && scheduled_.day <= after) {
    if (day - scheduled_.day > kLongestDelay) {
      advance(day);
    } else {
      move(scheduled_);
    }
  }
  if (has_follow_up_ && follow_up_.day <= after) move(follow_up_);
}

void ModuleHost::plan_follow_up(const gmf::CheckupClock& clock) {
  if (!clock.chronic_medication || clock.last_wellness == gmf::kNever) {
    has_follow_up_ = false;
    return;
  }
  if (has_follow_up_) return;
  const Day last = day_of(clock.last_wellness);
  if (has_scheduled_ && scheduled_.day <= std::max(last + kYear, day_of(clock.now)) + kSoon) return;
  has_follow_up_ = true;
  follow_up_ = {};
  follow_up_.day = tables_.open_days->working_day_from(std::max(last + kFollowUpDays, day_of(clock.now) + kNextOffer));
  follow_up_.start = appointment_on(follow_up_.day, kFollowUpMinutes);
  follow_up_.end = follow_up_.start + kFollowUpMinutes * kMillisecondsPerMinute;
  follow_up_.kind = WellnessKind::kAdult;
}

void ModuleHost::encounter_opened(gmf::Machine& machine, gmf::EncounterId id) {
  gmf::EncounterEntry& encounter = machine.record().encounters[id];
  const bool is_checkup = opens_ && encounter.origin == gmf::EncounterOrigin::kCheckup;
  opens_ = false;
  if (!is_checkup) {
    encounter.extent = std::max(encounter.extent, machine.now() + usual_length(encounter.encounter_class, machine.now()));
    return;
  }
  HeldVisit& held = held_.emplace_back();
  held_encounters_.push_back(id);
  held.visit = opening_;
  const Instant length = opening_.end - opening_.start;
  held.visit.day = day_of(machine.now());
  held.visit.start = machine.now();
  held.visit.end = held.end = machine.now() + length;
  held.is_follow_up = opens_follow_up_;
  held.follow_up_price = tables_.follow_up_price;
  held.number = opens_follow_up_ ? follow_up_number(follow_ups_++) : visit_number(opening_);
  encounter.extent = std::max(encounter.extent, held.visit.end);
  body_.visit(held.visit.day, held.number);
  if (held.visit.day >= hosted_.history) {
    const int32_t months = age_in_months(hosted_.person->birth, held.visit.day);
    body_.measure_visit(held.visit.day, held.number, effects_, Visits::measured_at(held.visit, months), held.values);
  }
}

}  // namespace polyclinic::life

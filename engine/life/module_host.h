// One person as the host of disease modules: answers what the machine asks, holds the check-ups of the preventive
// schedule, moves the body with what modules start and stop. What comes out is turned into a ledger elsewhere
// (record_writer.h). One for each thread, used for person after person.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/gmf/host.h"
#include "engine/gmf/machine.h"
#include "engine/life/body_effects.h"
#include "engine/life/body_reader.h"
#include "engine/life/cardiovascular_risk.h"
#include "engine/life/clinic_hours.h"
#include "engine/life/demographics.h"
#include "engine/life/host_attributes.h"
#include "engine/life/visits.h"
#include "engine/world/world.h"

namespace polyclinic::life {

// What all people's hosts share.
struct HostTables {
  const world::World* world = nullptr;
  const Demographics* demographics = nullptr;
  const Visits* visits = nullptr;
  const reference::ObservationCatalogue* catalogue = nullptr;
  const HostAttributes* attributes = nullptr;
  const BodyEffects* effects = nullptr;
  const GrowthPercentiles* growth = nullptr;
  const OpenDays* open_days = nullptr;
  int64_t follow_up_price = 0;  // cents
};

class ModuleHost final : public gmf::Host {
 public:
  explicit ModuleHost(const HostTables& tables);

  void begin(const HostedPerson& hosted);

  // Check-ups that took place, in order of time, with the machine's encounters of them.
  std::span<HeldVisit> held() { return held_; }
  std::span<const gmf::EncounterId> held_encounters() const { return held_encounters_; }
  const ActiveEffects& effects() const { return effects_; }

  void birth(gmf::Machine& machine) override;
  gmf::Value derived_attribute(const gmf::Machine& machine, gmf::AttributeId id) override;
  std::optional<double> vital_sign(const gmf::Machine& machine, gmf::VitalSign vital, Instant at) override;
  bool keeps_readings(Instant at) override { return day_of(at) >= hosted_.history; }
  Instant next_update(Instant after) override;
  void update(gmf::Machine& machine) override;
  Instant checkup_due(const gmf::CheckupClock& clock) override;
  Instant care_opens(const gmf::Machine& machine, gmf::EncounterClass encounter_class, Instant at) override;
  bool has_symptom_visits() override { return true; }
  gmf::InsurerGroup insurer_group(Instant at) override;
  void attribute_written(gmf::Machine& machine, gmf::AttributeId id, const gmf::Value& before) override;
  void encounter_opened(gmf::Machine& machine, gmf::EncounterId id) override;
  void entry_started(gmf::Machine& machine, gmf::EntryId id) override;
  void entry_stopped(gmf::Machine& machine, gmf::EntryId id) override;

 private:
  void advance(Day after);
  void postpone(Day after);
  void plan_follow_up(const gmf::CheckupClock& clock);
  Instant next_checkup() const;
  Instant usual_length(gmf::EncounterClass encounter_class, Instant at) const;
  Instant appointment_on(Day day, int32_t minutes) const;
  void move_body(const gmf::Machine& machine, gmf::EntryId id, int change);
  void happen(gmf::Machine& machine, HostEvent event);
  RiskFactors risk_factors(const gmf::Machine& machine);
  reference::Insurance insurance(Day day);

  const HostTables tables_;
  HostedPerson hosted_;
  BodyReader body_;
  ActiveEffects effects_;

  WellnessState schedule_{};
  bool has_scheduled_ = false, has_follow_up_ = false;
  WellnessVisit scheduled_, follow_up_;
  bool opens_ = false, opens_follow_up_ = false;  // a check-up begins: which
  WellnessVisit opening_;
  uint32_t follow_ups_ = 0;
  std::vector<HeldVisit> held_;
  std::vector<gmf::EncounterId> held_encounters_;

  std::vector<DatedEvent> events_;
  size_t next_event_ = 0;

  // Kept because modules ask every month: risks for a year of age and what is active then, and the insurance of a year.
  struct KnownRisks {
    int32_t age = -1;
    uint32_t changes = 0;
    bool smokes = false;
    double atherosclerotic = 0, stroke = 0, fibrillation = 0;
  } risks_;
  int32_t insurance_year_ = INT32_MIN;
  reference::Insurance insurance_ = reference::Insurance::kUninsured;
};

}  // namespace polyclinic::life

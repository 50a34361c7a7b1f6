// What disease modules are told of a person: the attributes that life provides, set at birth and moved at their dates.
// Vital signs and check-ups are the host's own (module_host.h).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/gmf/machine.h"
#include "engine/ledger/ledger.h"
#include "engine/life/demographics.h"
#include "engine/life/smoking.h"
#include "engine/world/world.h"

namespace polyclinic::life {

// The numbers that a Program has for attributes; kNone: no module knows it, so it need not be set.
struct HostAttributes {
  explicit HostAttributes(const gmf::Program& program);
  HostAttributes() = default;

  gmf::AttributeId gender = gmf::kNone, birthdate = gmf::kNone, race = gmf::kNone, ethnicity = gmf::kNone, state = gmf::kNone,
                   socioeconomic_category = gmf::kNone, income = gmf::kNone, poverty_ratio = gmf::kNone, education = gmf::kNone,
                   first_language = gmf::kNone, birth_country = gmf::kNone, address = gmf::kNone, marital_status = gmf::kNone,
                   insurance_status = gmf::kNone, food_insecurity = gmf::kNone, no_vehicle_access = gmf::kNone,
                   severe_housing_cost_burden = gmf::kNone, unemployed = gmf::kNone, sexual_orientation = gmf::kNone,
                   smoker = gmf::kNone, quit_smoking_age = gmf::kNone, rh_negative = gmf::kNone, bmi_percentile = gmf::kNone;
  // Derived on reading.
  gmf::AttributeId mi_risk = gmf::kNone, ihd_risk = gmf::kNone, stroke_risk = gmf::kNone, atrial_fibrillation_risk = gmf::kNone,
                   probability_of_fall_injury = gmf::kNone;
  std::vector<gmf::AttributeId> family_history;  // by disease of Family
  // Written by modules, read by life.
  gmf::AttributeId diabetes = gmf::kNone, osteoporosis = gmf::kNone, atrial_fibrillation = gmf::kNone,
                   blood_pressure_controlled = gmf::kNone;
};

// Whom a machine is going to run.
struct HostedPerson {
  const ledger::Person* person = nullptr;  // settled: with the circumstances at the last age that is foreseen
  Circumstances circumstances;
  SmokingHistory smoking;
  uint64_t family_history = 0;             // a bit for each disease of Family
  Day history = 0;                         // first day that is told
  Day end = 0;                             // the day after the last one: of a death by the life table, or of the dataset
  bool dies = false;                       // at `end`, unless a module kills earlier
  Instant birth = 0;                       // on the day of birth
};

// Something of the host's that happens at a date.
enum class HostEvent : uint8_t { kDeath, kAdult, kMarriage, kMarriageEnds, kSmokes, kSmokesNot, kStopsSmoking, kInsurance, kMassIndex };
struct DatedEvent {
  Instant at = 0;
  HostEvent event = HostEvent::kDeath;
};

// Sets what is known at birth and lists what comes later, in order of time.
void set_at_birth(const world::World& world, const HostAttributes& attributes, const HostedPerson& hosted, gmf::Machine& machine,
                  std::vector<DatedEvent>& events);

// The word of an insurance for modules.
std::string_view insurance_word(reference::Insurance insurance);

}  // namespace polyclinic::life

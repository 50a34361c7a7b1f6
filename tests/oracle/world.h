// The host of the oracle's tests: attributes, vital signs and events of a person as pure functions of person and time,
// so that a Machine and the oracle can be told the same. Nothing in it is meant to be like people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/gmf/machine.h"

namespace polyclinic::oracle {

struct WorldValue {
  std::string attribute;
  gmf::ValueKind kind = gmf::ValueKind::kNil;  // nil, boolean, number or text
  double number = 0;                           // a boolean: 0 or 1
  std::string text;
};

struct World {
  bool scheduler = true;       // check-ups and symptom visits
  bool updates = true;         // things that change with the years
  bool deaths = true;          // the host lets some people die
  Instant update_offset = 5 * kMillisecondsPerHour;  // of updates, after each 365 days from the birth
  Instant step = 7 * kMillisecondsPerDay;            // vital signs that vary and risks are constant so long

  std::vector<WorldValue> at_birth(const gmf::Person& person) const;
  // Of an attribute that the program calls derived.
  WorldValue derived(const gmf::Person& person, std::string_view attribute, Instant at) const;
  // Unrounded. Some people have none.
  std::optional<double> vital_sign(const gmf::Person& person, gmf::VitalSign vital, Instant at) const;
  Instant generator_ends(const gmf::Person& person, gmf::VitalSign vital, Instant at) const;
  gmf::InsurerGroup insurer(const gmf::Person& person) const;

  Instant next_update(const gmf::Person& person, Instant after) const;
  std::vector<WorldValue> at_update(const gmf::Person& person, Instant at) const;
  // When the host lets the person die, as decided at an update; kNever: it does not.
  Instant death(const gmf::Person& person, Instant at) const;
};

// The world as a Machine asks for it.
class WorldHost : public gmf::ReferenceHost {
 public:
  explicit WorldHost(const World& world) : world_(world) {}

  void birth(gmf::Machine& machine) override;
  gmf::Value derived_attribute(const gmf::Machine& machine, gmf::AttributeId attribute) override;
  std::optional<double> vital_sign(const gmf::Machine& machine, gmf::VitalSign vital, Instant at) override;
  Instant generator_ends(gmf::VitalSign vital, Instant at) override;
  Instant next_update(Instant after) override;
  void update(gmf::Machine& machine) override;
  Instant checkup_due(const gmf::CheckupClock& clock) override;
  bool has_symptom_visits() override { return world_.scheduler; }
  gmf::InsurerGroup insurer_group(Instant) override { return world_.insurer(*person_); }

 private:
  void set(gmf::Machine& machine, const WorldValue& value);

  const World& world_;
  const gmf::Person* person_ = nullptr;
};

}  // namespace polyclinic::oracle

// The answers of a World.
#include "tests/oracle/world.h"

#include <string_view>

#include "engine/foundation/hash.h"

namespace polyclinic::oracle {
namespace {

// A number in [0, 1) that stands for person, subject and count.
double number_of(const gmf::Person& person, std::string_view subject, int64_t count = 0) {
  const std::string text = std::to_string(person.seed) + "/" + std::to_string(person.number) + "/" +
                           std::string(subject) + "/" + std::to_string(count);
  return static_cast<double>(fnv1a64(text) >> 11) * 0x1p-53;
}

template <std::size_t kCount>
std::string_view one_of(double number, const std::string_view (&words)[kCount]) {
  return words[static_cast<std::size_t>(number * kCount)];
}

WorldValue text(std::string_view attribute, std::string_view value) {
  return {std::string(attribute), gmf::ValueKind::kText, 0, std::string(value)};
}
WorldValue number(std::string_view attribute, double value) {
  return {std::string(attribute), gmf::ValueKind::kNumber, value, {}};
}
WorldValue truth(std::string_view attribute, bool value) {
  return {std::string(attribute), gmf::ValueKind::kBoolean, value ? 1.0 : 0.0, {}};
}

constexpr std::string_view kRaces[] = {"white", "black", "asian", "native", "hawaiian", "other"};
constexpr std::string_view kClasses[] = {"High", "Middle", "Low"};
constexpr std::string_view kStates[] = {"Massachusetts", "Hawaii", "Texas"};
constexpr std::string_view kStreets[] = {"1 Elm Street", "22 Oak Lane"};
constexpr std::string_view kInsurance[] = {"none", "private", "medicare", "medicaid"};
constexpr std::string_view kMarriage[] = {"M", "S", "D", "W"};
constexpr Instant kYear = 365 * kMillisecondsPerDay;

int64_t updates_by(const World& world, const gmf::Person& person, Instant at) {
  const Instant since = at - person.birth - world.update_offset;
  return since < kYear ? 0 : since / kYear;
}

bool is_kept_by_updates(gmf::VitalSign vital) { return vital <= gmf::VitalSign::kHeadCircumferencePercentile; }

gmf::Value machine_value(gmf::Machine& machine, const WorldValue& value) {
  switch (value.kind) {
    case gmf::ValueKind::kBoolean: return gmf::Value::boolean(value.number != 0);
    case gmf::ValueKind::kNumber: return gmf::Value::of_number(value.number);
    case gmf::ValueKind::kText: return gmf::Value::text(machine.intern(value.text));
    default: return gmf::Value::nil();
  }
}

}  // namespace

std::vector<WorldValue> World::at_birth(const gmf::Person& person) const {
  std::vector<WorldValue> values;
  values.push_back(text("gender", number_of(person, "gender") < 0.5 ? "F" : "M"));
  values.push_back(text("race", one_of(number_of(person, "race"), kRaces)));
  values.push_back(text("ethnicity", number_of(person, "ethnicity") < 0.2 ? "hispanic" : "nonhispanic"));
  values.push_back(text("socioeconomic_category", one_of(number_of(person, "class"), kClasses)));
  values.push_back(text("state", one_of(number_of(person, "state"), kStates)));
  values.push_back(text("address", one_of(number_of(person, "address"), kStreets)));
  values.push_back(number("income", 10000 + 1000 * static_cast<double>(static_cast<int>(90 * number_of(person, "income")))));
  values.push_back(number("poverty_ratio", 5 * number_of(person, "poverty")));
  values.push_back(truth("RH_NEG", number_of(person, "rh") < 0.15));
  if (number_of(person, "veteran") < 0.3) values.push_back(text("veteran", "vietnam"));
  return values;
}

WorldValue World::derived(const gmf::Person& person, std::string_view attribute, Instant at) const {
  const int64_t bucket = (at - person.birth) / step;
  const double value = number_of(person, attribute, bucket);
  // No risk is known in the first years.
  if (bucket < 100) return {std::string(attribute), gmf::ValueKind::kNil, 0, {}};
  return number(attribute, 0.05 * value * value * value);
}

std::optional<double> World::vital_sign(const gmf::Person& person, gmf::VitalSign vital, Instant at) const {
  if (vital == gmf::VitalSign::kLeftVentricularEjectionFraction) return std::nullopt;
  const std::string name = "vital" + std::to_string(static_cast<int>(vital));
  if (number_of(person, name + " is known") < 0.1) return std::nullopt;
  const int64_t bucket = is_kept_by_updates(vital) ? updates_by(*this, person, at) : (at - person.birth) / step;
  return 60 + 80 * number_of(person, name, bucket);
}

Instant World::generator_ends(const gmf::Person& person, gmf::VitalSign vital, Instant at) const {
  if (vital != gmf::VitalSign::kOxygenSaturation) return gmf::kNever;
  return person.birth + ((at - person.birth) / step + 1) * step;
}

gmf::InsurerGroup World::insurer(const gmf::Person& person) const {
  return number_of(person, "insurer") < 0.4 ? gmf::InsurerGroup::kHighEmergencyUse : gmf::InsurerGroup::kTypical;
}

Instant World::next_update(const gmf::Person& person, Instant after) const {
  if (!updates) return gmf::kNever;
  return person.birth + update_offset + (updates_by(*this, person, after) + 1) * kYear;
}

std::vector<WorldValue> World::at_update(const gmf::Person& person, Instant at) const {
  const int64_t count = updates_by(*this, person, at);
  std::vector<WorldValue> values;
  if (count >= 16) values.push_back(truth("smoker", number_of(person, "smoker", count / 8) < 0.4));
  if (count >= 28) values.push_back(text("marital_status", one_of(number_of(person, "marriage", count / 10), kMarriage)));
  values.push_back(text("insurance_status", one_of(number_of(person, "insurance", count), kInsurance)));
  values.push_back(truth("unemployed", number_of(person, "unemployed", count) < 0.2));
  if (number_of(person, "move", count) < 0.1) values.push_back(text("state", one_of(number_of(person, "to", count), kStates)));
  return values;
}

Instant World::death(const gmf::Person& person, Instant at) const {
  if (!deaths) return gmf::kNever;
  const int64_t count = updates_by(*this, person, at);
  const double drawn = number_of(person, "death", count);
  if (drawn < 0.002) return at;
  // Announced long before, on a day of its own.
  return drawn < 0.006 ? at + 200 * kMillisecondsPerDay : gmf::kNever;
}

void WorldHost::set(gmf::Machine& machine, const WorldValue& value) {
  const gmf::AttributeId attribute = machine.program().find_attribute(value.attribute);
  if (attribute != gmf::kNone) machine.set_attribute(attribute, machine_value(machine, value));
}

void WorldHost::birth(gmf::Machine& machine) {
  person_ = &machine.person();
  for (const WorldValue& value : world_.at_birth(*person_)) set(machine, value);
}

gmf::Value WorldHost::derived_attribute(const gmf::Machine& machine, gmf::AttributeId attribute) {
  const WorldValue value =
      world_.derived(*person_, machine.program().text(machine.program().attributes[attribute].name), machine.now());
  return value.kind == gmf::ValueKind::kNumber ? gmf::Value::of_number(value.number) : gmf::Value::nil();
}

std::optional<double> WorldHost::vital_sign(const gmf::Machine&, gmf::VitalSign vital, Instant at) {
  return world_.vital_sign(*person_, vital, at);
}

Instant WorldHost::generator_ends(gmf::VitalSign vital, Instant at) {
  return world_.generator_ends(*person_, vital, at);
}

Instant WorldHost::next_update(Instant after) { return world_.next_update(*person_, after); }

void WorldHost::update(gmf::Machine& machine) {
  for (const WorldValue& value : world_.at_update(*person_, machine.now())) set(machine, value);
  for (uint32_t vital = 0; vital < gmf::kVitalSignCount; ++vital) {
    if (is_kept_by_updates(static_cast<gmf::VitalSign>(vital))) {
      machine.publish_vital_sign(static_cast<gmf::VitalSign>(vital));
    }
  }
  const Instant death = world_.death(*person_, machine.now());
  if (death != gmf::kNever) machine.set_death(death, gmf::kNone);
}

Instant WorldHost::checkup_due(const gmf::CheckupClock& clock) {
  return world_.scheduler ? gmf::reference_checkup_due(clock) : gmf::kNever;
}

}  // namespace polyclinic::oracle

// The people of a dataset as far as anchors ask for them: who they are, what happened to them (events, a row that carries
// a marker), what was last measured. It is filled by intake.h and knows neither files nor anchors' values.
//
// Memory: some 40 bytes a person, 12 an event (an annual visit, a diagnosis, a dose), 6 a body measure and person:
// about 1 kB a person with ten years of history.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/foundation/text_pool.h"
#include "engine/quality/anchors.h"

namespace polyclinic::quality {

enum class Sex : uint8_t { kFemale, kMale };

inline constexpr Day kAlive = std::numeric_limits<Day>::max();

// Columns of patients that anchors may ask for by their texts.
inline constexpr std::array<std::string_view, 4> kAttributes{"insurance", "marital_status", "education", "smoking_status"};

struct Person {
  Day birth = 0;
  Day death = kAlive;
  Sex sex = Sex::kFemale;
  uint8_t age = 0;  // whole years at the dataset's date, or at death
  std::array<uint16_t, kAttributes.size()> attributes{};  // Cohort::attribute_text

  bool is_living() const { return death == kAlive; }
};

// Days are counted back from the dataset's date, so that later days are smaller: 1 is the day before it.
struct Event {
  uint32_t person = 0;
  uint16_t marker = 0;
  uint16_t start = 0;
  uint16_t end = 0;     // 0: it goes on
  uint16_t detail = 0;  // of encounters: the discharge disposition, as a number; else 0
};

// A row's patient_id.
struct PersonId {
  uint64_t high = 0;
  uint64_t low = 0;
  bool operator==(const PersonId&) const = default;
};

class Cohort {
 public:
  // `history_days`: how long back the dataset tells, at most ten years; exact for datasets of fewer years.
  Cohort(const AnchorSet& anchors, Day as_of, uint32_t history_days);

  Day as_of() const { return as_of_; }
  uint32_t history_days() const { return history_days_; }
  std::span<const Person> people() const { return people_; }
  std::string_view attribute_text(uint16_t text) const { return texts_.text(text); }
  uint16_t find_attribute(std::string_view text) const { return static_cast<uint16_t>(texts_.find(text)); }

  // --- Filling ---
  // False when there is a person of that id already.
  bool add_person(PersonId id, Person person, std::span<const std::string_view, kAttributes.size()> attributes);
  static constexpr uint32_t kNobody = 0xFFFFFFFF;
  uint32_t find_person(PersonId id) const;
  void add_event(const Event& event) { events_.push_back(event); }
  void add_value(uint32_t person, uint32_t body_measure, Day day, double value);
  // `drug` was taken within the last 30 days; the same drug counts once.
  void add_drug_now(uint32_t person, uint32_t drug) { drugs_.push_back(uint64_t{person} << 32 | drug); }
  uint16_t days_back(Day day) const;
  // Nothing more comes: sorts what was added.
  void settle();

  // --- Asking, after settle() ---
  // The events of a marker by person, of one person in the order of time; those that are not `days_apart` were left out.
  std::span<const Event> events(uint32_t marker) const;
  // The last value of a body measure (not a number: none), and how many days back it was taken, by person.
  std::span<const float> values(uint32_t body_measure) const { return values_[body_measure].last; }
  std::span<const uint16_t> value_days(uint32_t body_measure) const { return values_[body_measure].days; }
  // How many different drugs a person took within the last 30 days.
  std::span<const uint16_t> drug_counts() const { return drug_counts_; }
  Day day_of(uint16_t days) const { return as_of_ - days; }

 private:
  struct Values {
    std::vector<float> last;
    std::vector<uint16_t> days;
  };
  struct IdHash {
    size_t operator()(const PersonId& id) const { return static_cast<size_t>(id.high ^ (id.low * 0x9E3779B97F4A7C15u)); }
  };

  const AnchorSet* anchors_;
  Day as_of_;
  uint32_t history_days_;
  std::vector<Person> people_;
  std::vector<PersonId> ids_;
  std::unordered_map<PersonId, uint32_t, IdHash> by_id_;  // looked up only, never walked
  mutable uint32_t found_last_ = 0;                        // rows of a table follow the order of people
  TextPool texts_;
  std::vector<Event> events_;
  std::vector<size_t> marker_begin_;
  std::vector<Values> values_;
  std::vector<uint64_t> drugs_;
  std::vector<uint16_t> drug_counts_;
};

}  // namespace polyclinic::quality

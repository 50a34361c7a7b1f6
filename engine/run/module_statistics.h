// Counts what modules do to many people: who entered which state and when first, what was recorded, how much of the time
// at each age it was active. Sums and minima of whole numbers only, so that neither order nor threads matter.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/gmf/machine.h"
#include "engine/run/module_people.h"

namespace polyclinic::run {

inline constexpr std::size_t kAges = 121;      // whole years; the last counts all above
inline constexpr std::size_t kAgeBands = 10;   // of ten years; the last counts all above
inline constexpr std::int32_t kBandYears = 10;

// How often something happened, to how many, and at which ages it did so first.
struct Occurrence {
  std::uint64_t times = 0;
  std::uint64_t people = 0;
  std::uint64_t first_person = UINT64_MAX;     // the lowest number among them
  std::uint64_t last_seen = 0;                 // the person that was counted last
  std::array<std::uint32_t, kAges> first_ages{};

  void count(std::uint64_t person, std::int32_t age);
  void merge(const Occurrence& other);
  // The age that so many percent of the people had not passed when it happened first; some must have been counted.
  std::uint32_t age_at(std::uint32_t percent) const;
};

using BandTimes = std::array<Instant, kAgeBands>;  // milliseconds lived at these ages

struct RecordedCode {
  gmf::EntryKind kind = gmf::EntryKind::kCondition;
  gmf::CodeId code = gmf::kNone;   // the lowest of the codes with this text
  Occurrence occurrence;
  BandTimes active{};              // of conditions, allergies, medications and care plans
};

struct CauseOfDeath {
  bool by_module = false;          // else by the life table
  gmf::CodeId code = gmf::kNone;   // of a module; kNone: not told
  std::uint64_t people = 0;
};

class ModuleStatistics final : public gmf::StepListener {
 public:
  explicit ModuleStatistics(const gmf::Program& program);

  void state_entered(const gmf::Machine& machine, gmf::RootId root, std::uint32_t depth, gmf::StateId id) override;
  // The person whose states come next.
  void begin(std::uint64_t person) { person_ = person; }
  void end(const gmf::Record& record, const TriedPerson& person);
  void merge(const ModuleStatistics& other);

  std::uint64_t people() const { return people_; }
  std::uint64_t deaths() const { return deaths_; }
  const BandTimes& lived() const { return lived_; }
  const std::vector<Occurrence>& states() const { return states_; }  // by StateId
  // By kind, then as many people first, then by the code's number.
  std::vector<const RecordedCode*> recorded() const;
  std::vector<CauseOfDeath> causes() const;

 private:
  RecordedCode& row(gmf::EntryKind kind, gmf::CodeId code);
  void count_cause(const CauseOfDeath& cause);

  const gmf::Program& program_;
  std::uint64_t person_ = 0;
  std::uint64_t people_ = 0, deaths_ = 0;
  BandTimes lived_{};
  std::vector<Occurrence> states_;
  std::vector<RecordedCode> rows_;
  std::vector<std::uint32_t> row_of_;  // by kind and concept; kNone: not recorded yet
  std::vector<CauseOfDeath> causes_;
};

// Whether entries of a kind last, so that a share of time can be told.
bool has_prevalence(gmf::EntryKind kind);

}  // namespace polyclinic::run

// What a dataset has where an anchor has a published figure: an estimate with its standard error. Each measure by its
// name in the anchors' files; README.md tells what each one counts, and of whom.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/quality/cohort.h"

namespace polyclinic::quality {

struct Estimate {
  double value = 0;
  double error = 0;     // one standard error
  uint64_t n = 0;       // people, events or person-years that it rests on
  bool known = false;   // false: nothing in the dataset to measure it by
};

// What was asked last stays at hand: ask the questions of one measure one after the other.
class Measures {
 public:
  Measures(const AnchorSet& anchors, const Cohort& cohort) : anchors_(&anchors), cohort_(&cohort) {}

  Estimate answer(const Question& question);

  // Whether a question can be asked at all. Errors: kInternal: no such measure, marker or body measure.
  static Status check(const AnchorSet& anchors, const Question& question);

  // A time in a hospital, from the events of the marker "stay".
  struct Stay {
    uint32_t person = 0;
    Day start = 0;
    Day end = 0;
    uint16_t disposition = 0;  // NUBC discharge status; 20 died, 02 another hospital
  };

 private:
  using Flags = std::vector<uint8_t>;  // one a person

  // Of people.
  Estimate population_share(const Question& question) const;
  Estimate attribute(const Question& question) const;
  Estimate share_of_living(const Question& question, const Flags& has);
  Estimate drug_count(const Question& question);
  Estimate vaccinated(const Question& question);
  Estimate vaccinated_by(const Question& question);
  Estimate vaccinated_season(const Question& question);
  // Of body measures.
  Estimate measured(const Question& question);
  Estimate pressure(const Question& question);
  Estimate correlation(const Question& question);
  // Of time.
  Estimate rate(const Question& question);
  Estimate share_of(const Question& question);
  Estimate death_rate(const Question& question) const;
  Estimate life_expectancy(const Question& question) const;
  Estimate cause_share(const Question& question);
  // Of stays.
  Estimate stay_days(const Question& question);
  Estimate stay_share(const Question& question);
  Estimate emergency_admitted(const Question& question);
  // Of two markers.
  Estimate odds_ratio(const Question& question);

  // Who has a marker, as `measure` counts it; kept until another is asked for.
  const Flags& flags(std::string_view measure, std::string_view of, std::string_view parameter);
  const Flags& among(std::string_view marker);
  Flags make_flags(std::string_view measure, std::string_view of, std::string_view parameter) const;
  const std::vector<Stay>& stays();
  std::vector<Stay> stays_of(const Question& question);
  Day window_start(const Question& question) const;

  const AnchorSet* anchors_;
  const Cohort* cohort_;
  std::string flags_key_;
  Flags flags_;
  std::string among_key_;
  Flags among_;
  std::vector<Stay> stays_;
  bool has_stays_ = false;
};

// --- Shared by the measures' files ---

bool has_sex(const Question& question, Sex sex);
// How many of its unit make 1: 100 of '%', 1000 of "per 1000 person-years".
double unit_factor(std::string_view unit);
uint32_t whole_number(std::string_view text);
// The part of "a:b:c" at a place, or nothing.
std::string_view part_of(std::string_view text, size_t place);
Estimate share_estimate(uint64_t count, uint64_t of, double factor);

}  // namespace polyclinic::quality

// Walks a life as its host does, visits and vaccines in order of time, and keeps everything; for tests.
#pragma once

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/life/immunization.h"
#include "engine/life/wellness.h"

namespace polyclinic::testing {

struct GivenDose {
  Day at = 0;
  life::Dose dose;
  bool is_extra = false;  // at a visit for vaccines alone
};

struct WalkedLife {
  Day birth = 0;
  std::vector<life::WellnessVisit> visits;
  std::vector<GivenDose> doses;
  uint32_t extra_visits = 0;
  uint32_t empty_extra_visits = 0;
};

inline const life::WellnessSchedule& wellness_schedule() {
  static const auto schedule = life::WellnessSchedule::build();
  REQUIRE(schedule.has_value());
  return *schedule;
}

inline const life::Immunizations& immunizations() {
  static const auto immunizations = life::Immunizations::build();
  REQUIRE(immunizations.has_value());
  return *immunizations;
}

// Up to and with the day `end`.
inline void walk(uint64_t seed, uint64_t entity, reference::Sex sex, Day birth, Day end, WalkedLife& walked,
                 bool insured = true) {
  const life::WellnessSchedule& schedule = wellness_schedule();
  const life::Immunizations& vaccines = immunizations();
  walked.birth = birth;
  walked.visits.clear();
  walked.doses.clear();
  walked.extra_visits = 0;
  walked.empty_extra_visits = 0;
  life::WellnessState wellness;
  life::ImmunizationState state;
  schedule.begin(wellness, seed, entity, sex, birth, birth, insured);
  vaccines.begin(state, seed, entity, sex, birth);
  std::array<life::Dose, life::kMostDosesAVisit> given;
  const auto keep = [&](Day at, uint32_t count, bool is_extra) {
    for (uint32_t index = 0; index < count; ++index) {
      walked.doses.push_back({at, given[index], is_extra});
    }
  };
  Day last = birth - 1;
  while (true) {
    life::WellnessVisit visit;
    const bool is_due = schedule.next(wellness, visit) && visit.day <= end;
    const Day until = is_due ? visit.day : end + 1;
    Day at = 0;
    while (vaccines.next_extra_visit(state, last, until, at)) {
      const uint32_t count = vaccines.give_at_extra_visit(state, at, given);
      keep(at, count, true);
      ++walked.extra_visits;
      walked.empty_extra_visits += count == 0 ? 1 : 0;
      last = at;
    }
    if (!is_due) {
      return;
    }
    walked.visits.push_back(visit);
    keep(visit.day, vaccines.give_at_wellness(state, visit.day, given), false);
    last = visit.day;
  }
}

// Whether a dose counts for the series of that name.
inline bool counts_for(const life::Dose& dose, std::string_view series) {
  const life::Vaccine& vaccine = immunizations().vaccine(dose.vaccine);
  for (uint32_t index = 0; index < vaccine.component_count; ++index) {
    if (immunizations().schedule().series_key(vaccine.components[index].series) == series) {
      return true;
    }
  }
  return false;
}

inline uint32_t count_of(const WalkedLife& walked, std::string_view series) {
  return static_cast<uint32_t>(std::count_if(walked.doses.begin(), walked.doses.end(),
                                             [&](const GivenDose& given) { return counts_for(given.dose, series); }));
}

}  // namespace polyclinic::testing

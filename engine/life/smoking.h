// When a person began to smoke and stopped: one story for what visits record and for what disease modules are told.
#pragma once

#include "engine/ledger/ledger.h"
#include "engine/reference/categories.h"

namespace polyclinic::life {

inline constexpr int32_t kSmokingAge = 12;  // from which people are asked

struct SmokingHistory {
  Day starts = ledger::kNever, stops = ledger::kNever;

  reference::Smoking status(Day day) const {
    return day < starts ? reference::Smoking::kNever : day < stops ? reference::Smoking::kCurrent : reference::Smoking::kFormer;
  }
};

// Of a person whose smoking status on the last day of the story, the one before `end`, is known.
SmokingHistory smoking_history(uint64_t seed, const ledger::Person& person, Day end);

}  // namespace polyclinic::life

// Lives one person with a Machine and with the polling oracle and says where they differ; counts what was compared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/gmf/machine.h"
#include "tests/oracle/polling_oracle.h"
#include "tests/oracle/world.h"

namespace polyclinic::oracle {

enum class Strictness {
  kGrid,        // the machine too looks on the oracle's grid only (settings.quantum): all instants are equal
  kWholeDays,   // event by event; everything happens at midnight (or a millisecond or two later): all instants are equal
  kWithinStep,  // event by event, at any instant: the oracle looks every step and whenever the machine did something, so
                // all is equal but that a wait may have been passed less than a step after its condition came true
};

struct Tally {
  uint64_t people = 0, dead = 0;          // dead: before the end of the run
  uint64_t encounters = 0, rows = 0;      // compared; rows: those, entries, onsets and symptoms
  uint64_t states = 0, looks = 0, polls = 0;  // entered by the machine; of the oracle at who waits; of the machine
  uint64_t places = 0, reached = 0;       // states of the modules, and those that somebody came to
  uint64_t differences = 0;               // people whose lives differ

  void add(const Tally& other);
};

class Comparison {
 public:
  Comparison(const gmf::Program& program, const World& world, Strictness strictness, gmf::Settings settings,
             Instant step = kMillisecondsPerDay);

  // Empty when they agree; else the first difference in words.
  std::string compare(const gmf::Person& person);

  Tally tally() const;

 private:
  // The instants at which the machine entered or left a state.
  class Instants : public gmf::StepListener {
   public:
    std::vector<Instant> seen;

    std::vector<bool> reached;  // by StateId, over all people

    void state_entered(const gmf::Machine& machine, gmf::RootId, uint32_t, gmf::StateId state) override {
      reached[state] = true;
      add(machine.now());
    }
    void state_left(const gmf::Machine& machine, gmf::RootId, gmf::StateId, Instant, gmf::WaitEnd) override {
      add(machine.now());
    }

   private:
    void add(Instant at) {
      if (seen.empty() || seen.back() != at) seen.push_back(at);
    }
  };

  const gmf::Program& program_;
  Strictness strictness_;
  WorldHost host_;
  gmf::Machine machine_;
  gmf::Record record_;
  PollingOracle oracle_;
  Instants instants_;
  Tally tally_;
};

// A person of a test: born on days of all kinds (the 29th of February, the 31st), at any millisecond or at midnight,
// alive for 1 to `years` years before 2026.
gmf::Person test_person(uint64_t seed, uint64_t number, int32_t years, bool at_midnight);

}  // namespace polyclinic::oracle

// One person lived twice.
#include "tests/oracle/comparison.h"

#include <algorithm>

#include "engine/foundation/random.h"

namespace polyclinic::oracle {
namespace {

std::string overlap(const gmf::Program& program, const Story& story) {
  for (std::size_t index = 1; index < story.encounters.size(); ++index) {
    const StoryEncounter& before = story.encounters[index - 1];
    if (before.stop <= story.encounters[index].start) continue;
    return "encounters overlap: " + text_of(program, before) + " and " + text_of(program, story.encounters[index]);
  }
  return {};
}

}  // namespace

void Tally::add(const Tally& other) {
  people += other.people;
  encounters += other.encounters;
  rows += other.rows;
  dead += other.dead;
  differences += other.differences;
  looks += other.looks;
  states += other.states;
  polls += other.polls;
  places += other.places;
  reached += other.reached;
}

Comparison::Comparison(const gmf::Program& program, const World& world, Strictness strictness, gmf::Settings settings,
                       Instant step)
    : program_(program),
      strictness_(strictness),
        host_(world),
      machine_(program, settings),
      oracle_(program, world, settings, step) {
  if (strictness == Strictness::kWholeDays) oracle_.later_looks = {1, 2};
  instants_.reached.assign(program.states.size(), false);
}

Tally Comparison::tally() const {
  Tally tally = tally_;
  tally.looks = oracle_.looks();
  tally.places = instants_.reached.size();
  tally.reached = static_cast<uint64_t>(std::count(instants_.reached.begin(), instants_.reached.end(), true));
  return tally;
}

std::string Comparison::compare(const gmf::Person& person) {
  ++tally_.people;
  machine_.reports().clear();
  const uint64_t states = machine_.states_entered(), polls = machine_.polls();
  if (const Status lived = machine_.run(person, host_, record_); !lived) {
    ++tally_.differences;
    return "the machine gave up: " + lived.error().to_text();
  }
  const Story machine = story_of(machine_, machine_.reports());
  tally_.states += machine_.states_entered() - states;
  tally_.polls += machine_.polls() - polls;
  std::string found;
  // Once more with a listener, who must not change anything.
  instants_.seen.clear();
  machine_.set_listener(&instants_);
  machine_.reports().clear();
  if (const Status lived = machine_.run(person, host_, record_); !lived) found = lived.error().to_text();
  machine_.set_listener(nullptr);
  if (found.empty()) found = difference(program_, story_of(machine_, machine_.reports()), machine);
  if (!found.empty()) found = "with a listener (called the machine) it is not the same as without one: " + found;
  std::vector<Instant> also;
  if (strictness_ == Strictness::kWithinStep) {
    also = instants_.seen;
    for (const StoryEncounter& encounter : machine.encounters) also.push_back(encounter.start);
    std::sort(also.begin(), also.end());
  }
  const Story oracle = oracle_.live(person, also);
  tally_.encounters += machine.encounters.size();
  tally_.rows += machine.size();
  tally_.dead += machine.death.at < person.stop ? 1 : 0;
  if (found.empty()) found = difference(program_, machine, oracle);
  if (found.empty() && machine_.settings().hold_lock_until_recorded_stop) found = overlap(program_, machine);
  if (!found.empty()) ++tally_.differences;
  return found;
}

gmf::Person test_person(uint64_t seed, uint64_t number, int32_t years, bool at_midnight) {
  RandomStream stream(seed, number, Purpose{0x7002});
  gmf::Person person;
  person.seed = seed;
  person.number = number;
  person.stop = start_of_day(day_from_civil(2026, 1, 1));
  int32_t year = stream.between(2026 - years, 2024);
  uint32_t month = 1 + stream.below(12);
  uint32_t day = 1 + stream.below(28);
  switch (number % 8) {
    case 0: day = days_in_month(year, month); break;
    case 1:
      year -= year % 4;
      month = 2;
      day = days_in_month(year, month);
      break;
    default: break;
  }
  person.birth = start_of_day(day_from_civil(year, month, day));
  if (!at_midnight) person.birth += stream.below(static_cast<uint32_t>(kMillisecondsPerDay));
  return person;
}

}  // namespace polyclinic::oracle

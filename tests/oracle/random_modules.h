// Makes small module sets at random, from a seed: every type of state, transition and condition, modules that wait for
// each other's doings, submodules and lookup tables. They load without errors and never loop without time passing.
// Nothing in them means anything. One compiler makes the same of a seed each time, another may make something else.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace polyclinic::oracle {

struct RandomModules {
  std::vector<std::pair<std::string, std::string>> files;  // keys and JSON; CSV names and text
};

struct RandomModuleOptions {
  uint64_t seed = 1;
  uint32_t number = 0;        // of the set
  bool whole_days = false;    // all spans are whole days, so that everything of a life from midnight stays at midnight
};

RandomModules random_modules(const RandomModuleOptions& options);

// One module that shares nothing with others: its own attributes, codes, symptoms and states, and visits that begin and
// end at one instant, outside of which it writes nothing.
RandomModules solitary_module(uint64_t seed, uint32_t number, const std::string& key);

}  // namespace polyclinic::oracle

// Reads disease modules in the Generic Module Framework's JSON, with their lookup tables, checks all of them and
// compiles them into a Program. No files are opened here: the texts are given. Not for running modules (machine.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/gmf/findings.h"
#include "engine/gmf/program.h"

namespace polyclinic::gmf {

// A module's JSON text under its key: the path below the modules' folder, "/" between folders, without ".json". A key
// without "/" is a top-level module, others are submodules.
struct ModuleText {
  std::string_view key;
  std::string_view json;
};

// A lookup table's CSV text under its bare file name, as modules name it: "mortality.csv".
struct TableText {
  std::string_view name;
  std::string_view csv;
};

// Bounds of what strangers may give; beyond them a file or the set is refused with an error.
inline constexpr std::size_t kLargestModule = 5u << 20;          // bytes of one file
inline constexpr std::size_t kLargestModuleSet = 64u << 20;      // bytes of all modules
inline constexpr std::size_t kLargestTableSet = 128u << 20;      // bytes of all tables
inline constexpr std::uint32_t kDeepestModule = 64;              // objects and arrays within each other
inline constexpr std::uint32_t kMostModuleValues = 600'000;      // JSON values of one file
inline constexpr std::uint32_t kMostModules = 2000;
inline constexpr std::uint32_t kMostStatesOfModule = 20'000;
inline constexpr std::uint32_t kDeepestCalls = 64;

struct LoadResult {
  std::optional<Program> program;  // linked and ready to run; none when there is an error
  ModuleFindings findings;         // everything that was found, in the order of ModuleFindings::sort
};

// All modules of a run. Of two with one key the later replaces the earlier, so that a user's may follow ours; likewise
// tables. The texts need not outlive the call.
LoadResult load_modules(std::span<const ModuleText> modules, std::span<const TableText> tables);

// What is wrong with one module, seen together with the others that it may call or be called by: the findings of that
// file, and those of the lookup tables that it names. A module of the same key among `others` is left out.
ModuleFindings check_module(const ModuleText& module, std::span<const ModuleText> others,
                            std::span<const TableText> tables);

}  // namespace polyclinic::gmf

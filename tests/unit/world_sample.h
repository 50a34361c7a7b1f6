// Worlds and tables for the tests of the world room: configs as the parser would make them, and the reference tables
// read by themselves.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"
#include "engine/world/world.h"

namespace polyclinic::testing {

inline config::Config sample_config() {
  config::Config config;
  config.seed = 7;
  config.as_of = day_from_civil(2026, 1, 1);
  return config;
}

inline world::World made_world(config::Config config) {
  auto made = world::World::build(std::move(config));
  if (!made) FAIL(made.error().to_text());
  return *std::move(made);
}

// The world of the default config; made once, as that takes a while.
inline const world::World& default_world() {
  static const world::World kWorld = made_world(sample_config());
  return kWorld;
}

// The rows of an embedded table as maps of texts by header.
inline std::vector<std::map<std::string, std::string>> table_rows(std::string_view file,
                                                                  std::vector<std::string_view> columns) {
  reference::CsvReader csv(file, reference::embedded_file(file));
  std::vector<std::map<std::string, std::string>> rows;
  while (csv.next()) {
    std::map<std::string, std::string> row;
    for (const std::string_view column : columns) {
      const auto at = csv.column(column);
      REQUIRE(at.has_value());
      row.emplace(std::string(column), std::string(csv.text(*at)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace polyclinic::testing

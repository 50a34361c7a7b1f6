// Reads the CSV tables of a clinical dataset into a cohort, in pieces of any size. What the columns mean is known here
// alone; what is asked of them is the business of anchors.h.
#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/quality/cohort.h"
#include "engine/quality/csv_stream.h"

namespace polyclinic::quality {

// The tables that are read; a person's row of patients must come before the person's rows of the others.
inline constexpr std::array<std::string_view, 9> kTables{"patients",   "encounters",    "conditions",   "medications",    "procedures",
                                                         "deaths", "immunizations", "observations", "imaging_studies"};

class Intake {
 public:
  Intake(const AnchorSet& anchors, Cohort& cohort);

  // Tables that are not read are passed over. Errors: kInvalidInput, with the table's line.
  Status feed(std::string_view table, std::string_view bytes);
  // Errors: kInvalidInput: a table did not come, or not to its end.
  Status finish();

 private:
  // What a column's cells mean: the markers of every text that was met. Codes and names are few, rows many.
  struct Column {
    std::string_view name;
    std::vector<std::pair<uint16_t, const MarkerRule*>> rules;
    std::unordered_map<std::string, std::vector<uint16_t>> known;  // looked up only, never walked

    const std::vector<uint16_t>& markers_of(std::string_view cell);
  };
  struct Table {
    std::string_view name;
    std::vector<Column> columns;  // those that are read
    size_t plain = 0;             // how many of them are read by their place; the rest for their markers alone
    std::unique_ptr<CsvStream> stream;
  };
  using Cells = std::span<const std::string_view>;

  Table make_table(std::string_view name, std::vector<std::string_view> plain) const;
  Status row(Table& table, Cells cells, uint64_t line);
  Status patient(Table& table, Cells cells, uint64_t line);
  Status encounter(Table& table, Cells cells, uint64_t line);
  Status lasting(Table& table, Cells cells, uint64_t line);
  Status momentary(Table& table, Cells cells, uint64_t line);
  Status observation(Table& table, Cells cells, uint64_t line);

  Result<uint32_t> person_of(const Table& table, std::string_view cell, uint64_t line) const;
  Result<Day> day_of(const Table& table, size_t column, std::string_view cell, uint64_t line) const;
  void add_events(Table& table, Cells cells, Event event);
  std::unexpected<Error> wrong(const Table& table, uint64_t line, size_t column, std::string what) const;

  const AnchorSet* anchors_;
  Cohort* cohort_;
  std::vector<Table> tables_;
  std::unordered_map<std::string, uint32_t> by_loinc_;  // looked up only
};

}  // namespace polyclinic::quality

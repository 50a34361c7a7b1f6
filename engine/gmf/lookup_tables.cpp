// Compiles lookup tables: which columns are keys, what their cells ask, and whether rows are sound and apart.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/config/json_document.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/text.h"
#include "engine/gmf/decimal_text.h"
#include "engine/gmf/loading.h"

namespace polyclinic::gmf {
namespace {

using config::excerpt;

constexpr std::uint32_t kMistakesListed = 20;
constexpr std::int64_t kOldest = 1000;  // nobody is older, in years
// With two columns of ranges, how many earlier rows a row is compared with.
constexpr std::size_t kComparedRows = 64;

std::optional<std::int64_t> read_digits(std::string_view text) {
  if (text.empty() || text.size() > 18) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_ascii_digit(c)) {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

// "low-high"
std::optional<KeyCell> read_range(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<std::int64_t> low = read_digits(trim(text.substr(0, hyphen)));
  const std::optional<std::int64_t> high = read_digits(trim(text.substr(hyphen + 1)));
  return low.has_value() && high.has_value() ? std::optional(KeyCell{*low, *high}) : std::nullopt;
}

// Milliseconds, or dates: from the start of the first to the last millisecond of the last.
std::optional<KeyCell> read_time_range(std::string_view text) {
  constexpr std::size_t kDates = 2 * kDateTextSize + 1;
  if (text.size() != kDates || text[kDateTextSize] != '-') {
    return read_range(text);
  }
  const Result<Day> first = parse_date(text.substr(0, kDateTextSize));
  const Result<Day> last = parse_date(text.substr(kDateTextSize + 1));
  if (!first.has_value() || !last.has_value()) {
    return read_range(text);
  }
  return KeyCell{start_of_day(*first), start_of_day(*last) + kMillisecondsPerDay - 1};
}

class TableCompiler {
 public:
  TableCompiler(Loading& loading, TableSource& source)
      : loading_(loading), source_(source), program_(loading.program), rows_(source.rows) {}

  void compile() {
    if (!rows_.readable) {
      refuse("E19", 0, "lookup table " + excerpt(source_.name) + " cannot be read: " + rows_.mistakes[0].why,
             "save it as CSV in UTF-8");
      return;
    }
    for (const TableMistake& mistake : rows_.mistakes) {
      refuse("E21", mistake.line, mistake.why, "mend the row");
    }
    mistakes_ = rows_.mistake_count;
    check_columns();
    read_keys();
    read_rows();
    if (mistakes_ > kMistakesListed) {
      refuse("E21", 0, std::to_string(mistakes_ - kMistakesListed) + " more mistakes are not listed", "mend the first");
    }
    if (sound_) {
      check_overlaps();
    }
    source_.sound = sound_;
  }

 private:
  void note(std::string_view code, std::uint32_t line, std::string what, std::string hint) {
    FindingPlace place{std::string(source_.name), {}, {}, line};
    if (line != 0) {
      place.pointer = "line " + std::to_string(line);
    }
    loading_.log.add(code, place, std::move(what), std::move(hint));
  }
  void refuse(std::string_view code, std::uint32_t line, std::string what, std::string hint) {
    note(code, line, std::move(what), std::move(hint));
    sound_ = false;
  }
  void refuse_cell(std::uint32_t row, std::string what, std::string hint) {
    sound_ = false;
    if (++mistakes_ <= kMistakesListed) {
      note("E21", rows_.lines[row], std::move(what), std::move(hint));
    }
  }

  void check_columns() {
    std::vector<std::string_view> sorted = rows_.columns;
    for (std::string_view& name : sorted) {
      name = trim(name);
      if (name.empty()) {
        refuse("E72", 1, "a column has no name", "name it, or take it out");
      }
    }
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t index = 1; index < sorted.size(); ++index) {
      if (sorted[index] == sorted[index - 1] && !sorted[index].empty() &&
          (index < 2 || sorted[index - 2] != sorted[index])) {
        refuse("E72", 1, "the column " + excerpt(sorted[index]) + " is there more than once", "keep one of them");
      }
    }
  }

  void read_keys() {
    const std::size_t keys = rows_.columns.size() - source_.destinations;
    LookupTable table;
    table.file = program_.texts.intern(source_.name);
    table.keys = {static_cast<std::uint32_t>(program_.key_columns.size()), static_cast<std::uint32_t>(keys)};
    table.destination_count = source_.destinations;
    table.first_cell = static_cast<std::uint32_t>(program_.key_cells.size());
    table.first_probability = static_cast<std::uint32_t>(program_.table_probabilities.size());
    for (std::size_t column = 0; column < keys; ++column) {
      const std::string_view name = trim(rows_.columns[column]);
      KeyColumn key;
      key.kind = name == "age" ? KeyColumnKind::kAge : name == "time" ? KeyColumnKind::kTime : KeyColumnKind::kAttribute;
      if (key.kind == KeyColumnKind::kAttribute && !name.empty()) {
        key.attribute = program_.intern_attribute(name);
        loading_.uses(key.attribute);
        loading_.table_keys.push_back({key.attribute, {std::string(source_.name), {}, "line 1", 1}});
      }
      program_.key_columns.push_back(key);
    }
    source_.table = static_cast<TableId>(program_.tables.size());
    program_.tables.push_back(table);
  }

  void read_rows() {
    const LookupTable table = program_.tables[source_.table];
    std::uint32_t odd_sums = 0;
    std::uint32_t first_odd = 0;
    double odd_sum = 0;
    for (std::uint32_t row = 0; row < rows_.row_count(); ++row) {
      for (std::uint32_t column = 0; column < table.keys.count; ++column) {
        program_.key_cells.push_back(read_key(row, column));
      }
      double sum = 0;
      for (std::size_t column = table.keys.count; column < rows_.columns.size(); ++column) {
        const std::string_view cell = trim(rows_.cell(row, column));
        const std::optional<double> value = read_decimal(cell);
        if (!value.has_value() || *value < 0 || *value > 1) {
          refuse_cell(row, "the probability " + excerpt(cell) + " of " + excerpt(trim(rows_.columns[column])) +
                               (value.has_value() ? " is outside [0,1]" : " is not a number"),
                      "write a number from 0 to 1");
        }
        sum += value.value_or(0);
        program_.table_probabilities.push_back(value.value_or(0));
      }
      if (std::fabs(sum - 1) > 0.005 && odd_sums++ == 0) {
        first_odd = rows_.lines[row];
        odd_sum = sum;
      }
    }
    program_.tables[source_.table].row_count = rows_.row_count();
    if (odd_sums != 0 && sound_) {
      note("W23", first_odd,
           "line " + std::to_string(first_odd) + " sums to " + decimal_in_words(odd_sum) +
               (odd_sums > 1 ? "; so do " + std::to_string(odd_sums - 1) + " more rows not sum to 1" : ""),
           "make the row sum to 1; what is missing goes to the last column");
    }
  }

  KeyCell read_key(std::uint32_t row, std::uint32_t column) {
    const LookupTable& table = program_.tables[source_.table];
    const KeyColumnKind kind = program_.key_columns[table.keys.first + column].kind;
    const std::string_view cell = rows_.cell(row, column);
    if (kind == KeyColumnKind::kAttribute) {
      return {program_.texts.intern(cell), 0};
    }
    const bool is_age = kind == KeyColumnKind::kAge;
    const std::optional<KeyCell> range = is_age ? read_range(trim(cell)) : read_time_range(trim(cell));
    if (!range.has_value() || (is_age && range->high > kOldest * 1000)) {
      refuse_cell(row, std::string(is_age ? "the age range " : "the time range ") + excerpt(cell) + " cannot be read",
                  is_age ? "write low-high in years: 18-64"
                         : "write milliseconds low-high, or two dates: 2020-01-01-2020-12-31");
      return {0, 0};
    }
    if (range->low > range->high) {
      refuse_cell(row, std::string(is_age ? "the age range " : "the time range ") + excerpt(cell) + " has low above high",
                  "exchange them");
    }
    return *range;
  }

  // Two rows that match the same person: the first in the file wins. Rows are sorted by what they ask of attributes,
  // then by the start of their first range; rows that may overlap are then neighbours.
  void check_overlaps() {
    const LookupTable& table = program_.tables[source_.table];
    std::vector<std::uint32_t> exact;
    std::vector<std::uint32_t> ranged;
    for (std::uint32_t column = 0; column < table.keys.count; ++column) {
      (program_.key_columns[table.keys.first + column].kind == KeyColumnKind::kAttribute ? exact : ranged)
          .push_back(column);
    }
    const auto cell = [&](std::uint32_t row, std::uint32_t column) -> const KeyCell& {
      return program_.key_cells[table.first_cell + std::size_t{row} * table.keys.count + column];
    };
    const auto same = [&](std::uint32_t a, std::uint32_t b) {
      return std::all_of(exact.begin(), exact.end(),
                         [&](std::uint32_t column) { return cell(a, column).low == cell(b, column).low; });
    };
    std::vector<std::uint32_t> order(table.row_count);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      for (const std::uint32_t column : exact) {
        if (cell(a, column).low != cell(b, column).low) {
          return cell(a, column).low < cell(b, column).low;
        }
      }
      if (!ranged.empty() && cell(a, ranged[0]).low != cell(b, ranged[0]).low) {
        return cell(a, ranged[0]).low < cell(b, ranged[0]).low;
      }
      return a < b;
    });
    std::uint32_t first = UINT32_MAX;
    std::uint32_t second = UINT32_MAX;
    std::uint32_t count = 0;
    std::vector<std::uint32_t> open;  // earlier rows of the same attributes whose range is not over
    for (const std::uint32_t row : order) {
      if (!open.empty() && !same(open.front(), row)) {
        open.clear();
      }
      if (!ranged.empty()) {
        std::erase_if(open, [&](std::uint32_t other) { return cell(other, ranged[0]).high < cell(row, ranged[0]).low; });
      }
      bool overlaps = false;
      for (const std::uint32_t other : open) {
        const bool all = std::all_of(ranged.begin(), ranged.end(), [&](std::uint32_t column) {
          return cell(other, column).low <= cell(row, column).high && cell(row, column).low <= cell(other, column).high;
        });
        const std::uint32_t later = std::max(row, other);
        if (all && later < second) {
          first = std::min(row, other);
          second = later;
        }
        overlaps = overlaps || all;
      }
      count += overlaps ? 1 : 0;
      if (open.size() == kComparedRows) {
        open.erase(open.begin());
      }
      open.push_back(row);
    }
    if (count == 0) {
      return;
    }
    std::string key;
    for (std::uint32_t column = 0; column < table.keys.count; ++column) {
      key += (column == 0 ? "" : ", ") + config::printable(rows_.cell(second, column));
    }
    const std::string a = std::to_string(rows_.lines[first]);
    note("W22", rows_.lines[second],
         "lines " + a + " and " + std::to_string(rows_.lines[second]) + " overlap for " + excerpt(key) + "; line " + a +
             " wins" + (count > 1 ? ", and " + std::to_string(count - 1) + " more rows overlap" : ""),
         "let ranges end before the next begins");
  }

  Loading& loading_;
  TableSource& source_;
  Program& program_;
  TableRows& rows_;
  std::uint32_t mistakes_ = 0;
  bool sound_ = true;
};

std::string list_of(std::vector<std::string_view> names) {
  constexpr std::size_t kNamesShown = 8;
  std::string text = "{";
  for (std::size_t index = 0; index < std::min(names.size(), kNamesShown); ++index) {
    text += (index == 0 ? "" : ", ") + config::printable(trim(names[index]).substr(0, 80));
  }
  return text + (names.size() > kNamesShown ? ", ...}" : "}");
}

}  // namespace

bool use_table(Loading& loading, TableSource& source, const FindingPlace& place,
               const std::vector<std::string_view>& options, std::vector<std::uint32_t>& columns) {
  const std::string subject = "table " + excerpt(source.name) + ": ";
  if (!source.read) {
    source.rows = read_table(source.csv);
    source.read = true;
  }
  const TableRows& rows = source.rows;
  if (rows.readable && source.compiled && options.size() != source.destinations) {
    loading.log.add("E72", place,
                    subject + "here it is used with " + std::to_string(options.size()) +
                        " destinations, elsewhere with " + std::to_string(source.destinations),
                    "make one table for each");
    return false;
  }
  std::vector<std::string_view> destinations;
  if (rows.readable) {
    const std::size_t count = std::min(options.size(), rows.columns.size());
    destinations.assign(rows.columns.end() - static_cast<std::ptrdiff_t>(count), rows.columns.end());
    columns.clear();
    bool matches = count == options.size();
    std::vector<std::uint32_t> by_name(options.size());
    std::iota(by_name.begin(), by_name.end(), 0U);
    std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) { return options[a] < options[b]; });
    std::vector<bool> taken(options.size());
    for (const std::string_view destination : destinations) {
      const auto found = std::lower_bound(by_name.begin(), by_name.end(), trim(destination),
                                          [&](std::uint32_t option, std::string_view name) { return options[option] < name; });
      if (found == by_name.end() || options[*found] != trim(destination) || taken[*found]) {
        matches = false;
        break;
      }
      taken[*found] = true;
      columns.push_back(*found);
    }
    if (!matches) {
      loading.log.add("E20", place,
                      subject + "destination columns " + list_of(destinations) + " do not match transitions " +
                          list_of(options),
                      "name the last " + std::to_string(options.size()) + " columns as the options' transitions");
      return false;
    }
  }
  if (!source.compiled) {
    source.compiled = true;
    source.destinations = static_cast<std::uint32_t>(options.size());
    TableCompiler(loading, source).compile();
    source.rows.cells = {};
    source.rows.lines = {};
  }
  return source.sound;
}

}  // namespace polyclinic::gmf

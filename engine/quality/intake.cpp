// Turns rows into people, events and values.
#include "engine/quality/intake.h"

#include <algorithm>
#include <optional>

#include "engine/foundation/hash.h"
#include "engine/foundation/stable_order.h"
#include "engine/foundation/text.h"

namespace polyclinic::quality {
namespace {

// Days that a drug counts as taken now, as surveys ask.
constexpr uint16_t kDrugDays = 30;

std::optional<PersonId> parse_id(std::string_view text) {
  PersonId id;
  uint32_t digits = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const char lower = to_ascii_lower(c);
    const bool is_letter = lower >= 'a' && lower <= 'f';
    if (!is_ascii_digit(c) && !is_letter) return std::nullopt;
    const uint64_t digit = static_cast<uint64_t>(is_letter ? lower - 'a' + 10 : c - '0');
    id.high = id.high << 4 | id.low >> 60;
    id.low = id.low << 4 | digit;
    ++digits;
  }
  return digits == 32 ? std::optional(id) : std::nullopt;
}

// The day of a date or of a timestamp in UTC.
std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 && !(text.size() >= 20 && text[10] == 'T' && text.back() == 'Z')) return std::nullopt;
  uint32_t parts[3] = {0, 0, 0};
  uint32_t part = 0;
  for (size_t at = 0; at < 10; ++at) {
    if (at == 4 || at == 7) {
      if (text[at] != '-') return std::nullopt;
      ++part;
    } else if (is_ascii_digit(text[at])) {
      parts[part] = parts[part] * 10 + static_cast<uint32_t>(text[at] - '0');
    } else {
      return std::nullopt;
    }
  }
  if (!is_valid_date(static_cast<int32_t>(parts[0]), parts[1], parts[2])) return std::nullopt;
  return day_from_civil(static_cast<int32_t>(parts[0]), parts[1], parts[2]);
}

std::optional<double> parse_number(std::string_view text) {
  bool negative = false;
  if (text.starts_with('-')) {
    negative = true;
    text.remove_prefix(1);
  }
  int64_t mantissa = 0;
  int64_t scale = 1;
  bool fraction = false;
  bool any = false;
  for (const char c : text) {
    if (c == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (!is_ascii_digit(c) || mantissa > 100'000'000'000'000) return std::nullopt;
    mantissa = mantissa * 10 + (c - '0');
    if (fraction) scale *= 10;
    any = true;
  }
  if (!any) return std::nullopt;
  const double value = static_cast<double>(mantissa) / static_cast<double>(scale);
  return negative ? -value : value;
}

uint16_t small_number(std::string_view text) {
  uint32_t number = 0;
  for (const char c : text) {
    if (!is_ascii_digit(c) || number > 999) return 0;
    number = number * 10 + static_cast<uint32_t>(c - '0');
  }
  return static_cast<uint16_t>(number);
}

}  // namespace

const std::vector<uint16_t>& Intake::Column::markers_of(std::string_view cell) {
  const auto found = known.find(std::string(cell));
  if (found != known.end()) return found->second;
  std::vector<uint16_t> markers;
  for (const auto& [marker, rule] : rules) {
    if (!cell.empty() && rule->matches(cell)) markers.push_back(marker);
  }
  return known.emplace(std::string(cell), std::move(markers)).first->second;
}

Intake::Intake(const AnchorSet& anchors, Cohort& cohort) : anchors_(&anchors), cohort_(&cohort) {
  tables_.push_back(make_table("patients", {"patient_id", "birthdate", "birth_sex", "death_date", kAttributes[0], kAttributes[1], kAttributes[2], kAttributes[3]}));
  tables_.push_back(make_table("encounters", {"patient_id", "date", "end", "class", "reason_code", "discharge_disposition"}));
  tables_.push_back(make_table("conditions", {"patient_id", "onset_date", "abatement_date"}));
  tables_.push_back(make_table("medications", {"patient_id", "start_date", "end_date", "rxnorm_code"}));
  tables_.push_back(make_table("procedures", {"patient_id", "date"}));
  tables_.push_back(make_table("deaths", {"patient_id", "death_date"}));
  tables_.push_back(make_table("immunizations", {"patient_id", "date"}));
  tables_.push_back(make_table("observations", {"patient_id", "date", "loinc_code", "value_number"}));
  tables_.push_back(make_table("imaging_studies", {"patient_id", "date"}));
  for (uint32_t index = 0; index < anchors.body_measures.size(); ++index) by_loinc_.emplace(anchors.body_measures[index].loinc, index);
}

// The columns that are read by their place, then those that only markers ask for.
Intake::Table Intake::make_table(std::string_view name, std::vector<std::string_view> plain) const {
  Table table{name, {}, plain.size(), nullptr};
  for (const std::string_view column : plain) table.columns.push_back({column, {}, {}});
  for (uint16_t marker = 0; marker < anchors_->markers.size(); ++marker) {
    for (const MarkerRule& rule : anchors_->markers[marker].rules) {
      const size_t dot = rule.source.find('.');
      const std::string_view column = std::string_view(rule.source).substr(dot + 1);
      if (std::string_view(rule.source).substr(0, dot) != name) continue;
      auto found = std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& each) { return each.name == column; });
      if (found == table.columns.end()) {
        table.columns.push_back({column, {}, {}});
        found = table.columns.end() - 1;
      }
      found->rules.emplace_back(marker, &rule);
    }
  }
  std::vector<std::string_view> names;
  for (const Column& column : table.columns) {
    // "office" and "stay_reason" are what is made of other columns of encounters.
    if (column.name != "office" && column.name != "stay_reason") names.push_back(column.name);
  }
  table.stream = std::make_unique<CsvStream>(std::string(name) + ".csv", std::move(names));
  // Those two stand last, so that the cells of the file keep their places.
  const auto is_made = [](const Column& column) { return column.name == "office" || column.name == "stay_reason"; };
  sort_keeping_order(table.columns, [&](const Column& a, const Column& b) { return !is_made(a) && is_made(b); });
  return table;
}

Status Intake::feed(std::string_view table, std::string_view bytes) {
  for (Table& each : tables_) {
    if (each.name == table) {
      return each.stream->feed(bytes, [&](Cells cells, uint64_t line) { return row(each, cells, line); });
    }
  }
  return {};
}

Status Intake::finish() {
  for (Table& table : tables_) POLYCLINIC_TRY(table.stream->finish());
  if (cohort_->people().empty()) return fail(ErrorKind::kInvalidInput, "there is nobody in the dataset");
  cohort_->settle();
  return {};
}

std::unexpected<Error> Intake::wrong(const Table& table, uint64_t line, size_t column, std::string what) const {
  const std::string place = table.stream->name() + ":" + std::to_string(line);
  what = std::string(table.columns[column].name) + ": " + what;
  return fail(ErrorKind::kInvalidInput, table.stream->name() + ", line " + std::to_string(line) + ", " + what,
              {{place, what, "the file is damaged here, or not of a clinical dataset"}});
}

Result<uint32_t> Intake::person_of(const Table& table, std::string_view cell, uint64_t line) const {
  const std::optional<PersonId> id = parse_id(cell);
  if (!id) return wrong(table, line, 0, "\"" + std::string(cell.substr(0, 60)) + "\" is no UUID");
  const uint32_t person = cohort_->find_person(*id);
  if (person == Cohort::kNobody) {
    return wrong(table, line, 0, "nobody of patients has the id " + std::string(cell) + "; patients must come before the other tables");
  }
  return person;
}

Result<Day> Intake::day_of(const Table& table, size_t column, std::string_view cell, uint64_t line) const {
  const std::optional<Day> day = parse_day(cell);
  if (!day) return wrong(table, line, column, "\"" + std::string(cell.substr(0, 60)) + "\" is no date");
  if (*day >= cohort_->as_of()) return wrong(table, line, column, std::string(cell) + " is not before the dataset's date");
  return *day;
}

Status Intake::row(Table& table, Cells cells, uint64_t line) {
  if (table.name == "patients") return patient(table, cells, line);
  if (table.name == "encounters") return encounter(table, cells, line);
  if (table.name == "conditions" || table.name == "medications") return lasting(table, cells, line);
  if (table.name == "observations") return observation(table, cells, line);
  return momentary(table, cells, line);
}

void Intake::add_events(Table& table, Cells cells, Event event) {
  for (size_t column = 0; column < cells.size(); ++column) {
    if (table.columns[column].rules.empty()) continue;
    for (const uint16_t marker : table.columns[column].markers_of(cells[column])) {
      event.marker = marker;
      cohort_->add_event(event);
    }
  }
}

Status Intake::patient(Table& table, Cells cells, uint64_t line) {
  const std::optional<PersonId> id = parse_id(cells[0]);
  if (!id) return wrong(table, line, 0, "\"" + std::string(cells[0].substr(0, 60)) + "\" is no UUID");
  Person person;
  POLYCLINIC_ASSIGN(person.birth, day_of(table, 1, cells[1], line));
  if (cells[2] != "F" && cells[2] != "M") return wrong(table, line, 2, "\"" + std::string(cells[2].substr(0, 60)) + "\" is neither F nor M");
  person.sex = cells[2] == "F" ? Sex::kFemale : Sex::kMale;
  if (!cells[3].empty()) {
    POLYCLINIC_ASSIGN(person.death, day_of(table, 3, cells[3], line));
    if (person.death < person.birth) return wrong(table, line, 3, "the person died before birth");
  }
  person.age = static_cast<uint8_t>(std::min(age_in_years(person.birth, person.is_living() ? cohort_->as_of() : person.death), 255));
  const uint32_t index = static_cast<uint32_t>(cohort_->people().size());
  if (!cohort_->add_person(*id, person, std::span<const std::string_view, kAttributes.size()>(cells.data() + 4, kAttributes.size()))) {
    return wrong(table, line, 0, "a person of that id came before");
  }
  add_events(table, cells, {.person = index, .start = cohort_->days_back(person.birth)});
  return {};
}

Status Intake::encounter(Table& table, Cells cells, uint64_t line) {
  POLYCLINIC_ASSIGN(const uint32_t person, person_of(table, cells[0], line));
  POLYCLINIC_ASSIGN(const Day start, day_of(table, 1, cells[1], line));
  POLYCLINIC_ASSIGN(const Day end, day_of(table, 2, cells[2], line));
  if (end < start) return wrong(table, line, 2, "the encounter ends before it begins");
  const Event event{.person = person, .start = cohort_->days_back(start), .end = cohort_->days_back(end), .detail = small_number(cells[5])};
  add_events(table, cells, event);
  const bool is_stay = cells[3] == "IMP";
  const bool is_office = (cells[3] == "AMB" || cells[3] == "VR") && cells[4] != "Z23";
  for (size_t column = cells.size(); column < table.columns.size(); ++column) {
    const std::string_view cell = table.columns[column].name == "office" ? (is_office ? "yes" : "") : is_stay ? cells[4] : "";
    for (const uint16_t marker : table.columns[column].markers_of(cell)) {
      Event made = event;
      made.marker = marker;
      cohort_->add_event(made);
    }
  }
  return {};
}

Status Intake::lasting(Table& table, Cells cells, uint64_t line) {
  POLYCLINIC_ASSIGN(const uint32_t person, person_of(table, cells[0], line));
  POLYCLINIC_ASSIGN(const Day start, day_of(table, 1, cells[1], line));
  Event event{.person = person, .start = cohort_->days_back(start)};
  if (!cells[2].empty()) {
    POLYCLINIC_ASSIGN(const Day end, day_of(table, 2, cells[2], line));
    if (end < start) return wrong(table, line, 2, "it ends before it begins");
    event.end = cohort_->days_back(end);
  }
  if (table.name == "medications" && event.end <= kDrugDays) cohort_->add_drug_now(person, static_cast<uint32_t>(fnv1a64(cells[3])));
  add_events(table, cells, event);
  return {};
}

Status Intake::momentary(Table& table, Cells cells, uint64_t line) {
  POLYCLINIC_ASSIGN(const uint32_t person, person_of(table, cells[0], line));
  POLYCLINIC_ASSIGN(const Day day, day_of(table, 1, cells[1], line));
  const uint16_t days = cohort_->days_back(day);
  add_events(table, cells, {.person = person, .start = days, .end = days});
  return {};
}

Status Intake::observation(Table& table, Cells cells, uint64_t line) {
  POLYCLINIC_ASSIGN(const uint32_t person, person_of(table, cells[0], line));
  POLYCLINIC_ASSIGN(const Day day, day_of(table, 1, cells[1], line));
  const auto found = by_loinc_.find(std::string(cells[2]));
  if (found != by_loinc_.end()) {
    const std::optional<double> value = parse_number(cells[3]);
    if (!value) return wrong(table, line, 3, "\"" + std::string(cells[3].substr(0, 60)) + "\" is no number");
    cohort_->add_value(person, found->second, day, *value);
  }
  const uint16_t days = cohort_->days_back(day);
  add_events(table, cells, {.person = person, .start = days, .end = days});
  return {};
}

}  // namespace polyclinic::quality

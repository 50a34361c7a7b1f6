// Draws deaths.
#include "engine/life/mortality.h"

#include <algorithm>
#include <map>
#include <string>

#include "engine/life/purposes.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

using reference::CsvReader;
using reference::Sex;

// Deaths a year that the library's modules bring, by sex and year of age: all, and by group of causes.
struct LibraryDeaths {
  world::LifeTable::Hazards all{};
  std::map<std::string, world::LifeTable::Hazards, std::less<>> of_group;
};

Result<LibraryDeaths> read_library_deaths(std::span<const std::string_view> library) {
  LibraryDeaths deaths;
  CsvReader csv("library_mortality.csv", reference::embedded_file("library_mortality.csv"));
  uint32_t at[6];
  POLYCLINIC_TRY(csv.columns({"module", "cause", "sex", "age_from", "age_to", "deaths_per_100000"}, at));
  while (csv.next()) {
    if (std::find(library.begin(), library.end(), csv.text(at[0])) == library.end()) continue;
    const uint32_t sex = csv.text(at[2]) == "F" ? 0 : 1;
    auto& group = deaths.of_group[std::string(csv.text(at[1]))];
    for (int64_t age = csv.integer(at[3]); age <= std::min<int64_t>(csv.integer(at[4]), world::kLifeTableAges - 1); ++age) {
      const double hazard = csv.number(at[5]) / 100'000;
      group[sex][static_cast<uint32_t>(age)] += hazard;
      deaths.all[sex][static_cast<uint32_t>(age)] += hazard;
    }
  }
  return deaths;
}

// Groups by the first three characters of a code, from and to; the first that fits.
struct GroupRange {
  std::string_view from, to, group;
};
constexpr GroupRange kGroups[] = {
    {"A40", "A41", "sepsis"},        {"C00", "C96", "cancer"},           {"D45", "D47", "cancer"},
    {"E08", "E13", "diabetes"},      {"G30", "G30", "alzheimer"},        {"J09", "J18", "influenza_pneumonia"},
    {"J40", "J47", "chronic_lower_respiratory"},                         {"J00", "J99", "other_respiratory"},
    {"N00", "N07", "kidney_disease"}, {"N17", "N19", "kidney_disease"},  {"N25", "N27", "kidney_disease"},
    {"I00", "I09", "heart_disease"}, {"I11", "I11", "heart_disease"},    {"I13", "I13", "heart_disease"},
    {"I20", "I51", "heart_disease"}, {"I60", "I69", "stroke"},           {"U07", "U07", "covid19"},
    {"R00", "R99", "ill_defined"},   {"S00", "T88", "external_or_pending"}, {"V00", "Y99", "external_or_pending"}};

struct CodeRow {
  std::string group;
  int32_t age_from, age_to;
  double weight;
};

}  // namespace

std::string_view Mortality::group_of_cause(std::string_view icd10_code) {
  const std::string_view category = icd10_code.substr(0, 3);
  for (const GroupRange& range : kGroups) {
    if (category >= range.from && category <= range.to) return range.group;
  }
  return "other_natural";
}

Result<Mortality> Mortality::build(TextPool& texts, const world::LifeTable& table, std::span<const std::string_view> library) {
  POLYCLINIC_ASSIGN(const LibraryDeaths taken, read_library_deaths(library));
  Mortality mortality(taken.of_group.empty() ? table : table.without(taken.all));
  mortality.natural_ = texts.intern("natural");
  mortality.accident_ = texts.intern("accident");
  mortality.suicide_ = texts.intern("suicide");
  mortality.homicide_ = texts.intern("homicide");
  std::vector<CodeRow> codes;
  CsvReader code("death_codes.csv", reference::embedded_file("death_codes.csv"));
  uint32_t code_at[7];
  POLYCLINIC_TRY(code.columns({"cause", "icd10_code", "display", "age_from", "age_to", "weight", "manner"}, code_at));
  while (code.next()) {
    mortality.causes_.push_back(
        {texts.intern(code.text(code_at[2])), texts.intern(code.text(code_at[1])), texts.intern(code.text(code_at[6])), ledger::kNone});
    codes.push_back({std::string(code.text(code_at[0])), static_cast<int32_t>(code.integer(code_at[3])),
                     static_cast<int32_t>(code.integer(code_at[4])), code.number(code_at[5])});
  }

  // Deaths by [pandemic][sex][age] and group of causes, each age taking its band's.
  std::array<std::array<std::array<std::map<std::string, double, std::less<>>, 120>, 2>, 2> deaths;
  CsvReader causes("causes_of_death.csv", reference::embedded_file("causes_of_death.csv"));
  uint32_t at[6];
  POLYCLINIC_TRY(causes.columns({"year", "sex", "age_from", "age_to", "cause", "deaths"}, at));
  while (causes.next()) {
    const uint32_t pandemic = causes.integer(at[0]) == 2020 ? 1 : 0, sex = causes.text(at[1]) == "F" ? 0 : 1;
    for (int64_t age = causes.integer(at[2]); age <= std::min<int64_t>(causes.integer(at[3]), 119); ++age) {
      deaths[pandemic][sex][static_cast<uint32_t>(age)].emplace(std::string(causes.text(at[4])), causes.number(at[5]));
    }
  }
  for (uint32_t pandemic = 0; pandemic < 2; ++pandemic) {
    for (uint32_t sex = 0; sex < 2; ++sex) {
      for (int32_t age = 0; age < 120; ++age) {
        const auto& groups = deaths[pandemic][sex][static_cast<uint32_t>(age)];
        std::vector<double> weights(codes.size(), 0);
        double all = 0;
        for (const auto& [group, count] : groups) all += count;
        const double hazard = table.hazard(static_cast<Sex>(sex), static_cast<uint32_t>(age));
        for (const auto& [group, published] : groups) {
          // Of those that are left a little always remains, so that some cause can be drawn.
          double count = published;
          if (const auto library_deaths = taken.of_group.find(group); library_deaths != taken.of_group.end()) {
            count = std::max(count - all * library_deaths->second[sex][static_cast<uint32_t>(age)] / hazard, count * 0.01);
          }
          double total = 0;
          const auto fits = [&](const CodeRow& row) {
            return row.group == group && age >= row.age_from && age <= row.age_to;
          };
          for (const CodeRow& row : codes) total += fits(row) ? row.weight : 0;
          for (size_t c = 0; c < codes.size(); ++c) {
            if (fits(codes[c]) && total > 0) weights[c] = count * codes[c].weight / total;
          }
        }
        POLYCLINIC_ASSIGN(mortality.likely_[pandemic][sex][static_cast<uint32_t>(age)], Categorical::from_weights(weights));
      }
    }
  }
  return mortality;
}

Day Mortality::day_of_death(const world::World& world, const ledger::Person& person, Day from) const {
  RandomStream stream(world.config.seed, person.number, kDeathPurpose);
  const double age = (from - person.birth) / kDaysPerYear;
  const double at_death = table_.age_at_death(static_cast<Sex>(person.sex), age, stream.uniform());
  return std::max(from, person.birth + static_cast<Day>(at_death * kDaysPerYear));
}

TextId Mortality::manner(TextId icd10_code, const TextPool& texts) const {
  for (const ledger::Death& cause : causes_) {
    if (icd10_code != kNoText && cause.icd10_code == icd10_code) return cause.manner;
  }
  const std::string_view code = texts.text(icd10_code);
  if (code.size() < 3) return natural_;
  const std::string_view category = code.substr(0, 3);
  if (category >= "X71" && category <= "X83") return suicide_;
  if (category >= "X92" && category <= "Y09") return homicide_;
  // Injuries and poisonings without a word on intent are accidents.
  const bool is_injury = code[0] == 'S' || (category >= "T07" && category <= "T79");
  return is_injury || (category >= "V00" && category <= "X58") ? accident_ : natural_;
}

ledger::Death Mortality::cause(const world::World& world, const ledger::Person& person) const {
  RandomStream stream(world.config.seed, person.number, kCausePurpose);
  const int32_t year = civil_from_day(person.death).year;
  const uint32_t pandemic = year >= 2020 && year <= 2021 ? 1 : 0;
  const uint32_t age = static_cast<uint32_t>(std::min(age_in_years(person.birth, person.death), 119));
  return causes_[likely_[pandemic][person.sex][age]->draw(stream)];
}

}  // namespace polyclinic::life

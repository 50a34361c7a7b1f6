// Reads the schedule of preventive visits and walks a person along it.
#include "engine/life/wellness.h"

#include <algorithm>
#include <cmath>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

constexpr std::string_view kFile = "wellness_schedule.csv";
constexpr uint8_t kNoRow = 0xFF;
// The survey years 2008 and 2018 share the time between them.
constexpr Day kRecent = day_from_civil(2013, 1, 1);
constexpr double kSpread = 1.1;  // standard deviation of the inclination to care, in log odds
constexpr int16_t kNeverTested = -1000;
constexpr int32_t kEstablishedDays = 3 * 365;  // who was not seen for three years is a new patient again

std::unexpected<Error> broken(uint32_t line, std::string what) {
  return fail(ErrorKind::kInternal, "the reference table wellness_schedule.csv is not as expected",
              {{std::string(kFile) + ":" + std::to_string(line), std::move(what), "this is a bug of the build"}});
}

Result<WellnessKind> kind_of(std::string_view key, uint32_t line) {
  for (size_t kind = 0; kind < kWellnessKinds.size(); ++kind) {
    if (kWellnessKinds[kind].key == key) {
      return static_cast<WellnessKind>(kind);
    }
  }
  return broken(line, "no such kind of visit");
}

int64_t cents(double usd) { return static_cast<int64_t>(math::round_half_away(usd * 100)); }

uint32_t share_of_all(double share) { return share >= 1 ? UINT32_MAX : static_cast<uint32_t>(share * 4294967296.0); }

// "5": every five years; "from17": once from the age of 17 on; empty: never.
int8_t lab_interval(std::string_view text) {
  int32_t sign = 1;
  if (text.starts_with("from")) {
    text.remove_prefix(4);
    sign = -1;
  }
  int32_t number = 0;
  for (const char digit : text) {
    number = number * 10 + (digit - '0');
  }
  return static_cast<int8_t>(sign * number);
}

// Days from -early to +late, most likely 0: a triangular distribution, cut into parts of like probability.
void set_late(std::array<int8_t, 128>& days, double early, double late) {
  const double width = early + late;
  for (size_t part = 0; part < days.size() && width > 0; ++part) {
    const double u = (static_cast<double>(part) + 0.5) / static_cast<double>(days.size());
    const double day =
        u < early / width ? -early + std::sqrt(u * width * early) : late - std::sqrt((1 - u) * width * late);
    days[part] = static_cast<int8_t>(math::round_half_away(day));
  }
}

}  // namespace

uint32_t care_inclination(uint64_t seed, uint64_t entity) {
  return RandomStream(seed, entity, kCarePurpose).next_u32();
}

// Finds, for both periods and for both states of insurance, the log odds at which the sixteen classes of inclination
// (the middles of sixteenths of a normal distribution) keep the published share of visits on average.
void WellnessSchedule::set_kept(Row& row, std::array<double, 2> share, double uninsured_share, double uninsured_odds) {
  std::array<double, kClasses> inclination{};
  for (uint32_t k = 0; k < kClasses; ++k) {
    inclination[k] = kSpread * math::normal_quantile((k + 0.5) / kClasses);
  }
  const double log_odds[2] = {math::log(uninsured_odds), 0};
  const double weight[2] = {uninsured_share, 1 - uninsured_share};
  for (uint32_t period = 0; period < 2; ++period) {
    double low = -12;
    double high = 12;
    for (int step = 0; step < 60; ++step) {
      const double middle = 0.5 * (low + high);
      double kept = 0;
      for (uint32_t insured = 0; insured < 2; ++insured) {
        double mean = 0;
        for (const double z : inclination) {
          mean += 1 / (1 + math::exp(-(middle + log_odds[insured] + z)));
        }
        kept += weight[insured] * mean / kClasses;
      }
      (kept < share[period] ? low : high) = middle;
    }
    for (uint32_t insured = 0; insured < 2; ++insured) {
      for (uint32_t k = 0; k < kClasses; ++k) {
        const double p = 1 / (1 + math::exp(-(low + log_odds[insured] + inclination[k])));
        row.kept[period][insured][k] = static_cast<uint16_t>(math::round_half_away(p * 65535));
      }
    }
  }
}

Result<WellnessSchedule> WellnessSchedule::build() {
  WellnessSchedule schedule;
  for (auto* table : {&schedule.yearly_, &schedule.womens_, &schedule.medicare_}) {
    for (auto& ages : *table) {
      ages.fill(kNoRow);
    }
  }
  reference::CsvReader csv(kFile, reference::embedded_file(kFile));
  uint32_t c[24];
  POLYCLINIC_TRY(csv.columns({"kind",
                              "sex",
                              "due",
                              "until",
                              "since",
                              "days_early",
                              "days_late",
                              "share_2008",
                              "share_2018",
                              "uninsured_share",
                              "uninsured_odds",
                              "minutes_low",
                              "minutes_high",
                              "encounter_code",
                              "encounter_text",
                              "reason_code",
                              "reason_text",
                              "cpt_new",
                              "cpt_new_usd",
                              "cpt_established",
                              "cpt_established_usd",
                              "lipids_every",
                              "metabolic_every",
                              "blood_count_every"},
                             c));
  uint32_t a1c = 0;
  POLYCLINIC_ASSIGN(a1c, csv.column("a1c_every"));
  while (csv.next()) {
    Row row;
    WellnessCodes codes;
    POLYCLINIC_ASSIGN(codes.kind, kind_of(csv.text(c[0]), csv.line()));
    POLYCLINIC_ASSIGN(const AgeSpan due, parse_age_span(csv.text(c[2])));
    POLYCLINIC_ASSIGN(const AgeSpan until, parse_age_span(csv.text(c[3])));
    row.kind = codes.kind;
    row.due_months = due.months;
    row.due_days = due.days;
    if (csv.integer(c[5]) < 0 || csv.integer(c[5]) > 100 || csv.integer(c[6]) < 0 || csv.integer(c[6]) > 100) {
      return broken(csv.line(), "days early or late are out of range");
    }
    set_late(row.late, csv.number(c[5]), csv.number(c[6]));
    row.minutes_low = static_cast<uint8_t>(csv.integer(c[11]));
    row.minutes_high = static_cast<uint8_t>(csv.integer(c[12]));
    codes.encounter_code = csv.text(c[13]);
    codes.encounter_text = csv.text(c[14]);
    codes.reason_code = csv.text(c[15]);
    codes.reason_text = csv.text(c[16]);
    codes.cpt_new = csv.text(c[17]);
    codes.cents_new = cents(csv.number(c[18]));
    codes.cpt_established = csv.text(c[19]);
    codes.cents_established = cents(csv.number(c[20]));
    row.lab_every = {lab_interval(csv.text(c[21])), lab_interval(csv.text(c[22])), lab_interval(csv.text(c[23])),
                     lab_interval(csv.text(a1c))};
    const std::array<double, 2> share{csv.number(c[7]), csv.number(c[8])};
    const bool is_womens = codes.kind == WellnessKind::kWomens;
    if (row.minutes_low > row.minutes_high || row.minutes_high > 45 || row.minutes_low < 15 || share[0] <= 0 ||
        share[0] >= 1 || share[1] <= 0 || share[1] >= 1) {
      return broken(csv.line(), "minutes or shares are out of range");
    }
    if (!is_womens) {
      schedule.set_kept(row, share, csv.number(c[9]), csv.number(c[10]));
    }
    const uint8_t index = static_cast<uint8_t>(schedule.rows_.size());
    if (!until.is_set) {
      schedule.single_.push_back(index);
    } else {
      const bool has_date = !csv.is_empty(c[4]);
      if (has_date) {
        POLYCLINIC_ASSIGN(schedule.medicare_since_, parse_date(csv.text(c[4])));
      }
      auto& table = has_date ? schedule.medicare_ : is_womens ? schedule.womens_ : schedule.yearly_;
      for (int32_t age = due.months / 12; age < until.months / 12 && age < static_cast<int32_t>(kAges); ++age) {
        for (const reference::Sex sex : {reference::Sex::kFemale, reference::Sex::kMale}) {
          if (csv.text(c[1]) == "B" || csv.text(c[1]) == reference::kSexes[static_cast<size_t>(sex)].key) {
            table[static_cast<size_t>(sex)][static_cast<size_t>(age)] = index;
          }
        }
        if (is_womens) {
          schedule.womens_share_[static_cast<size_t>(age)] = {share_of_all(share[0]), share_of_all(share[1])};
        }
      }
    }
    schedule.rows_.push_back(row);
    schedule.codes_.push_back(std::move(codes));
  }
  for (const auto& ages : schedule.yearly_) {
    for (uint32_t age = kFirstYearlyAge; age < kAges; ++age) {
      if (ages[age] == kNoRow) {
        return broken(csv.line(), "nothing is due at the age of " + std::to_string(age));
      }
    }
  }
  return schedule;
}

void WellnessSchedule::begin(WellnessState& state, uint64_t seed, uint64_t entity, reference::Sex sex, Day birth,
                             Day from, bool insured) const {
  RandomStream stream(seed, entity, kCarePurpose);
  state = WellnessState{};
  state.seed = seed;
  state.entity = entity;
  state.birth = BirthDay(birth);
  state.from = from;
  state.propensity = static_cast<uint8_t>(stream.next_u32() >> 28);
  state.phase = static_cast<int32_t>(stream.next_u32() % 365) - 182;
  state.sex = sex;
  state.insured = insured;
  state.last_visit = birth - 1;
  state.last_lab.fill(kNeverTested);
}

void WellnessSchedule::fill(WellnessState& state, uint32_t slot, int32_t age, Day day, std::array<uint32_t, 4> words,
                            WellnessVisit& visit) const {
  const uint32_t sex = static_cast<uint32_t>(state.sex);
  // Born on 29 February, a child may be seen for its third birthday while it is two.
  const uint32_t bounded = std::clamp(static_cast<uint32_t>(age), kFirstYearlyAge, kAges - 1);
  uint8_t index = kNoRow;
  if (slot < single_.size()) {
    index = single_[slot];
  } else if (medicare_[sex][bounded] != kNoRow && day >= medicare_since_) {
    index = medicare_[sex][bounded];
  } else if (womens_[sex][bounded] != kNoRow && words[3] < womens_share_[bounded][day >= kRecent ? 1 : 0]) {
    index = womens_[sex][bounded];
  } else {
    index = yearly_[sex][bounded];
  }
  const Row& row = rows_[index];
  visit.day = day;
  visit.ordinal = slot;
  visit.codes = index;
  visit.kind = row.kind;
  visit.new_patient = !state.had_visit || day - state.last_visit > kEstablishedDays;
  if (visit.kind == WellnessKind::kMedicare) {
    visit.new_patient = !state.had_medicare_visit;
    state.had_medicare_visit = true;
  }
  bool* const labs[4] = {&visit.labs_lipids, &visit.labs_metabolic, &visit.labs_blood_count, &visit.labs_a1c};
  for (uint32_t lab = 0; lab < 4; ++lab) {
    const int32_t every = row.lab_every[lab];
    const int32_t last = state.last_lab[lab];
    *labs[lab] = every > 0 ? age - last >= every : every < 0 && last < -every;
    if (*labs[lab]) {
      state.last_lab[lab] = static_cast<int16_t>(age);
    }
  }
  state.had_visit = true;
  state.last_visit = day;
  if (day < state.from) {
    return;
  }
  // Steps of five minutes.
  const uint32_t steps = static_cast<uint32_t>(row.minutes_high - row.minutes_low) / 5 + 1;
  const int32_t minutes = row.minutes_low + 5 * static_cast<int32_t>((uint64_t{words[3] & 0xFFFF} * steps) >> 16);
  visit.start = appointment(day, minutes, words[2]);
  visit.end = visit.start + minutes * kMillisecondsPerMinute;
}

bool WellnessSchedule::next(WellnessState& state, WellnessVisit& visit) const {
  const uint32_t singles = static_cast<uint32_t>(single_.size());
  const uint32_t sex = static_cast<uint32_t>(state.sex);
  while (state.slot < singles + (kAges - kFirstYearlyAge)) {
    const uint32_t slot = state.slot++;
    const bool is_single = slot < singles;
    const int32_t years = is_single ? 0 : static_cast<int32_t>(slot - singles + kFirstYearlyAge);
    const Row& row = rows_[is_single ? single_[slot] : yearly_[sex][static_cast<uint32_t>(years)]];
    const Day birthday = state.birth.in_months(is_single ? row.due_months : 12 * years);
    Day due = birthday + row.due_days;
    // Adults are not seen at their birthday but at their own time of the year.
    if (years >= kAdultFrom) {
      due += state.phase;
    }
    RandomStream stream(state.seed, state.entity, kWellnessPurpose, slot);
    const std::array<uint32_t, 4> words{stream.next_u32(), stream.next_u32(), stream.next_u32(), stream.next_u32()};
    const bool is_insured = state.insured || years >= kMedicareFrom;
    if (words[0] >> 16 >= row.kept[due >= kRecent ? 1 : 0][is_insured ? 1 : 0][state.propensity]) {
      continue;
    }
    const Day day = open_days_.working_day_from(due + row.late[words[1] >> 25]);
    if (day <= state.last_visit) {
      continue;
    }
    int32_t age = is_single ? row.due_months / 12 : years;
    if (!is_single && (day <= birthday || day >= birthday + 365)) {  // or a birthday of 29 February
      age = age_in_years(state.birth.day(), day);
    }
    fill(state, slot, age, day, words, visit);
    if (day >= state.from) {
      return true;
    }
  }
  return false;
}

}  // namespace polyclinic::life

// Reads the five tables of immunization and links them to each other.
#include "engine/life/immunization_schedule.h"

#include <algorithm>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

constexpr std::string_view kSeriesFile = "immunization_series.csv";
constexpr std::string_view kVaccinesFile = "vaccines.csv";
constexpr std::string_view kUptakeFile = "immunization_uptake.csv";
constexpr std::string_view kSeasonsFile = "immunization_seasons.csv";
constexpr std::string_view kTimingFile = "immunization_timing.csv";
constexpr std::string_view kInfluenzaKey = "flu";
constexpr std::string_view kInfluenzaText = "Influenza";
constexpr std::string_view kCovidSeasonKey = "covid_season";
constexpr std::string_view kCovidSeasonText = "COVID-19 (seasonal)";
constexpr Day kFarPast = -200000;
constexpr Day kFarFuture = 200000;
constexpr double kDaysPerMonth = 30.4375;

std::unexpected<Error> broken(std::string_view file, uint32_t line, std::string what) {
  return fail(ErrorKind::kInternal, "the reference table " + std::string(file) + " is not as expected",
              {{std::string(file) + ":" + std::to_string(line), std::move(what), "this is a bug of the build"}});
}

uint32_t share_of_all(double share) {
  return share >= 1 ? UINT32_MAX : share <= 0 ? 0 : static_cast<uint32_t>(share * 4294967296.0);
}

Result<Day> day_or(std::string_view text, Day otherwise) {
  if (text.empty()) {
    return otherwise;
  }
  return parse_date(text);
}

std::string_view before(std::string_view& text, char separator) {
  const size_t at = text.find(separator);
  const std::string_view head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

uint8_t small_number(std::string_view text) {
  uint32_t number = 0;
  for (const char digit : text) {
    number = number * 10 + static_cast<uint32_t>(digit - '0');
  }
  return static_cast<uint8_t>(number);
}

}  // namespace

int32_t Uptake::delay(uint32_t quantile) const {
  if (quantile < share[0]) {
    return 0;
  }
  for (uint32_t knot = 1; knot < count; ++knot) {
    if (quantile < share[knot]) {
      const int64_t span = int64_t{share[knot]} - share[knot - 1];
      return days[knot - 1] +
             static_cast<int32_t>((days[knot] - days[knot - 1]) * (int64_t{quantile} - share[knot - 1]) / span);
    }
  }
  return INT32_MAX;
}

Day Campaign::day(int32_t year, uint32_t group, uint32_t quantile) const {
  uint32_t month = 0;
  uint32_t low = 0;
  while (month + 1 < kMonths && quantile >= through_[group][month]) {
    low = through_[group][month++];
  }
  const uint32_t calendar_month = (7 + month) % 12 + 1;
  const int32_t calendar_year = month < 5 ? year : year + 1;
  const uint64_t width = uint64_t{through_[group][month]} - low + 1;
  const uint32_t length = days_in_month(calendar_year, calendar_month);
  const uint64_t into = (uint64_t{quantile} - low) * length / width;
  return day_from_civil(calendar_year, calendar_month, 1) + static_cast<Day>(into < length ? into : length - 1);
}

std::string_view ImmunizationSchedule::series_key(uint8_t index) const {
  return index == influenza()      ? kInfluenzaKey
         : index == covid_season() ? kCovidSeasonKey
                                   : std::string_view(series_[index].key);
}

std::string_view ImmunizationSchedule::series_text(uint8_t index) const {
  return index == influenza()      ? kInfluenzaText
         : index == covid_season() ? kCovidSeasonText
                                   : std::string_view(series_[index].text);
}

uint8_t ImmunizationSchedule::find_series(std::string_view key) const {
  for (uint8_t index = 0; index < series_.size() + 2; ++index) {
    if (series_key(index) == key) {
      return index;
    }
  }
  return kNoIndex;
}

Result<uint8_t> ImmunizationSchedule::known_series(std::string_view key, std::string_view file, uint32_t line) const {
  const uint8_t index = find_series(key);
  if (index == kNoIndex) {
    return broken(file, line, "no series is called " + std::string(key));
  }
  return index;
}

uint32_t ImmunizationSchedule::cohort_index(reference::Sex sex, int32_t birth_year) const {
  const int32_t year = birth_year < kFirstBirthYear  ? kFirstBirthYear
                       : birth_year > kLastBirthYear ? kLastBirthYear
                                                     : birth_year;
  return static_cast<uint32_t>(sex) * static_cast<uint32_t>(kLastBirthYear - kFirstBirthYear + 1) +
         static_cast<uint32_t>(year - kFirstBirthYear);
}

Result<ImmunizationSchedule> ImmunizationSchedule::build() {
  ImmunizationSchedule schedule;
  POLYCLINIC_TRY(schedule.read_series());
  POLYCLINIC_TRY(schedule.read_vaccines());
  POLYCLINIC_TRY(schedule.read_uptake());
  POLYCLINIC_TRY(schedule.read_campaigns());
  return schedule;
}

Status ImmunizationSchedule::read_series() {
  reference::CsvReader csv(kSeriesFile, reference::embedded_file(kSeriesFile));
  uint32_t c[19];
  uint32_t text = 0;
  POLYCLINIC_ASSIGN(text, csv.column("text"));
  POLYCLINIC_TRY(
      csv.columns({"series", "group", "variant", "start_age_from", "start_age_to", "start_date_from", "start_date_to",
                   "slot", "uptake_dose", "min_age", "max_age", "min_interval", "due_interval", "min_from_first",
                   "unneeded_from_age", "wait_days", "season", "recurring", "after"},
                  c));
  std::vector<std::string> groups;
  std::vector<std::string> after;
  while (csv.next()) {
    if (series_.empty() || series_.back().key != csv.text(c[0])) {
      Series series;
      series.key = csv.text(c[0]);
      series.text = csv.text(text);
      const std::string group(csv.text(c[1]));
      const auto found = std::find(groups.begin(), groups.end(), group);
      series.group = static_cast<uint8_t>(found - groups.begin());
      if (found == groups.end()) {
        groups.push_back(group);
      }
      series.first_variant = static_cast<uint8_t>(variants_.size());
      series.is_winter_only = csv.text(c[16]) == "winter";
      series.is_recurring = csv.text(c[17]) == "Y";
      after.emplace_back(csv.text(c[18]));
      series_.push_back(std::move(series));
    }
    Series& series = series_.back();
    if (series.variant_count == 0 || variants_.back().name != csv.text(c[2])) {
      Variant variant;
      variant.name = csv.text(c[2]);
      variant.series = static_cast<uint8_t>(series_.size() - 1);
      POLYCLINIC_ASSIGN(variant.start_age_from, parse_age_span(csv.text(c[3])));
      POLYCLINIC_ASSIGN(variant.start_age_to, parse_age_span(csv.text(c[4])));
      POLYCLINIC_ASSIGN(variant.start_from, day_or(csv.text(c[5]), kFarPast));
      POLYCLINIC_ASSIGN(variant.start_to, day_or(csv.text(c[6]), kFarFuture));
      variant.first_slot = static_cast<uint16_t>(slots_.size());
      variants_.push_back(std::move(variant));
      ++series.variant_count;
    }
    Slot slot;
    slot.uptake_dose = static_cast<uint8_t>(csv.integer(c[8]));
    POLYCLINIC_ASSIGN(slot.min_age, parse_age_span(csv.text(c[9])));
    POLYCLINIC_ASSIGN(slot.max_age, parse_age_span(csv.text(c[10])));
    POLYCLINIC_ASSIGN(slot.min_interval, parse_age_span(csv.text(c[11])));
    POLYCLINIC_ASSIGN(slot.due_interval, parse_age_span(csv.text(c[12])));
    POLYCLINIC_ASSIGN(slot.min_from_first, parse_age_span(csv.text(c[13])));
    POLYCLINIC_ASSIGN(slot.unneeded_from, parse_age_span(csv.text(c[14])));
    slot.wait_days = static_cast<uint16_t>(csv.integer(c[15]));
    slots_.push_back(slot);
    if (++variants_.back().slot_count != csv.integer(c[7]) || slot.uptake_dose < 1 || slot.uptake_dose > kMaxDoses) {
      return broken(kSeriesFile, csv.line(), "the doses of a variant are not in order");
    }
  }
  if (series_.size() > kMaxSeries) {
    return broken(kSeriesFile, csv.line(), "more series than fit");
  }
  group_count_ = static_cast<uint32_t>(groups.size());
  for (size_t index = 0; index < series_.size(); ++index) {
    std::string_view rest = after[index];
    for (size_t entry = 0; !rest.empty(); ++entry) {
      std::string_view interval = before(rest, '|');
      const std::string_view other = before(interval, ':');
      if (entry == series_[index].after.size()) {
        return broken(kSeriesFile, csv.line(), "more than two intervals to other series");
      }
      POLYCLINIC_ASSIGN(series_[index].after[entry].series, known_series(other, kSeriesFile, csv.line()));
      POLYCLINIC_ASSIGN(series_[index].after[entry].interval, parse_age_span(interval));
    }
  }
  covid_ = find_series("covid");
  return covid_ == kNoIndex ? Status(broken(kSeriesFile, csv.line(), "no series covid")) : Status();
}

Status ImmunizationSchedule::read_vaccines() {
  reference::CsvReader csv(kVaccinesFile, reference::embedded_file(kVaccinesFile));
  uint32_t c[14];
  POLYCLINIC_TRY(csv.columns({"key", "cvx", "text", "mvx", "first", "last", "age_from", "age_to", "components", "fixes",
                              "weight", "dose_ml", "route", "live"},
                             c));
  constexpr std::string_view kRouteKeys[] = {"IM", "SC", "PO", "IN", "PC"};
  products_.resize(series_.size() + 2);
  while (csv.next()) {
    Vaccine vaccine;
    vaccine.key = csv.text(c[0]);
    vaccine.cvx = csv.text(c[1]);
    vaccine.text = csv.text(c[2]);
    vaccine.mvx = csv.text(c[3]);
    POLYCLINIC_ASSIGN(vaccine.first, parse_date(csv.text(c[4])));
    POLYCLINIC_ASSIGN(vaccine.last, parse_date(csv.text(c[5])));
    POLYCLINIC_ASSIGN(vaccine.age_from, parse_age_span(csv.text(c[6])));
    POLYCLINIC_ASSIGN(vaccine.age_to, parse_age_span(csv.text(c[7])));
    vaccine.weight = static_cast<uint32_t>(csv.integer(c[10]));
    vaccine.microlitres = static_cast<int32_t>(math::round_half_away(csv.number(c[11]) * 1000));
    vaccine.is_live = csv.text(c[13]) == "Y";
    const auto route = std::find(std::begin(kRouteKeys), std::end(kRouteKeys), csv.text(c[12]));
    if (route == std::end(kRouteKeys) || vaccine.weight == 0 || vaccine.first > vaccine.last) {
      return broken(kVaccinesFile, csv.line(), "route, weight or days are not as expected");
    }
    vaccine.route = static_cast<Route>(route - std::begin(kRouteKeys));
    std::string_view components = csv.text(c[8]);
    while (!components.empty()) {
      std::string_view part = before(components, ' ');
      if (vaccine.component_count == vaccine.components.size()) {
        return broken(kVaccinesFile, csv.line(), "more components than fit");
      }
      VaccineComponent& component = vaccine.components[vaccine.component_count++];
      if (part.starts_with('+')) {
        component.may_be_extra = true;
        part.remove_prefix(1);
      }
      POLYCLINIC_ASSIGN(component.series, known_series(before(part, ':'), kVaccinesFile, csv.line()));
      component.first_dose = small_number(before(part, '-'));
      component.last_dose = part.empty() ? component.first_dose : small_number(part);
      products_[component.series].push_back(static_cast<uint16_t>(vaccines_.size()));
    }
    std::string_view fixes = csv.text(c[9]);
    if (!fixes.empty()) {
      POLYCLINIC_ASSIGN(vaccine.fixes_series, known_series(before(fixes, '='), kVaccinesFile, csv.line()));
      const Series& series = series_[vaccine.fixes_series];
      for (uint8_t index = series.first_variant; index < series.first_variant + series.variant_count; ++index) {
        if (variants_[index].name == fixes) {
          vaccine.fixes_variant = index;
          variants_[index].is_by_product = true;
        }
      }
      if (vaccine.fixes_variant == kNoIndex) {
        return broken(kVaccinesFile, csv.line(), "no such variant");
      }
    }
    vaccines_.push_back(std::move(vaccine));
  }
  for (size_t index = 0; index < series_.size(); ++index) {
    Series& series = series_[index];
    series.is_live = !products_[index].empty();
    series.first = kFarFuture;
    series.last = kFarPast;
    for (const uint16_t product : products_[index]) {
      const Vaccine& vaccine = vaccines_[product];
      series.is_live = series.is_live && vaccine.is_live;
      series.first = std::min(series.first, vaccine.first);
      series.last = std::max(series.last, vaccine.last);
    }
  }
  return {};
}

Status ImmunizationSchedule::read_uptake() {
  reference::CsvReader csv(kUptakeFile, reference::embedded_file(kUptakeFile));
  uint32_t c[16];
  POLYCLINIC_TRY(
      csv.columns({"series", "dose", "sex", "born_from", "born_to", "due_age", "due_from", "share_0", "months_1",
                   "share_1", "months_2", "share_2", "months_3", "share_3", "months_4", "share_4"},
                  c));
  Cohort nobody;
  for (auto& doses : nobody) {
    doses.fill(kNoUptake);
  }
  cohorts_.assign(cohort_index(reference::Sex::kMale, kLastBirthYear) + 1, nobody);
  while (csv.next()) {
    POLYCLINIC_ASSIGN(const uint8_t series, known_series(csv.text(c[0]), kUptakeFile, csv.line()));
    const int64_t dose = csv.integer(c[1]);
    Uptake uptake;
    POLYCLINIC_ASSIGN(uptake.due_age, parse_age_span(csv.text(c[5])));
    POLYCLINIC_ASSIGN(uptake.due_from, day_or(csv.text(c[6]), kFarPast));
    uptake.share[0] = share_of_all(csv.number(c[7]));
    uptake.count = 1;
    for (uint32_t knot = 1; knot <= 4 && !csv.is_empty(c[6 + 2 * knot]); ++knot) {
      uptake.days[knot] = static_cast<int32_t>(csv.number(c[6 + 2 * knot]) * kDaysPerMonth);
      uptake.share[knot] = share_of_all(csv.number(c[7 + 2 * knot]));
      ++uptake.count;
      if (uptake.share[knot] < uptake.share[knot - 1] || uptake.days[knot] <= uptake.days[knot - 1]) {
        return broken(kUptakeFile, csv.line(), "shares and months must rise");
      }
    }
    if (series >= series_.size() || dose < 1 || dose > static_cast<int64_t>(kMaxDoses)) {
      return broken(kUptakeFile, csv.line(), "no such dose");
    }
    for (int64_t year = csv.integer(c[3]); year <= csv.integer(c[4]); ++year) {
      for (const reference::Sex sex : {reference::Sex::kFemale, reference::Sex::kMale}) {
        if (csv.text(c[2]) == "B" || csv.text(c[2]) == reference::kSexes[static_cast<size_t>(sex)].key) {
          uint16_t& row =
              cohorts_[cohort_index(sex, static_cast<int32_t>(year))][series][static_cast<size_t>(dose - 1)];
          if (row != kNoUptake) {
            return broken(kUptakeFile, csv.line(), "a birth year stands in two rows");
          }
          row = static_cast<uint16_t>(uptakes_.size());
        }
      }
    }
    uptakes_.push_back(uptake);
  }
  return {};
}

Status ImmunizationSchedule::read_campaigns() {
  constexpr uint32_t kYears = Campaign::kLastYear - Campaign::kFirstYear + 1;
  const auto campaign_of = [this](std::string_view name) {
    return name == kInfluenzaKey ? &influenza_campaign_ : name == kCovidSeasonKey ? &covid_campaign_ : nullptr;
  };
  for (Campaign* campaign : {&influenza_campaign_, &covid_campaign_}) {
    campaign->shares_.assign(kYears, {});
    campaign->products_.resize(kYears);
  }
  reference::CsvReader csv(kSeasonsFile, reference::embedded_file(kSeasonsFile));
  uint32_t c[8];
  POLYCLINIC_TRY(csv.columns({"campaign", "season", "share_6m_4y", "share_5y_12y", "share_13y_17y", "share_18y_49y",
                              "share_50y_64y", "share_65y"},
                             c));
  Campaign* last = nullptr;
  int32_t last_year = 0;
  std::array<double, Campaign::kAgeGroups> last_share{};
  while (csv.next()) {
    Campaign* const campaign = campaign_of(csv.text(c[0]));
    const int32_t year = static_cast<int32_t>(csv.integer(c[1]));
    if (campaign == nullptr || year < Campaign::kFirstYear || year > Campaign::kLastYear ||
        (campaign == last && year <= last_year)) {
      return broken(kSeasonsFile, csv.line(), "campaign or season is not as expected");
    }
    std::array<double, Campaign::kAgeGroups> share{};
    for (uint32_t group = 0; group < Campaign::kAgeGroups; ++group) {
      share[group] = csv.number(c[2 + group]);
      const double start = campaign == last ? last_share[group] : share[group];
      const int32_t from = campaign == last ? last_year + 1 : year;
      for (int32_t between = from; between <= year; ++between) {
        const double part = campaign == last ? static_cast<double>(between - last_year) / (year - last_year) : 1;
        campaign->shares_[Campaign::index(between)][group] = share_of_all(start + (share[group] - start) * part);
      }
      for (int32_t later = year + 1; later <= Campaign::kLastYear; ++later) {
        campaign->shares_[Campaign::index(later)][group] = share_of_all(share[group]);
      }
    }
    if (campaign != last) {
      campaign->first_season_ = year;
    }
    last = campaign;
    last_year = year;
    last_share = share;
  }
  reference::CsvReader timing(kTimingFile, reference::embedded_file(kTimingFile));
  uint32_t t[11];
  POLYCLINIC_TRY(timing.columns({"campaign", "age_from", "age_to", "august", "september", "october", "november",
                                 "december", "january", "february", "march"},
                                t));
  while (timing.next()) {
    Campaign* const campaign = campaign_of(timing.text(t[0]));
    if (campaign == nullptr) {
      return broken(kTimingFile, timing.line(), "no such campaign");
    }
    for (int64_t age = timing.integer(t[1]); age <= timing.integer(t[2]); ++age) {
      auto& through = campaign->through_[Campaign::age_group(static_cast<int32_t>(age))];
      for (uint32_t month = 0; month < Campaign::kMonths; ++month) {
        through[month] = share_of_all(timing.number(t[3 + month]));
      }
    }
  }
  // The products of each season, so that a dose does not look through those of seventy years.
  for (Campaign* campaign : {&influenza_campaign_, &covid_campaign_}) {
    const uint8_t series = campaign == &influenza_campaign_ ? influenza() : covid_season();
    for (int32_t year = Campaign::kFirstYear; year <= Campaign::kLastYear; ++year) {
      for (const uint16_t product : products_[series]) {
        const Vaccine& vaccine = vaccines_[product];
        if (vaccine.last >= day_from_civil(year, 8, 1) && vaccine.first <= day_from_civil(year + 1, 3, 31)) {
          campaign->products_[Campaign::index(year)].push_back(product);
        }
      }
    }
  }
  return {};
}

}  // namespace polyclinic::life

// Reads the table of effects and keeps a person's sums. Effects of one group do not stack: the strongest counts. Groups
// add up to within the measure's limits.
#include "engine/life/body_effects.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/foundation/text.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

constexpr std::string_view kFile = "physiology_effects.csv", kLimitFile = "physiology_limits.csv";

std::optional<uint32_t> measure_of(const reference::ObservationCatalogue& catalogue, std::string_view key) {
  if (key == "urine_albumin_creatinine") return kUrineAlbumin;
  if (key == "kidney_stage") return kKidneyStage;
  for (const reference::ObservationKind& kind : catalogue.kinds()) {
    if (kind.key == key) return static_cast<uint32_t>(kind.measure);
  }
  return std::nullopt;
}

std::unexpected<Error> broken(std::string_view file, uint32_t line, std::string what) {
  return fail(ErrorKind::kInternal, "the reference table " + std::string(file) + " is not as expected",
              {{std::string(file) + ":" + std::to_string(line), std::move(what), "this is a bug of the build"}});
}

bool contains_ignoring_case(std::string_view text, std::string_view word) {
  for (size_t at = 0; at + word.size() <= text.size(); ++at) {
    if (equals_ignoring_case(text.substr(at, word.size()), word)) return true;
  }
  return false;
}

}  // namespace

Result<BodyEffects> BodyEffects::build(const gmf::Program& program, const reference::ObservationCatalogue& catalogue) {
  BodyEffects effects;
  effects.of_measure_.resize(kShiftedCount);
  effects.of_condition_.resize(program.concept_count);
  effects.of_medication_.resize(program.concept_count);
  effects.of_attribute_.resize(program.attributes.size());

  reference::CsvReader limits(kLimitFile, reference::embedded_file(kLimitFile));
  uint32_t limit_at[3];
  POLYCLINIC_TRY(limits.columns({"measure", "lowest_shift", "highest_shift"}, limit_at));
  while (limits.next()) {
    const auto measure = measure_of(catalogue, limits.text(limit_at[0]));
    const Limit limit{static_cast<float>(limits.number(limit_at[1])), static_cast<float>(limits.number(limit_at[2]))};
    if (!measure || limit.low > 0 || limit.high < 0) {
      return broken(kLimitFile, limits.line(), "no such measure, or limits that leave 0 out");
    }
    effects.limits_[*measure] = limit;
  }

  // Drugs go by the ingredient's name in the display, as their codes are legion.
  std::vector<std::string_view> drug(program.concept_count);
  for (const gmf::MedicationOrder& order : program.medication_orders) {
    for (const gmf::CodeId id : program.code_list(order.codes).first(std::min(order.codes.count, 1U))) {
      drug[program.codes[id].concept_id] = program.text(program.codes[id].display);
    }
  }

  std::vector<std::string> groups;
  reference::CsvReader csv(kFile, reference::embedded_file(kFile));
  uint32_t at[6];
  POLYCLINIC_TRY(csv.columns({"trigger", "name", "value", "measure", "shift", "group"}, at));
  while (csv.next()) {
    const std::string_view trigger = csv.text(at[0]), name = csv.text(at[1]), value = csv.text(at[2]);
    const auto measure = measure_of(catalogue, csv.text(at[3]));
    if (!measure) return broken(kFile, csv.line(), "no such measure");
    Row row;
    row.measure = *measure;
    row.shift = static_cast<float>(csv.number(at[4]));
    row.is_number = value != "true";
    row.number = csv.number(at[2]);
    if (row.shift < effects.limits_[row.measure].low || row.shift > effects.limits_[row.measure].high) {
      return broken(kFile, csv.line(), "the shift lies beyond the measure's limits");
    }
    auto group = std::find(groups.begin(), groups.end(), csv.text(at[5]));
    if (group == groups.end()) group = groups.emplace(groups.end(), csv.text(at[5]));
    row.group = static_cast<uint16_t>(group - groups.begin());
    const uint16_t index = static_cast<uint16_t>(effects.rows_.size());
    bool is_used = false;
    const auto use = [&](Lists& lists, uint32_t subject) {
      lists[subject].push_back(index);
      is_used = true;
    };
    if (trigger == "attribute") {
      if (const gmf::AttributeId id = program.find_attribute(name); id != gmf::kNone) use(effects.of_attribute_, id);
    } else if (trigger == "condition") {
      for (const gmf::Code& code : program.codes) {
        const bool is_new = effects.of_condition_[code.concept_id].empty() || effects.of_condition_[code.concept_id].back() != index;
        if (program.text(code.code) == name && is_new) use(effects.of_condition_, code.concept_id);
      }
    } else if (trigger == "drug") {
      for (gmf::ConceptId id = 0; id < program.concept_count; ++id) {
        if (contains_ignoring_case(drug[id], name)) use(effects.of_medication_, id);
      }
    } else {
      return broken(kFile, csv.line(), "no such trigger");
    }
    if (is_used) effects.rows_.push_back(row);
  }
  for (uint16_t row = 0; row < effects.rows_.size(); ++row) effects.of_measure_[effects.rows_[row].measure].push_back(row);
  for (std::vector<uint16_t>& rows : effects.of_measure_) {
    std::sort(rows.begin(), rows.end(), [&](uint16_t a, uint16_t b) {
      return std::pair(effects.rows_[a].group, a) < std::pair(effects.rows_[b].group, b);
    });
  }
  return effects;
}

void BodyEffects::begin(ActiveEffects& active) const {
  active.count.assign(rows_.size(), 0);
  active.shift.fill(0);
  active.changes = 0;
}

void BodyEffects::apply(ActiveEffects& active, const Lists& lists, uint32_t subject, int change) const {
  for (const uint16_t row : lists[subject]) count(active, row, change);
}

void BodyEffects::attribute(ActiveEffects& active, const gmf::Program&, gmf::AttributeId id, const gmf::Value& before,
                            const gmf::Value& after) const {
  for (const uint16_t row : of_attribute_[id]) {
    const int change = (meets(rows_[row], after) ? 1 : 0) - (meets(rows_[row], before) ? 1 : 0);
    if (change != 0) count(active, row, change);
  }
}

bool BodyEffects::meets(const Row& row, const gmf::Value& value) {
  switch (value.kind) {
    case gmf::ValueKind::kNil: return false;
    case gmf::ValueKind::kNumber: return row.is_number ? value.number == row.number : value.number != 0;
    case gmf::ValueKind::kBoolean: return !row.is_number && value.truth();
    // Its presence: some modules note the condition itself.
    case gmf::ValueKind::kText:
    case gmf::ValueKind::kCode:
    case gmf::ValueKind::kEntry:
    case gmf::ValueKind::kPending:
    case gmf::ValueKind::kSeries: return !row.is_number;
  }
  return false;
}

void BodyEffects::count(ActiveEffects& active, uint16_t row, int change) const {
  uint16_t& held = active.count[row];
  const bool was = held > 0;
  held = static_cast<uint16_t>(std::max(0, held + change));
  if (was != (held > 0)) sum_up(active, rows_[row].measure);
}

void BodyEffects::sum_up(ActiveEffects& active, uint32_t measure) const {
  float sum = 0, strongest = 0;
  uint32_t group = UINT32_MAX;
  for (const uint16_t index : of_measure_[measure]) {
    const Row& row = rows_[index];
    if (row.group != group) {
      sum += strongest;
      strongest = 0;
      group = row.group;
    }
    if (active.count[index] > 0 && std::fabs(row.shift) > std::fabs(strongest)) strongest = row.shift;
  }
  active.shift[measure] = std::clamp(sum + strongest, limits_[measure].low, limits_[measure].high);
  ++active.changes;
}

}  // namespace polyclinic::life

// Amounts, codes, values and conditions in words.
#include "engine/gmf/wording.h"

#include <cmath>

#include "engine/config/json_document.h"
#include "engine/foundation/number_text.h"
#include "engine/gmf/vital_sign.h"
#include "engine/gmf/vocabulary.h"

namespace polyclinic::gmf {
namespace {

constexpr std::size_t kLongestText = 80;        // of a module's own words within a sentence
constexpr std::size_t kLongestCondition = 600;

std::string number_in_words(double number) {
  if (!std::isfinite(number)) return number > 0 ? "infinity" : "-infinity";
  char text[kDoubleTextSize];
  return std::string(text, write_double(text, number));
}

// One decimal; none when it is 0.
std::string tenths(Instant amount, Instant unit) {
  char text[kDecimalTextSize];
  return std::string(text, write_decimal_trimmed(text, (amount + unit / 20) / (unit / 10), 1));
}

std::string compared(std::string subject, Comparison comparison, const std::string& with) {
  if (comparison == Comparison::kIsNil) return subject + " is not set";
  if (comparison == Comparison::kIsNotNil) return subject + " is set";
  return subject + " " + std::string(comparison_in_words(comparison)) + " " + with;
}

std::string date_in_words(const Condition& condition) {
  const std::string comparison(comparison_in_words(condition.comparison));
  switch (condition.date_part) {
    case DatePart::kYear: return "year " + comparison + " " + number_in_words(condition.value.number);
    case DatePart::kMonth: return "month " + comparison + " " + number_in_words(condition.value.number);
    case DatePart::kInstant: break;
  }
  return "date " + comparison + " " + instant_in_words(condition.instant);
}

// At most so many bytes, never half a character.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

// Writes a tree of conditions until it is long enough: modules may be enormous.
class ConditionWords {
 public:
  explicit ConditionWords(const Program& program) : program_(program) {}

  std::string tell(ConditionId id) {
    append(id);
    return cut(std::move(out_), kLongestCondition);
  }

 private:
  bool is_full() const { return out_.size() > kLongestCondition; }
  std::string text(TextId id) const { return shortened(program_.text(id), kLongestText); }
  std::string attribute(uint32_t id) const { return id == kNone ? "?" : text(program_.attributes[id].name); }

  // The codes of a condition, any of which will do; or the attribute that refers to an entry.
  std::string subject(const Condition& condition) const {
    if (condition.subject != kNone) return "in " + attribute(condition.subject);
    std::string words;
    for (const CodeId code : program_.code_list(condition.codes)) {
      if (words.size() > kLongestCondition) break;
      words += (words.empty() ? "" : " or ") + code_in_words(program_, code);
    }
    return words.empty() ? "?" : words;
  }

  void append_children(const Condition& condition, std::string_view between) {
    for (uint32_t index = condition.children.first; index < condition.children.end() && !is_full(); ++index) {
      const ConditionId child = program_.condition_children[index];
      const bool is_list = child != kNone && (program_.conditions[child].kind == ConditionKind::kAnd ||
                                              program_.conditions[child].kind == ConditionKind::kOr);
      if (index != condition.children.first) out_ += between;
      if (is_list && condition.children.count > 1) out_ += "(";
      append(child);
      if (is_list && condition.children.count > 1) out_ += ")";
    }
  }

  void append(ConditionId id) {
    if (is_full()) return;
    if (id == kNone) {
      out_ += "?";
      return;
    }
    const Condition& condition = program_.conditions[id];
    const std::string value = value_in_words(program_, nullptr, condition.value);
    switch (condition.kind) {
      case ConditionKind::kTrue: out_ += "always"; break;
      case ConditionKind::kFalse: out_ += "never"; break;
      case ConditionKind::kGender: out_ += "sex is " + text(condition.text); break;
      case ConditionKind::kAge:
        out_ += compared("age", condition.comparison, value + (condition.in_months ? " months" : " years"));
        break;
      case ConditionKind::kDate: out_ += date_in_words(condition); break;
      case ConditionKind::kSocioeconomic: out_ += "socioeconomic status is " + text(condition.text); break;
      case ConditionKind::kRace: out_ += "race is " + text(condition.text); break;
      case ConditionKind::kSymptom:
        out_ += compared("symptom " + (condition.subject == kNone ? "?" : text(program_.symptoms[condition.subject])),
                         condition.comparison, value);
        break;
      case ConditionKind::kObservation: {
        const std::string observed = "observation " + subject(condition);
        if (condition.comparison == Comparison::kIsNil) {
          out_ += "no " + observed;
        } else if (condition.comparison == Comparison::kIsNotNil) {
          out_ += "an " + observed;
        } else {
          out_ += compared(observed, condition.comparison, value);
        }
        break;
      }
      case ConditionKind::kAttribute: out_ += compared(attribute(condition.subject), condition.comparison, value); break;
      case ConditionKind::kAnd:
        if (condition.children.count == 0) out_ += "always";
        append_children(condition, " and ");
        break;
      case ConditionKind::kOr:
        if (condition.children.count == 0) out_ += "never";
        append_children(condition, " or ");
        break;
      case ConditionKind::kNot:
        out_ += "not (";
        append_children(condition, "");
        out_ += ")";
        break;
      case ConditionKind::kAtLeast:
      case ConditionKind::kAtMost:
        out_ += condition.kind == ConditionKind::kAtLeast ? "at least " : "at most ";
        out_ += std::to_string(condition.limit) + " of (";
        append_children(condition, "; ");
        out_ += ")";
        break;
      case ConditionKind::kPriorState:
        out_ += "was in " + text(condition.text);
        if (condition.since != kNoText) out_ += " since " + text(condition.since);
        if (condition.within >= 0) out_ += " within " + span_in_words(condition.within);
        break;
      case ConditionKind::kActiveCondition: out_ += "has condition " + subject(condition); break;
      case ConditionKind::kActiveAllergy: out_ += "has allergy " + subject(condition); break;
      case ConditionKind::kActiveMedication: out_ += "takes medication " + subject(condition); break;
      case ConditionKind::kActiveCarePlan: out_ += "has care plan " + subject(condition); break;
      case ConditionKind::kVitalSign:
        out_ += compared(condition.subject < kVitalSignCount ? std::string(kVitalSigns[condition.subject].name) : "?",
                         condition.comparison, value);
        break;
    }
  }

  const Program& program_;
  std::string out_;
};

}  // namespace

std::string shortened(std::string_view text, std::size_t most) { return cut(config::printable(text), most); }

std::string span_in_words(Instant milliseconds) {
  if (milliseconds < 0) return "-" + span_in_words(-milliseconds);
  constexpr Instant kYear = kMillisecondsPerDay * 1461 / 4;
  const auto in = [&](Instant unit, std::string_view name) {
    const std::string count = tenths(milliseconds, unit);
    return count + " " + std::string(name) + (count == "1" ? "" : "s");
  };
  if (milliseconds >= 2 * kYear) return in(kYear, "year");
  if (milliseconds >= kMillisecondsPerDay) return in(kMillisecondsPerDay, "day");
  if (milliseconds >= kMillisecondsPerHour) return in(kMillisecondsPerHour, "hour");
  if (milliseconds >= kMillisecondsPerMinute) return in(kMillisecondsPerMinute, "minute");
  return in(kMillisecondsPerSecond, "second");
}

std::string day_in_words(Day day) {
  if (day > day_from_civil(9999, 12, 31)) return "after 9999";
  if (day < day_from_civil(1, 1, 1)) return "before 0001";
  char text[kDateTextSize];
  return std::string(text, write_date(text, day));
}

std::string instant_in_iso(Instant at) {
  constexpr Instant kFirst = start_of_day(day_from_civil(1, 1, 1));
  constexpr Instant kLast = start_of_day(day_from_civil(9999, 12, 31));
  if (at < kFirst || at > kLast) return day_in_words(day_from_civil(at < 0 ? -1 : 10'000, 1, 1));
  char text[kInstantTextSize];
  return std::string(text, write_instant(text, at));
}

std::string instant_in_words(Instant at) {
  const std::string text = instant_in_iso(at);
  return text.find('T') == 10 ? text.substr(0, 10) + " " + text.substr(11, 5) : text;
}

std::string amount_in_words(const Amount& amount, bool is_time) {
  std::string text;
  const std::string a = number_in_words(amount.a);
  const std::string b = number_in_words(amount.b);
  switch (amount.kind) {
    case AmountKind::kAbsent: return {};
    case AmountKind::kExact:
    case AmountKind::kConstant: text = a; break;
    case AmountKind::kRange:
    case AmountKind::kUniform: text = a == b ? a : a + " to " + b; break;
    case AmountKind::kGaussian:
      text = "normal with mean " + a + " and standard deviation " + b;
      if (std::isfinite(amount.minimum)) text += ", at least " + number_in_words(amount.minimum);
      if (std::isfinite(amount.maximum)) text += ", at most " + number_in_words(amount.maximum);
      if (is_time) text += ",";
      break;
    case AmountKind::kExponential: text = "1 and an exponential with mean " + a; break;
    case AmountKind::kTriangular: text = a + " to " + b + ", mostly " + number_in_words(amount.mode); break;
  }
  if (is_time) {
    std::string unit(time_unit_names()[static_cast<std::size_t>(amount.unit)]);
    if (text == "1") unit.pop_back();
    text += " " + unit;
  }
  return text;
}

std::string percent_in_words(double probability) {
  const double percent = std::floor(probability * 1e8 + 0.5) / 1e6;
  return number_in_words(percent == 0 ? probability * 100 : percent) + " %";
}

std::string code_in_words(const Program& program, CodeId id) {
  if (id == kNone) return "?";
  const Code& code = program.codes[id];
  const std::string display = shortened(program.text(code.display), kLongestText);
  return display + (display.empty() ? "[" : " [") + shortened(program.text(code.system), kLongestText) + " " +
         shortened(program.text(code.code), kLongestText) + "]";
}

std::string codes_in_words(const Program& program, std::span<const CodeId> codes) {
  if (codes.empty() || codes.front() == kNone) return "?";  // a module with errors is drawn too
  const Code& first = program.codes[codes.front()];
  std::string text = shortened(program.text(first.display == kNoText ? first.code : first.display), kLongestText);
  if (codes.size() > 1) text += " and " + std::to_string(codes.size() - 1) + " more";
  return text;
}

std::string value_in_words(const Program& program, const Record* record, const Value& value) {
  switch (value.kind) {
    case ValueKind::kNil: return "nothing";
    case ValueKind::kBoolean: return value.truth() ? "true" : "false";
    case ValueKind::kNumber: return number_in_words(value.number);
    case ValueKind::kText:
      if ((value.id & kPersonalText) != 0 && record == nullptr) return "a text";
      return "\"" +
             shortened(record != nullptr ? record->text(program, value.id) : program.text(value.id), kLongestText) + "\"";
    case ValueKind::kCode: return code_in_words(program, value.id);
    case ValueKind::kEntry: {
      if (record == nullptr) return "an entry of the record";
      const Entry& entry = record->entries[value.id];
      return "the " + std::string(kind_in_words(entry.kind)) + " " +
             codes_in_words(program, record->code_list(program, entry.codes));
    }
    case ValueKind::kPending: {
      if (record == nullptr) return "an illness that nobody diagnosed yet";
      const State& state = program.states[record->onsets[value.id].state];
      return codes_in_words(program, program.code_list(program.onsets[state.detail].codes)) + ", not diagnosed yet";
    }
    case ValueKind::kSeries: return "a series of " + std::to_string(program.series[value.id].numbers.count) + " numbers";
  }
  return {};
}

std::string condition_in_words(const Program& program, ConditionId id) {
  return id == kNone ? "always" : ConditionWords(program).tell(id);
}

std::string_view comparison_in_words(Comparison comparison) {
  return operator_names()[static_cast<std::size_t>(comparison)];
}

std::string_view type_in_words(StateType type) { return state_shapes()[static_cast<std::size_t>(type)].name; }

std::string_view class_in_words(EncounterClass encounter_class) {
  return encounter_class_names()[static_cast<std::size_t>(encounter_class)];
}

std::string_view kind_in_words(EntryKind kind) {
  switch (kind) {
    case EntryKind::kCondition: return "condition";
    case EntryKind::kAllergy: return "allergy";
    case EntryKind::kMedication: return "medication";
    case EntryKind::kCarePlan: return "care plan";
    case EntryKind::kDevice: return "device";
    case EntryKind::kProcedure: return "procedure";
    case EntryKind::kObservation: return "observation";
    case EntryKind::kReport: return "diagnostic report";
    case EntryKind::kImagingStudy: return "imaging study";
    case EntryKind::kSupply: return "supply";
    case EntryKind::kImmunization: return "immunization";
  }
  return {};
}

}  // namespace polyclinic::gmf

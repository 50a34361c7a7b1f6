// Vital signs, in the units that VistA keeps, and results of the laboratory.
#include "engine/formats/vista/teller.h"

#include <algorithm>

#include "engine/foundation/stable_order.h"

namespace polyclinic::formats::vista {
namespace {

// Ten-thousandths, of which the following are made.
int64_t ten_thousandths(ledger::Quantity quantity) {
  for (; quantity.scale < 4; ++quantity.scale) quantity.mantissa *= 10;
  for (; quantity.scale > 4; --quantity.scale) quantity.mantissa /= 10;
  return quantity.mantissa;
}
// Hundredths of an inch, of centimetres.
int64_t hundredths_of_inch(ledger::Quantity length) { return (ten_thousandths(length) + 127) / 254; }
// Hundredths of a pound, of kilograms: a pound is 0.45359237 kg.
int64_t hundredths_of_pound(ledger::Quantity mass) { return (ten_thousandths(mass) * 1'000'000 + 22'679'618) / 45'359'237; }
// Tenths of a degree Fahrenheit, of degrees Celsius.
int64_t tenths_fahrenheit(ledger::Quantity temperature) { return (ten_thousandths(temperature) * 18 + 5'000) / 10'000 + 320; }

bool is_less(ledger::Quantity a, ledger::Quantity b) {
  for (; a.scale < b.scale; ++a.scale) a.mantissa *= 10;
  for (; b.scale < a.scale; ++b.scale) b.mantissa *= 10;
  return a.mantissa < b.mantissa;
}

}  // namespace

bool Teller::has_lower(const ledger::CodedObservation& observation) const {
  const size_t next = static_cast<size_t>(&observation - ledger_->coded_observations.data()) + 1;
  if (observation.loinc_code != words_.systolic || next >= ledger_->coded_observations.size()) return false;
  const ledger::CodedObservation& lower = ledger_->coded_observations[next];
  return lower.at == observation.at && lower.loinc_code == words_.diastolic && lower.number.mantissa != ledger::kNoMantissa;
}

bool Teller::is_told_as_vital(const ledger::CodedObservation& observation) const {
  if (observation.loinc_code == words_.diastolic && words_.diastolic != kNoText) {
    return &observation != ledger_->coded_observations.data() && has_lower((&observation)[-1]) && is_told_as_vital((&observation)[-1]);
  }
  return words_.vital_of(observation) != Vital::kNone;
}

// Both blood pressures are one measurement: the lower one comes right behind the upper one.
void Teller::tell_vitals() {
  constexpr uint16_t kLower = static_cast<uint16_t>(reference::Measure::kDiastolic);
  const std::vector<ledger::Observation>& observations = ledger_->observations;
  for (size_t o = 0; o < observations.size(); ++o) {
    const ledger::Observation& observation = observations[o];
    const Kind& kind = words_.kinds[observation.kind];
    if (kind.vital == Vital::kNone || observation.kind == kLower) continue;
    ledger::Quantity lower;
    if (o + 1 < observations.size() && observations[o + 1].at == observation.at && observations[o + 1].kind == kLower) {
      lower = {observations[o + 1].mantissa, kind.decimals};
    }
    tell_vital(kind.vital, observation.encounter, observation.at, {observation.mantissa, kind.decimals}, lower);
  }
  for (const ledger::CodedObservation& observation : ledger_->coded_observations) {
    const Vital vital = words_.vital_of(observation);
    if (vital == Vital::kNone) continue;
    tell_vital(vital, visit_of(observation.encounter, day_of(observation.at)), observation.at, observation.number,
               has_lower(observation) ? (&observation)[1].number : ledger::Quantity{});
  }
}

void Teller::tell_vital(Vital vital, uint32_t number, Instant moment, ledger::Quantity value, ledger::Quantity lower) {
  const Visit& visit = visits_[number];
  const Entry made = numbers_->add(File::kVital);
  const uint64_t type = static_cast<uint64_t>(vital) + 1;
  const DateText at = date_text(moment);
  zero(made).date(at).raw("^").entry(patient_).raw("^").number(type).raw("^").date(at).raw("^").entry(visit.place).raw("^").entry(visit.person).raw("^^");
  switch (vital) {
    case Vital::kBloodPressure:
      nodes_.decimal(value.mantissa, value.scale).raw("/");
      if (lower.mantissa != ledger::kNoMantissa) nodes_.decimal(lower.mantissa, lower.scale);
      break;
    case Vital::kHeight:
    case Vital::kGirth:
    case Vital::kHead: nodes_.decimal(hundredths_of_inch(value), 2); break;
    case Vital::kWeight: nodes_.decimal(hundredths_of_pound(value), 2); break;
    case Vital::kTemperature: nodes_.decimal(tenths_fahrenheit(value), 1); break;
    default: nodes_.decimal(value.mantissa, value.scale); break;
  }
  nodes_.end();
  index(File::kVital, "B").date(at).raw(",").entry(made).flag();
  index("C", patient_, made);
  index(File::kVital, "T").number(type).raw(",").entry(made).flag();
  index(File::kVital, "AA").entry(patient_).raw(",").number(type).raw(",").date(inverse_text(moment)).raw(",").entry(made).flag();
}

void Teller::add_result(Result result, TextId loinc, TextId name) {
  result.test = numbers_->share(File::kLaboratoryTest, {loinc, loinc == kNoText ? name : 0, name});
  result.data_name = words_.data_names[loinc];
  result.specimen = words_.specimens[name];
  results_.push_back(result);
}

void Teller::tell_laboratory() {
  results_.clear();
  for (const ledger::Observation& observation : ledger_->observations) {
    const Kind& kind = words_.kinds[observation.kind];
    if (!kind.is_laboratory) continue;
    const auto limit = [&](int32_t mantissa) {
      return mantissa == INT32_MIN ? ledger::Quantity{} : ledger::Quantity{mantissa, kind.decimals};
    };
    Result result{observation.at, observation.encounter, {}, 0, {}, kind.unit, {}, limit(observation.low), limit(observation.high), {}};
    if (observation.is_number) {
      result.number = {observation.mantissa, kind.decimals};
    } else {
      result.text = text(observation.value);
    }
    add_result(result, kind.loinc, kind.name);
  }
  for (const ledger::CodedObservation& observation : ledger_->coded_observations) {
    if (observation.category != words_.laboratory || !observation.has_value() || is_told_as_vital(observation)) continue;
    add_result({observation.at, visit_of(observation.encounter, day_of(observation.at)), {}, 0, {}, observation.unit, observation.number,
                observation.low, observation.high, observation.value},
               observation.loinc_code, observation.type);
  }
  if (results_.empty()) return;
  sort_keeping_order(results_, [](const Result& a, const Result& b) { return a.at < b.at; });

  const Entry laboratory = numbers_->add(File::kLaboratory);
  zero(laboratory).entry(laboratory).raw("^2^").entry(patient_);
  nodes_.end();
  index("B", laboratory, laboratory);
  nodes_.node(File::kPatient).entry(patient_).raw(",\"LR\"").value().entry(laboratory);
  nodes_.end();

  // An entry of the chemistry subfile for each moment. Of tests that were done twice at one, the second has a moment of its
  // own, the next second that is free, as VistA's accessioning has it.
  uint64_t draws = 0;
  Instant at = 0;
  repeated_.clear();
  for (size_t first = 0, end; first < results_.size(); first = end) {
    const Instant moment = results_[first].at;
    for (end = first + 1; end < results_.size() && results_[end].at == moment; ++end) {
    }
    const auto is_same = [](const Result& a, const Result& b) {
      return a.data_name != 0 ? a.data_name == b.data_name : b.data_name == 0 && a.test.index == b.test.index;
    };
    repeated_.clear();
    size_t kept = first;
    for (size_t r = first; r < end; ++r) {
      const bool is_repeated = std::any_of(results_.begin() + static_cast<ptrdiff_t>(first), results_.begin() + static_cast<ptrdiff_t>(kept),
                                           [&](const Result& before) { return is_same(before, results_[r]); });
      if (is_repeated) {
        repeated_.push_back(results_[r]);
        repeated_.back().at = moment + kMillisecondsPerSecond;
      } else {
        if (kept != r) results_[kept] = results_[r];
        ++kept;
      }
    }
    at = moment;
    tell_draw(first, kept, at);
    ++draws;
    if (repeated_.empty()) continue;
    // What is left joins those of the next second.
    std::copy(repeated_.begin(), repeated_.end(), results_.begin() + static_cast<ptrdiff_t>(kept));
    size_t joined = end;
    while (joined < results_.size() && results_[joined].at <= moment + kMillisecondsPerSecond) results_[joined++].at = moment + kMillisecondsPerSecond;
    end = kept;
  }
  nodes_.node(File::kLaboratory).entry(laboratory).raw(",\"CH\",0").value().raw("^63.04D^").date(inverse_text(at)).raw("^").number(draws);
  nodes_.end();
}

void Teller::tell_draw(size_t first, size_t end, Instant at) {
  const Entry laboratory{File::kLaboratory, numbers_->count(File::kLaboratory) - 1};
  const Visit& visit = visits_[results_[first].visit];
  const DateText inverse = inverse_text(at), moment = date_text(at);
  nodes_.node(File::kLaboratory).entry(laboratory).raw(",\"CH\",").date(inverse).raw(",0").value();
  nodes_.date(moment).raw("^^").date(moment).raw("^").entry(visit.person).raw("^").number(static_cast<uint64_t>(results_[first].specimen) + 1);
  nodes_.raw("^^^^^").entry(visit.person).raw("^^^").entry(visit.place).raw(";SC(");
  nodes_.end();
  for (size_t r = first; r < end; ++r) {
    const Result& result = results_[r];
    nodes_.node(File::kLaboratory).entry(laboratory).raw(",\"CH\",").date(inverse).raw(",");
    if (result.data_name != 0) {
      nodes_.number(result.data_name);
    } else {
      nodes_.raw(kLocalDataName).entry(result.test);
    }
    nodes_.value();
    const bool has_number = result.number.mantissa != ledger::kNoMantissa;
    const auto limit = [&](const ledger::Quantity& quantity) {
      if (quantity.mantissa != ledger::kNoMantissa) nodes_.decimal(quantity.mantissa, quantity.scale);
      nodes_.raw("!");
    };
    if (has_number) {
      nodes_.decimal(result.number.mantissa, result.number.scale);
    } else {
      nodes_.text(result.text);
    }
    nodes_.raw("^");
    if (has_number && result.low.mantissa != ledger::kNoMantissa && is_less(result.number, result.low)) nodes_.raw("L");
    if (has_number && result.high.mantissa != ledger::kNoMantissa && is_less(result.high, result.number)) nodes_.raw("H");
    // Who verified it; the specimen, the range and the unit.
    nodes_.raw("^^").entry(visit.person).raw("^").number(static_cast<uint64_t>(result.specimen) + 1).raw("!");
    limit(result.low);
    limit(result.high);
    nodes_.raw("!!!").term(result.unit);
    nodes_.end();
  }
}

}  // namespace polyclinic::formats::vista

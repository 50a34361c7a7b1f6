// Observations, panels, reports and imaging studies of a module.
#include <cmath>

#include "engine/foundation/text.h"
#include "engine/gmf/module_reader.h"

namespace polyclinic::gmf {

using config::describe;

namespace {

// RFC 4648 with padding; no line breaks.
bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) {
    return false;
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    if (!is_ascii_letter(c) && !is_ascii_digit(c) && c != '+' && c != '/') {
      return false;
    }
  }
  return true;
}

}  // namespace

std::uint32_t ModuleReader::observation_state(const Node& state) {
  const Observation read = observation(state);
  return keep(program_.observations, read);
}

Observation ModuleReader::observation(const Node& at) {
  Observation observation;
  observation.codes = codes(at, "codes", true);
  observation.category = interned_text(at, "category");
  const std::string_view unit_text = text(at, "unit", false).value_or("");
  observation.unit = intern(unit_text);

  // In the order of precedence; of exact and range together the range counts.
  std::string_view chosen;
  const auto choose = [&](std::string_view form) {
    if (at.value.find(form) == nullptr) {
      return;
    }
    if (!chosen.empty()) {
      find("W55", *field(at, form), "\"" + std::string(form) + "\" ignored because \"" + std::string(chosen) +
                                        "\" is present",
           "keep one of them");
      return;
    }
    chosen = form;
  };
  for (const std::string_view form : {"range", "exact", "distribution", "attribute", "vital_sign", "value_code",
                                      "expression", "sampled_data", "attachment"}) {
    choose(form);
  }
  if (chosen.empty()) {
    find("W55", at, "observation will have no value", "add range, exact, distribution, attribute or vital_sign");
    return observation;
  }
  const Node source = *field(at, chosen);
  bool is_numeric = chosen == "range";
  if (chosen == "range") {
    observation.source = ObservationSource::kAmount;
    observation.amount = range(source, shapes::kDecimalRange, false);
  } else if (chosen == "exact") {
    observation.source = ObservationSource::kLiteral;
    const config::JsonValue* quantity = source.value.find("quantity");
    if (source.is(Kind::kObject)) {
      check_fields(source, shapes::kExact);
    }
    if (quantity != nullptr && quantity->is(Kind::kString)) {
      observation.literal = Value::text(intern(quantity->text));
    } else if (quantity != nullptr && quantity->is(Kind::kBoolean)) {
      observation.literal = Value::boolean(quantity->boolean);
    } else if (quantity != nullptr && quantity->is(Kind::kNumber)) {
      observation.literal = Value::of_number(quantity->number);
      is_numeric = true;
    } else {
      find("E02", source, "required field \"quantity\" is missing or not a number, string or boolean", "add it");
    }
  } else if (chosen == "distribution") {
    observation.source = ObservationSource::kAmount;
    observation.amount = distribution(source);
  } else if (chosen == "attribute") {
    observation.source = ObservationSource::kAttribute;
    observation.subject = attribute_read(at, "attribute", true);
  } else if (chosen == "vital_sign") {
    observation.source = ObservationSource::kVitalSign;
    observation.subject = static_cast<std::uint32_t>(vital_sign(at, true, "E02").value_or(VitalSign::kHeight));
  } else if (chosen == "value_code") {
    observation.source = ObservationSource::kLiteral;
    observation.literal = Value::code(code(source));
  } else if (chosen == "expression") {
    observation.source = ObservationSource::kExpression;
    observation.subject = expression(source);
  } else if (chosen == "sampled_data") {
    observation.source = ObservationSource::kSampledData;
    observation.subject = sampled_data(source);
  } else {
    observation.source = ObservationSource::kAttachment;
    observation.subject = attachment(source);
  }
  if (is_numeric && trim(unit_text).empty()) {
    find("E54", at, "numeric observation needs a unit", "add unit; \"1\" for a number without one");
  }
  return observation;
}

std::uint32_t ModuleReader::sampled_data(const Node& at) {
  SampledData data;
  if (!at.is(Kind::kObject)) {
    find("E02", at, "\"sampled_data\" is not an object", "write {\"attributes\": [...], \"origin_value\": ...}");
    return keep(program_.sampled_data, data);
  }
  check_fields(at, shapes::kSampledData);
  std::vector<AttributeId> attributes;
  const std::optional<Node> list = container(at, "attributes", Kind::kArray, true);
  for (std::uint32_t index = 0; list.has_value() && index < list->value.items.size(); ++index) {
    const Node name{list->value.items[index], &*list, {}, index};
    if (!name.is(Kind::kString) || name.value.text.empty()) {
      find("E02", name, "an attribute's name is " + describe(name.value), "name an attribute with a time series");
    } else {
      attributes.push_back(read_attribute(name, name.value.text));
    }
  }
  data.attributes = append(program_.attribute_lists, attributes);
  data.origin = number(at, "origin_value", false).value_or(0);
  data.factor = number(at, "factor", false).value_or(1);
  data.lower_limit = number(at, "lower_limit", false).value_or(-INFINITY);
  data.upper_limit = number(at, "upper_limit", false).value_or(INFINITY);
  data.decimal_format = interned_text(at, "decimal_format");
  return keep(program_.sampled_data, data);
}

std::uint32_t ModuleReader::attachment(const Node& at) {
  Attachment attachment;
  if (!at.is(Kind::kObject)) {
    find("E61", at, "\"attachment\" is not an object", "write {\"url\": ...}, {\"data\": ...} or {\"chart\": ...}");
    return keep(program_.attachments, attachment);
  }
  check_fields(at, shapes::kAttachment);
  std::uint32_t forms = 0;
  for (const std::string_view form : {"chart", "url", "data"}) {
    forms += given(at, form) ? 1 : 0;
  }
  if (forms != 1) {
    find("E61", at, "attachment needs exactly one of chart, url, data", forms == 0 ? "add one" : "keep one of them");
  }
  attachment.content_type = interned_text(at, "content_type");
  attachment.title = interned_text(at, "title");
  attachment.language = interned_text(at, "language");
  attachment.url = interned_text(at, "url");
  if (const std::optional<std::string_view> data = text(at, "data", false); data.has_value() && !data->empty()) {
    if (!is_base64(*data)) {
      find("E61", *field(at, "data"), "data is not base64", "write it in base64, without line breaks");
    }
    attachment.data = intern(*data);
  }
  if (const std::optional<Node> chart = container(at, "chart", Kind::kObject, false)) {
    check_fields(*chart, shapes::kChart);
    if (const std::optional<std::string_view> axis = text(*chart, "axis_attribute_x", false);
        axis.has_value() && !axis->empty() && *axis != "time") {
      read_attribute(*field(*chart, "axis_attribute_x"), *axis);
    }
    const std::optional<Node> series = container(*chart, "series", Kind::kArray, false);
    for (std::uint32_t index = 0; series.has_value() && index < series->value.items.size(); ++index) {
      const Node item{series->value.items[index], &*series, {}, index};
      if (item.is(Kind::kObject)) {
        check_fields(item, shapes::kChartSeries);
        attribute_read(item, "attribute", true);
      } else {
        find("E02", item, "a chart's series is " + describe(item.value), "write {\"attribute\": ...}");
      }
    }
    attachment.chart = intern(config::write_json(chart->value));
  }
  return keep(program_.attachments, attachment);
}

std::uint32_t ModuleReader::observation_group(const Node& state, StateType type) {
  ObservationGroup group;
  group.codes = codes(state, "codes", true);
  if (type == StateType::kMultiObservation) {
    group.category = interned_text(state, "category");
  }
  std::vector<Observation> observations;
  const std::optional<Node> list = container(state, "observations", Kind::kArray, true);
  for (std::uint32_t index = 0; list.has_value() && index < list->value.items.size(); ++index) {
    const Node item{list->value.items[index], &*list, {}, index};
    if (!item.is(Kind::kObject)) {
      find("E02", item, "an observation is " + describe(item.value), "write an object");
      continue;
    }
    check_fields(item, shapes::kInlineObservation);
    observations.push_back(observation(item));
  }
  group.observations = append(program_.observations, observations);
  return keep(program_.observation_groups, group);
}

std::uint32_t ModuleReader::imaging_study(const Node& state) {
  // More would be no study but an attempt to fill memory.
  constexpr std::int32_t kMost = 100;
  ImagingStudy study;
  study.procedure_code = code_field(state, "procedure_code", true);
  if (study.procedure_code != kNone) {
    make_code(append(program_.code_lists, {study.procedure_code}), ActiveKind::kProcedure);
  }
  study.minimum_series = whole(state, "min_number_series", 0, kMost, false).value_or(0);
  study.maximum_series = whole(state, "max_number_series", 0, kMost, false).value_or(0);
  std::vector<ImagingSeries> all;
  const std::optional<Node> list = container(state, "series", Kind::kArray, true);
  for (std::uint32_t index = 0; list.has_value() && index < list->value.items.size(); ++index) {
    const Node item{list->value.items[index], &*list, {}, index};
    if (!item.is(Kind::kObject)) {
      find("E02", item, "a series is " + describe(item.value), "write an object");
      continue;
    }
    check_fields(item, shapes::kImagingSeries);
    ImagingSeries series;
    series.body_site = code_field(item, "body_site", true);
    series.modality = code_field(item, "modality", true);
    series.minimum_instances = whole(item, "min_number_instances", 0, kMost, false).value_or(0);
    series.maximum_instances = whole(item, "max_number_instances", 0, kMost, false).value_or(0);
    std::vector<ImagingInstance> instances;
    const std::optional<Node> images = container(item, "instances", Kind::kArray, true);
    for (std::uint32_t place = 0; images.has_value() && place < images->value.items.size(); ++place) {
      const Node image{images->value.items[place], &*images, {}, place};
      if (!image.is(Kind::kObject)) {
        find("E02", image, "an instance is " + describe(image.value), "write an object");
        continue;
      }
      check_fields(image, shapes::kImagingInstance);
      instances.push_back({interned_text(image, "title"), code_field(image, "sop_class", true)});
    }
    series.instances = append(program_.imaging_instances, instances);
    all.push_back(series);
  }
  study.series = append(program_.imaging_series, all);
  return keep(program_.imaging_studies, study);
}

}  // namespace polyclinic::gmf

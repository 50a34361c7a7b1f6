// Puts a set of files in order, reads each, and has the checks made that need all of them.
#include "engine/gmf/loader.h"

#include <algorithm>
#include <memory>

#include "engine/config/json_document.h"
#include "engine/foundation/text.h"
#include "engine/gmf/graph.h"
#include "engine/gmf/loading.h"
#include "engine/gmf/module_reader.h"

namespace polyclinic::gmf {
namespace {

constexpr config::JsonLimits kJsonLimits{.text_size = kLargestModule,
                                         .text_size_in_words = "5 MiB",
                                         .depth = kDeepestModule,
                                         .depth_hint = "no module needs a quarter of that",
                                         .values = kMostModuleValues,
                                         .keep_numbers_beyond_double = false};

// In ascending order of bytes of their names; of those with one name the last.
template <class Text, class Name>
std::vector<Text> in_order(std::span<const Text> texts, Name name) {
  std::vector<std::size_t> order(texts.size());
  for (std::size_t index = 0; index < order.size(); ++index) {
    order[index] = index;
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return name(texts[a]) != name(texts[b]) ? name(texts[a]) < name(texts[b]) : a < b;
  });
  std::vector<Text> kept;
  for (const std::size_t index : order) {
    if (!kept.empty() && name(kept.back()) == name(texts[index])) {
      kept.back() = texts[index];
    } else {
      kept.push_back(texts[index]);
    }
  }
  return kept;
}

// Findings of the JSON reader: "line 3, column 14" or a pointer as their place.
void report_bad_json(Loading& loading, std::string_view key, const Error& error) {
  for (const Finding& finding : error.findings) {
    FindingPlace place{std::string(key), {}, {}, 0};
    std::string what = "invalid JSON";
    if (finding.where.starts_with("line ")) {
      std::string where = finding.where;
      if (const std::size_t comma = where.find(','); comma != std::string::npos) {
        where.erase(comma, 1);
      }
      what += " at " + where;
    } else if (!finding.where.empty()) {
      place.pointer = finding.where;
    }
    loading.log.add("E01", place, what + ": " + finding.what, finding.hint);
  }
}

void read_module(Loading& loading, const ModuleText& text, ModuleId module) {
  const Result<config::JsonValue> root = config::read_json(text.json, "The module", kJsonLimits);
  if (!root.has_value()) {
    loading.is_complete = false;
    loading.program.modules[module].first_state = static_cast<StateId>(loading.program.states.size());
    return report_bad_json(loading, text.key, root.error());
  }
  ModuleReader(loading, module).read(*root);
}

// What is too much to be read at all.
bool check_amount(Loading& loading, std::span<const ModuleText> modules, std::span<const TableText> tables) {
  std::uint64_t module_bytes = 0;
  std::uint64_t table_bytes = 0;
  for (const ModuleText& text : modules) {
    module_bytes += text.json.size();
  }
  for (const TableText& text : tables) {
    table_bytes += text.csv.size();
  }
  const auto refuse = [&](std::string what, std::string hint) {
    loading.log.add("E01", {}, std::move(what), std::move(hint));
    return false;
  };
  if (modules.size() > kMostModules) {
    return refuse("there are " + std::to_string(modules.size()) + " modules",
                  "at most " + std::to_string(kMostModules) + " are run together");
  }
  if (module_bytes > kLargestModuleSet) {
    return refuse("the modules have " + std::to_string(module_bytes) + " bytes",
                  "at most " + std::to_string(kLargestModuleSet) + " are read");
  }
  if (table_bytes > kLargestTableSet) {
    return refuse("the lookup tables have " + std::to_string(table_bytes) + " bytes",
                  "at most " + std::to_string(kLargestTableSet) + " are read");
  }
  return true;
}

void flag_attributes(Program& program) {
  for (AttributeFacts& attribute : program.attributes) {
    const std::string_view name = program.text(attribute.name);
    if (const HostAttribute* declared = find_host_attribute(name)) {
      attribute.host = true;
      attribute.derived =
          declared->cadence == HostCadence::kComputed || declared->cadence == HostCadence::kContinuous;
      attribute.polled = declared->cadence == HostCadence::kContinuous;
    }
    const std::span<const HostAttribute> watched = attributes_read_by_host();
    attribute.watched = std::any_of(watched.begin(), watched.end(),
                                    [&](const HostAttribute& read) { return read.name == name; });
  }
  for (std::uint32_t vital = 0; vital < kVitalSignCount; ++vital) {
    const VitalCadence cadence = host_vital_sign(static_cast<VitalSign>(vital)).cadence;
    program.vital_sign_varies[vital] = cadence == VitalCadence::kEachStep || cadence == VitalCadence::kEachReading;
  }
}

// Everything but link(). The tables' text must outlive the Loading.
void load(Loading& loading, std::span<const ModuleText> module_texts, std::span<const TableText> table_texts) {
  if (!check_amount(loading, module_texts, table_texts)) {
    return;
  }
  const std::vector<ModuleText> modules = in_order(module_texts, [](const ModuleText& text) { return text.key; });
  const std::vector<TableText> tables = in_order(table_texts, [](const TableText& text) { return text.name; });
  Program& program = loading.program;
  for (const ModuleText& text : modules) {
    Module module;
    module.key = program.texts.intern(text.key);
    module.top_level = text.key.find('/') == std::string_view::npos;
    if (text.key.empty() || first_invalid_utf8(text.key).has_value()) {
      loading.log.add("E02", {std::string(text.key), {}, {}, 0}, "a module's key is empty or not UTF-8",
                      "its key is its file's path without .json");
    }
    const std::string_view key = program.text(module.key);
    loading.module_ids.emplace(key, static_cast<ModuleId>(program.modules.size()));
    program.modules.push_back(module);
    if (!module.top_level) {
      loading.submodule_keys.push_back(key);
    }
  }
  for (const TableText& text : tables) {
    TableSource& source = loading.tables.emplace_back();
    source.name = text.name;
    source.csv = text.csv;
    loading.table_names.push_back(text.name);
  }
  for (std::size_t index = 0; index < modules.size(); ++index) {
    read_module(loading, modules[index], static_cast<ModuleId>(index));
  }
  check_across_files(loading);
  for (std::size_t index = 0; index < modules.size(); ++index) {
    check_graph(loading, static_cast<ModuleId>(index));
  }
  flag_attributes(program);
}

}  // namespace

LoadResult load_modules(std::span<const ModuleText> modules, std::span<const TableText> tables) {
  const auto loading = std::make_unique<Loading>();
  load(*loading, modules, tables);
  LoadResult result;
  result.findings = loading->log.take();
  if (!result.findings.has_errors()) {
    loading->program.link();
    result.program.emplace(std::move(loading->program));
  }
  return result;
}

ModuleFindings check_module(const ModuleText& module, std::span<const ModuleText> others,
                            std::span<const TableText> tables) {
  std::vector<ModuleText> all(others.begin(), others.end());
  all.push_back(module);
  const auto loading = std::make_unique<Loading>();
  load(*loading, all, tables);
  std::vector<std::string> files = {legible(module.key)};
  const auto id = loading->module_ids.find(module.key);
  for (const TableSource& source : loading->tables) {
    if (id != loading->module_ids.end() &&
        std::binary_search(source.users.begin(), source.users.end(), id->second)) {
      files.push_back(legible(source.name));
    }
  }
  const ModuleFindings found = loading->log.take();
  ModuleFindings concerned;
  for (const ModuleFinding& finding : found.all()) {
    if (finding.module.empty() || std::find(files.begin(), files.end(), finding.module) != files.end()) {
      concerned.add(finding);
    }
  }
  return concerned;
}

Result<std::string> draw_module(const ModuleText& module, GraphFormat format) {
  const auto loading = std::make_unique<Loading>();
  loading->accepts_unknown_submodules = true;
  Module drawn;
  drawn.key = loading->program.texts.intern(module.key);
  loading->program.modules.push_back(drawn);
  read_module(*loading, module, 0);
  if (loading->program.modules[0].state_count == 0) {
    return std::unexpected(loading->log.take().as_error("The module cannot be drawn"));
  }
  return write_graph(loading->program, 0, format);
}

FindingPlace place_of_state(const Loading& loading, StateId state) {
  const Program& program = loading.program;
  const std::string_view name = program.state_name(state);
  return {std::string(program.module_key(program.states[state].module)), config::printable(name),
          "/states/" + config::pointer_step(name), loading.state_offsets[state]};
}

}  // namespace polyclinic::gmf

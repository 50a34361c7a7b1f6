// Checks modules and tells what was found; finds what a module refers to.
#include <algorithm>

#include "engine/config/parse.h"
#include "engine/run/catalogue.h"
#include "engine/run/module_set.h"

namespace polyclinic {
namespace {

using run::count_of;

std::string_view name_of(gmf::Severity severity) {
  switch (severity) {
    case gmf::Severity::kError: return "error";
    case gmf::Severity::kWarning: return "warning";
    case gmf::Severity::kInformation: break;
  }
  return "remark";
}

std::string text_of(const ModuleSet& set, const std::vector<gmf::ModuleFinding>& findings) {
  std::string text;
  for (const gmf::ModuleFinding& finding : findings) {
    if (&finding == &findings.front() || finding.module != (&finding - 1)->module) {
      if (!text.empty()) text += "\n";
      text += finding.module.empty() ? "all files together\n" : run::file_of(set, finding.module) + "\n";
    }
    text += "  " + std::string(name_of(finding.severity)) + " " + finding.code;
    if (!finding.state.empty()) text += " in state \"" + finding.state + "\"";
    if (!finding.pointer.empty()) text += " at " + finding.pointer;
    text += "\n    " + finding.what + "\n";
    if (!finding.hint.empty()) text += "    -> " + finding.hint + "\n";
  }
  return text;
}

std::string json_of(const ModuleSet& set, const ModuleCheck& check, const std::vector<gmf::ModuleFinding>& findings) {
  config::JsonValue root = config::JsonValue::object();
  root.add("errors", run::json_count(check.errors));
  root.add("warnings", run::json_count(check.warnings));
  root.add("remarks", run::json_count(check.remarks));
  config::JsonValue list = config::JsonValue::array();
  for (const gmf::ModuleFinding& finding : findings) {
    config::JsonValue entry = config::JsonValue::object();
    entry.add("severity", run::json_text(name_of(finding.severity)));
    entry.add("code", run::json_text(finding.code));
    entry.add("module", run::json_text(finding.module));
    entry.add("file", run::json_text(finding.module.empty() ? std::string() : run::file_of(set, finding.module)));
    entry.add("state", run::json_text(finding.state));
    entry.add("pointer", run::json_text(finding.pointer));
    entry.add("what", run::json_text(finding.what));
    entry.add("hint", run::json_text(finding.hint));
    list.items.push_back(std::move(entry));
  }
  root.add("findings", std::move(list));
  return config::write_json(root) + "\n";
}

bool holds(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

void add_new(std::vector<std::string>& texts, std::string_view text) {
  if (!text.empty() && !holds(texts, text)) texts.emplace_back(text);
}

bool is_given_table(const ModuleSet& set, std::string_view name) {
  return std::any_of(set.tables.begin(), set.tables.end(), [&](const LookupTableText& table) { return table.name == name; });
}

}  // namespace

Result<ModuleCheck> check_modules(const ModuleSet& set, const std::vector<std::string>& about, std::string_view format) {
  POLYCLINIC_TRY(run::check_format(format, "text", "json"));
  const std::vector<std::string> keys = run::keys_of(set);
  for (const std::string& key : about) {
    if (!holds(keys, key)) return std::unexpected(run::no_such_module(key, keys));
  }
  const std::vector<std::string>& meant = about.empty() ? keys : about;
  const gmf::LoadResult loaded = run::load(set);
  std::vector<gmf::ModuleFinding> findings;
  ModuleCheck check;
  for (const gmf::ModuleFinding& finding : loaded.findings.all()) {
    const bool is_meant = finding.module.empty() || holds(meant, finding.module) ||
                          is_given_table(set, finding.module);
    if (!is_meant && finding.severity != gmf::Severity::kError) continue;
    switch (finding.severity) {
      case gmf::Severity::kError: ++check.errors; break;
      case gmf::Severity::kWarning: ++check.warnings; break;
      case gmf::Severity::kInformation: ++check.remarks; break;
    }
    findings.push_back(finding);
  }
  if (format == "json") {
    check.text = json_of(set, check, findings);
    return check;
  }
  check.text = text_of(set, findings);
  if (!check.text.empty()) check.text += "\n";
  check.text += count_of(keys.size(), "module");
  if (!set.tables.empty()) check.text += " and " + count_of(set.tables.size(), "lookup table");
  check.text += ": " + count_of(check.errors, "error") + ", " + count_of(check.warnings, "warning") + ", " +
                count_of(check.remarks, "remark") + "\n";
  return check;
}

Result<ModuleSet> modules_of_config(std::string_view config_text) {
  POLYCLINIC_ASSIGN(const config::Vocabulary words, run::vocabulary());
  POLYCLINIC_ASSIGN(config::Config config, config::parse(config_text, words));
  ModuleSet set;
  for (config::NamedText& file : config.modules.files) set.modules.push_back({std::move(file.name), std::move(file.text), {}});
  for (config::NamedText& file : config.modules.tables) set.tables.push_back({std::move(file.name), std::move(file.text), {}});
  return set;
}

ModuleReferences module_references(std::string_view json) {
  ModuleReferences references;
  config::JsonLimits limits;
  limits.text_size = gmf::kLargestModule;
  limits.depth = gmf::kDeepestModule;
  limits.values = gmf::kMostModuleValues;
  const Result<config::JsonValue> root = config::read_json(json, "The module", limits);
  if (!root) return references;
  const config::JsonValue* states = root->find("states");
  if (states == nullptr) return references;
  const auto text_of_member = [](const config::JsonValue& object, std::string_view key) {
    const config::JsonValue* value = object.find(key);
    return value != nullptr && value->is(config::JsonValue::Kind::kString) ? std::string_view(value->text) : std::string_view();
  };
  for (const config::JsonMember& state : states->members) {
    if (text_of_member(state.value, "type") == "CallSubmodule") {
      add_new(references.submodules, text_of_member(state.value, "submodule"));
    }
    if (const config::JsonValue* options = state.value.find("lookup_table_transition"); options != nullptr) {
      for (const config::JsonValue& option : options->items) add_new(references.tables, text_of_member(option, "lookup_table_name"));
    }
  }
  return references;
}

}  // namespace polyclinic

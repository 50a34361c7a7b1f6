// Lists modules and draws them.
#include <algorithm>
#include <optional>
#include <set>

#include "engine/gmf/graph.h"
#include "engine/gmf/wording.h"
#include "engine/run/module_set.h"

namespace polyclinic {
namespace {

// What a module is made of.
struct Contents {
  std::uint32_t conditions = 0, medications = 0, procedures = 0, encounters = 0;
  std::set<std::string> calls, tables;
};

Contents contents_of(const gmf::Program& program, const gmf::Module& module) {
  Contents contents;
  for (gmf::StateId id = module.first_state; id < module.first_state + module.state_count; ++id) {
    const gmf::State& state = program.states[id];
    switch (state.type) {
      case gmf::StateType::kConditionOnset: ++contents.conditions; break;
      case gmf::StateType::kMedicationOrder: ++contents.medications; break;
      case gmf::StateType::kProcedure: ++contents.procedures; break;
      case gmf::StateType::kEncounter: ++contents.encounters; break;
      case gmf::StateType::kCallSubmodule:
        contents.calls.emplace(program.module_key(program.calls[state.detail].callee));
        break;
      default: break;
    }
    if (state.transition != gmf::kNone) {
      const gmf::Transition& transition = program.transitions[state.transition];
      if (transition.table != gmf::kNone) contents.tables.emplace(program.text(program.tables[transition.table].file));
    }
  }
  return contents;
}

config::JsonValue json_list(const std::set<std::string>& texts) {
  config::JsonValue list = config::JsonValue::array();
  for (const std::string& text : texts) list.items.push_back(run::json_text(text));
  return list;
}

std::string json_of(const ModuleSet& set, const gmf::Program& program) {
  config::JsonValue list = config::JsonValue::array();
  for (const gmf::Module& module : program.modules) {
    const Contents contents = contents_of(program, module);
    config::JsonValue entry = config::JsonValue::object();
    entry.add("module", run::json_text(program.text(module.key)));
    entry.add("name", run::json_text(program.text(module.name)));
    entry.add("file", run::json_text(run::file_of(set, program.text(module.key))));
    entry.add("top_level", run::json_truth(module.top_level));
    entry.add("states", run::json_count(module.state_count));
    entry.add("conditions", run::json_count(contents.conditions));
    entry.add("medications", run::json_count(contents.medications));
    entry.add("procedures", run::json_count(contents.procedures));
    entry.add("encounters", run::json_count(contents.encounters));
    entry.add("calls", json_list(contents.calls));
    entry.add("lookup_tables", json_list(contents.tables));
    list.items.push_back(std::move(entry));
  }
  config::JsonValue root = config::JsonValue::object();
  root.add("modules", std::move(list));
  return config::write_json(root) + "\n";
}

std::string text_of(const gmf::Program& program) {
  std::string text;
  for (const bool top_level : {true, false}) {
    run::TextTable table({top_level ? "MODULE" : "SUBMODULE", "NAME", ">STATES", ">CONDITIONS", ">MEDICATIONS", ">PROCEDURES",
                          ">ENCOUNTERS", ">CALLS", ">TABLES"});
    for (const gmf::Module& module : program.modules) {
      if (module.top_level != top_level) continue;
      const Contents contents = contents_of(program, module);
      table.add({gmf::shortened(program.text(module.key), 60), gmf::shortened(program.text(module.name), 60),
                 std::to_string(module.state_count), std::to_string(contents.conditions), std::to_string(contents.medications),
                 std::to_string(contents.procedures), std::to_string(contents.encounters), std::to_string(contents.calls.size()),
                 std::to_string(contents.tables.size())});
    }
    if (table.is_empty()) continue;
    if (!text.empty()) text += "\n";
    text += table.text();
  }
  return text.empty() ? "no modules\n" : text;
}

}  // namespace

Result<std::string> list_modules(const ModuleSet& set, std::string_view format) {
  POLYCLINIC_TRY(run::check_format(format, "text", "json"));
  POLYCLINIC_ASSIGN(const auto program, run::load_set(set));
  return format == "json" ? json_of(set, *program) : text_of(*program);
}

Result<std::string> graph_module(const ModuleSet& set, std::string_view key, std::string_view format) {
  POLYCLINIC_TRY(run::check_format(format, "mermaid", "dot"));
  const gmf::GraphFormat chosen = format == "dot" ? gmf::GraphFormat::kDot : gmf::GraphFormat::kMermaid;
  const std::optional<gmf::ModuleText> text = run::text_of(set, key);
  if (!text) return std::unexpected(run::no_such_module(key, run::keys_of(set)));
  const gmf::LoadResult loaded = run::load(set);
  if (loaded.program) return gmf::write_graph(*loaded.program, loaded.program->find_module(key), chosen);
  // A file by itself can be drawn though what it calls and looks up is not there.
  gmf::ModuleFindings own;
  for (const gmf::ModuleFinding& finding : loaded.findings.all()) {
    if (finding.module == key && finding.code != "E27" && finding.code != "E19") own.add(finding);
  }
  if (own.has_errors()) {
    return std::unexpected(own.as_error("the module has " + run::count_of(own.count(gmf::Severity::kError), "error")));
  }
  return gmf::draw_module(*text, chosen);
}

}  // namespace polyclinic

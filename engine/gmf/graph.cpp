// Writes a module's graph, node by node in the order of the file.
#include "engine/gmf/graph.h"

#include <array>
#include <string_view>
#include <vector>

#include "engine/config/json_document.h"
#include "engine/gmf/wording.h"

namespace polyclinic::gmf {
namespace {

constexpr std::size_t kLongestName = 80;
constexpr std::size_t kLongestLine = 120;
constexpr std::size_t kMostCases = 4;  // told of one edge

// What a state is for the reader. The order is that of kLooks.
enum class Look : uint8_t { kStart, kEnd, kWait, kCall, kEncounter, kRecord, kDeath, kStep };

struct LookStyle {
  std::string_view name;
  std::string_view open, close;  // of Mermaid's nodes
  std::string_view shape;        // of DOT's
  std::string_view fill;
};

constexpr std::array<LookStyle, 8> kLooks = {{
    {"start", "([", "])", "oval", "#d9ead3"},
    {"finish", "([", "])", "oval", "#d9d9d9"},
    {"waits", "{{", "}}", "hexagon", "#fff2cc"},
    {"calls", "[[", "]]", "component", "#e6e0f8"},
    {"encounter", "(", ")", "folder", "#cfe2f3"},
    {"record", "[", "]", "box", "#ffffff"},
    {"death", "[", "]", "octagon", "#f4cccc"},
    {"step", "[", "]", "box", "#f3f3f3"},
}};

Look look_of(StateType type) {
  switch (type) {
    case StateType::kInitial: return Look::kStart;
    case StateType::kTerminal: return Look::kEnd;
    case StateType::kDelay:
    case StateType::kGuard: return Look::kWait;
    case StateType::kCallSubmodule: return Look::kCall;
    case StateType::kEncounter:
    case StateType::kEncounterEnd: return Look::kEncounter;
    case StateType::kDeath: return Look::kDeath;
    case StateType::kSimple:
    case StateType::kSetAttribute:
    case StateType::kCounter:
    case StateType::kPhysiology: return Look::kStep;
    default: return Look::kRecord;
  }
}

struct Edge {
  uint32_t to = 0;                // counted from the module's first state
  std::vector<std::string> when;  // of the first cases
  uint32_t more = 0;              // cases
};

// One edge a target, in the order of the transition.
class Edges {
 public:
  Edges(const Program& program, const Module& module) : program_(program), module_(module), edge_of_(module.state_count, kNone) {}

  const std::vector<Edge>& of(StateId state) {
    for (const Edge& edge : edges_) edge_of_[edge.to] = kNone;
    edges_.clear();
    for (const Exit& exit : exits_in_words(program_, state)) {
      if (exit.target == kNone) continue;  // leads nowhere, in a module with errors
      const uint32_t to = exit.target - module_.first_state;
      if (edge_of_[to] == kNone) {
        edge_of_[to] = static_cast<uint32_t>(edges_.size());
        edges_.push_back({to, {}, 0});
      }
      Edge& edge = edges_[edge_of_[to]];
      if (exit.when.empty()) continue;
      if (edge.when.size() < kMostCases) {
        edge.when.push_back(shortened(exit.when, kLongestLine));
      } else {
        ++edge.more;
      }
    }
    for (Edge& edge : edges_) {
      if (edge.more > 0) edge.when.push_back("and in " + std::to_string(edge.more) + (edge.more == 1 ? " more case" : " more cases"));
    }
    return edges_;
  }

 private:
  const Program& program_;
  const Module& module_;
  std::vector<Edge> edges_;
  std::vector<uint32_t> edge_of_;  // by target, of the state that was asked last
};

// Within a quoted Mermaid string: it knows entities, no escapes.
void append_mermaid(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '"': out += "#quot;"; break;
      case '#': out += "#35;"; break;
      case '&': out += "#amp;"; break;
      case '<': out += "#lt;"; break;
      case '>': out += "#gt;"; break;
      case '`': out += "#96;"; break;
      default: out += c;
    }
  }
}

void append_dot(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
}

// The node's lines: name, type, what it does.
std::vector<std::string> lines_of(const Program& program, StateId id) {
  const std::string name = shortened(program.state_name(id), kLongestName);
  const std::string type(type_in_words(program.states[id].type));
  const std::string does = shortened(state_in_words(program, id), kLongestLine);
  std::vector<std::string> lines{name};
  if (does.empty() && name == type) return lines;
  lines.push_back(does.empty() ? type : type + ": " + does);
  return lines;
}

template <class Append>
void append_lines(std::string& out, const std::vector<std::string>& lines, std::string_view separator, Append append) {
  for (const std::string& line : lines) {
    if (&line != &lines.front()) out += separator;
    append(out, line);
  }
}

std::string mermaid(const Program& program, const Module& module) {
  // The front matter is YAML, which reads JSON's strings.
  std::string out = "---\ntitle: " + config::quote_json(shortened(program.text(module.name == kNoText ? module.key : module.name), kLongestName)) + "\n---\nflowchart TD\n";
  for (uint32_t index = 0; index < module.state_count; ++index) {
    const StateId id = module.first_state + index;
    const LookStyle& look = kLooks[static_cast<std::size_t>(look_of(program.states[id].type))];
    out += "  s" + std::to_string(index) + std::string(look.open) + "\"";
    append_lines(out, lines_of(program, id), "<br/>", append_mermaid);
    out += "\"" + std::string(look.close) + ":::" + std::string(look.name) + "\n";
  }
  Edges edges(program, module);
  for (uint32_t index = 0; index < module.state_count; ++index) {
    for (const Edge& edge : edges.of(module.first_state + index)) {
      out += "  s" + std::to_string(index) + " -->";
      if (!edge.when.empty()) {
        out += "|\"";
        append_lines(out, edge.when, "<br/>", append_mermaid);
        out += "\"|";
      }
      out += " s" + std::to_string(edge.to) + "\n";
    }
  }
  for (const LookStyle& look : kLooks) {
    out += "  classDef " + std::string(look.name) + " fill:" + std::string(look.fill) + ",stroke:#666,color:#000\n";
  }
  return out;
}

std::string dot(const Program& program, const Module& module) {
  std::string out = "digraph \"";
  append_dot(out, shortened(program.text(module.key), kLongestName));
  out += "\" {\n  label=\"";
  append_dot(out, shortened(program.text(module.name), kLongestName));
  out += "\";\n  labelloc=t;\n  node [fontname=\"sans-serif\", fontsize=10, style=filled, color=\"#666666\"];\n"
         "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#666666\"];\n";
  for (uint32_t index = 0; index < module.state_count; ++index) {
    const StateId id = module.first_state + index;
    const LookStyle& look = kLooks[static_cast<std::size_t>(look_of(program.states[id].type))];
    out += "  s" + std::to_string(index) + " [shape=" + std::string(look.shape) + ", fillcolor=\"" + std::string(look.fill) + "\", label=\"";
    append_lines(out, lines_of(program, id), "\\n", append_dot);
    out += "\"];\n";
  }
  Edges edges(program, module);
  for (uint32_t index = 0; index < module.state_count; ++index) {
    for (const Edge& edge : edges.of(module.first_state + index)) {
      out += "  s" + std::to_string(index) + " -> s" + std::to_string(edge.to);
      if (!edge.when.empty()) {
        out += " [label=\"";
        append_lines(out, edge.when, "\\n", append_dot);
        out += "\"]";
      }
      out += ";\n";
    }
  }
  return out + "}\n";
}

}  // namespace

std::string write_graph(const Program& program, ModuleId module, GraphFormat format) {
  const Module& held = program.modules[module];
  return format == GraphFormat::kMermaid ? mermaid(program, held) : dot(program, held);
}

}  // namespace polyclinic::gmf

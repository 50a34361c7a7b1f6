// The two dialects of graphs.
#include "engine/gmf/graph.h"

#include <cmath>

#include "engine/foundation/number_text.h"
#include "engine/gmf/wording.h"

namespace polyclinic::gmf {
namespace {

constexpr std::size_t kLongestLabel = 160;

std::string shortened(std::string_view text) {
  if (text.size() <= kLongestLabel) {
    return std::string(text);
  }
  std::size_t end = kLongestLabel;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return std::string(text.substr(0, end)) + "...";
}

std::string percent(double probability) {
  char text[kDoubleTextSize];
  const double value = std::floor(probability * 1e6 + 0.5) / 1e4;
  return std::string(text, write_double(text, value)) + " %";
}

// A label's characters that mean something to the dialect, or would leave the line, as what stands for them.
std::string escaped(std::string_view text, GraphFormat format) {
  std::string out;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (c == '\n') {
      out += format == GraphFormat::kMermaid ? "<br/>" : "\\n";
    } else if (is_control) {
      out += ' ';
    } else if (format == GraphFormat::kDot) {
      out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    } else if (c == '"') {
      out += "#quot;";
    } else if (c == '#') {
      out += "#35;";
    } else if (c == '<') {
      out += "#lt;";
    } else if (c == '>') {
      out += "#gt;";
    } else if (c == '&') {
      out += "#amp;";
    } else if (c == '`') {
      out += "#96;";  // opens Markdown
    } else {
      out += c;
    }
  }
  return out;
}

class GraphWriter {
 public:
  GraphWriter(const Program& program, ModuleId module, GraphFormat format)
      : program_(program), module_(program.modules[module]), format_(format) {}

  std::string write() {
    const std::string title = escaped(shortened(program_.text(module_.key)), format_);
    out_ = format_ == GraphFormat::kMermaid ? "flowchart TD\n"
                                            : "digraph \"" + title + "\" {\n  node [shape=box];\n";
    for (StateId state = module_.first_state; state < module_.first_state + module_.state_count; ++state) {
      node(state);
    }
    for (StateId state = module_.first_state; state < module_.first_state + module_.state_count; ++state) {
      arrows(state);
    }
    if (format_ == GraphFormat::kDot) {
      out_ += "}\n";
    }
    return std::move(out_);
  }

 private:
  std::string id(StateId state) const { return "s" + std::to_string(state - module_.first_state); }

  void node(StateId id_of) {
    const State& state = program_.states[id_of];
    std::string label = shortened(program_.text(state.name));
    const std::string_view type = type_name(state.type);
    if (label != type) {
      label += "\n" + std::string(type);
    }
    if (const std::string words = state_in_words(program_, id_of); !words.empty()) {
      label += (label == type ? "\n" : ": ") + shortened(words);
    }
    const bool is_end = state.type == StateType::kInitial || state.type == StateType::kTerminal;
    const bool waits = state.type == StateType::kDelay || state.type == StateType::kGuard;
    if (format_ == GraphFormat::kMermaid) {
      const std::string_view open = is_end ? "([\"" : waits ? "{{\"" : "[\"";
      const std::string_view close = is_end ? "\"])" : waits ? "\"}}" : "\"]";
      out_ += "  " + id(id_of) + std::string(open) + escaped(label, format_) + std::string(close) + "\n";
    } else {
      out_ += "  " + id(id_of) + " [label=\"" + escaped(label, format_) + "\"" +
              (is_end ? ", shape=oval" : waits ? ", shape=hexagon" : "") + "];\n";
    }
  }

  void arrow(StateId from, StateId to, std::string_view label) {
    if (to == kNone) {
      return;
    }
    const std::string text = escaped(shortened(label), format_);
    if (format_ == GraphFormat::kMermaid) {
      out_ += "  " + id(from) + " -->" + (text.empty() ? "" : "|\"" + text + "\"|") + " " + id(to) + "\n";
    } else {
      out_ += "  " + id(from) + " -> " + id(to) + (text.empty() ? "" : " [label=\"" + text + "\"]") + ";\n";
    }
  }

  std::string share(const Probability& probability) const {
    if (probability.attribute == kNone) {
      return percent(probability.number);
    }
    return std::string(program_.text(program_.attributes[probability.attribute].name)) + ", else " +
           percent(probability.number);
  }

  void arrows(StateId from) {
    const State& state = program_.states[from];
    if (state.type == StateType::kPhysiology && state.detail != kNone) {
      arrow(from, program_.physiologies[state.detail].alternative, "");
      return;
    }
    if (state.transition == kNone) {
      return;
    }
    const Transition& transition = program_.transitions[state.transition];
    switch (transition.kind) {
      case TransitionKind::kDirect:
        arrow(from, transition.target, "");
        break;
      case TransitionKind::kDistributed:
        branches(from, transition.options, "");
        break;
      case TransitionKind::kLookupTable: {
        const std::string table = transition.table == kNone
                                      ? std::string("by table")
                                      : "by " + std::string(program_.text(program_.tables[transition.table].file));
        for (std::uint32_t index = transition.options.first; index < transition.options.end(); ++index) {
          const Branch& branch = program_.branches[index];
          arrow(from, branch.target, table + ", else " + percent(branch.probability.number));
        }
        break;
      }
      case TransitionKind::kConditional:
      case TransitionKind::kComplex:
        choices(from, transition.options);
        break;
      case TransitionKind::kTypeOfCare:
        arrow(from, transition.ambulatory, "ambulatory");
        arrow(from, transition.emergency, "emergency");
        arrow(from, transition.telemedicine, "telemedicine");
        break;
    }
  }

  void branches(StateId from, Slice slice, std::string_view before) {
    for (std::uint32_t index = slice.first; index < slice.end(); ++index) {
      const Branch& branch = program_.branches[index];
      arrow(from, branch.target, std::string(before) + share(branch.probability));
    }
  }

  void choices(StateId from, Slice slice) {
    for (std::uint32_t index = slice.first; index < slice.end(); ++index) {
      const Choice& choice = program_.choices[index];
      const std::string when = choice.condition != kNone  ? condition_in_words(program_, choice.condition)
                               : index == slice.first     ? std::string()
                                                          : std::string("else");
      if (choice.target != kNone) {
        arrow(from, choice.target, when);
      } else {
        branches(from, choice.branches, when.empty() ? when : shortened(when) + ": ");
      }
    }
  }

  const Program& program_;
  const Module& module_;
  GraphFormat format_;
  std::string out_;
};

}  // namespace

std::string write_graph(const Program& program, ModuleId module, GraphFormat format) {
  return GraphWriter(program, module, format).write();
}

}  // namespace polyclinic::gmf

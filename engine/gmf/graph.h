// Draws a module: its states as boxes and its transitions as arrows, in Mermaid (for Markdown pages) or in the DOT
// language of Graphviz. Pure text; nothing is laid out here. Not the checks of the graph (graph_checks.cpp).
#pragma once

#include <cstdint>
#include <string>

#include "engine/gmf/loader.h"
#include "engine/gmf/program.h"

namespace polyclinic::gmf {

enum class GraphFormat : std::uint8_t {
  kMermaid,
  kDot,
};

// One module of a compiled set. States are told with their type and what they do; shapes and colours tell what waits,
// what is an encounter, what is recorded. Arrows have their probability or condition; those between the same two states
// are one. Ends with a newline.
std::string write_graph(const Program& program, ModuleId module, GraphFormat format);

// One file by itself, without the submodules and tables that it names, and with whatever else is wrong with it: arrows
// that lead nowhere are left out. Errors: kInvalidInput when the text is no module at all.
Result<std::string> draw_module(const ModuleText& module, GraphFormat format);

}  // namespace polyclinic::gmf

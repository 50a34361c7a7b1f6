// A module drawn as a graph of its states: Mermaid for Markdown pages, DOT for Graphviz. Not the checks of that graph
// (graph_checks.cpp).
#pragma once

#include <string>

#include "engine/gmf/program.h"

namespace polyclinic::gmf {

enum class GraphFormat : uint8_t { kMermaid, kDot };

// States are nodes with their type and what they do; shapes and colours tell what waits, what is an encounter, what is
// recorded. Ways out are edges with their probability or condition; those between the same two states are one edge.
std::string graph_of(const Program& program, ModuleId module, GraphFormat format);

}  // namespace polyclinic::gmf

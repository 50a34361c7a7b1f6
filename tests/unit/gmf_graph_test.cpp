// Modules as Mermaid and as DOT: what is drawn, how names are escaped, and that broken modules are drawn as far as they
// go.
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/gmf/graph.h"
#include "engine/gmf/vocabulary.h"
#include "tests/unit/gmf_sources.h"

namespace polyclinic::gmf {
namespace {

// How the kinds of states look, at the end of every Mermaid graph.
constexpr std::string_view kLooks =
    "  classDef start fill:#d9ead3,stroke:#666,color:#000\n  classDef finish fill:#d9d9d9,stroke:#666,color:#000\n"
    "  classDef waits fill:#fff2cc,stroke:#666,color:#000\n  classDef calls fill:#e6e0f8,stroke:#666,color:#000\n"
    "  classDef encounter fill:#cfe2f3,stroke:#666,color:#000\n  classDef record fill:#ffffff,stroke:#666,color:#000\n"
    "  classDef death fill:#f4cccc,stroke:#666,color:#000\n  classDef step fill:#f3f3f3,stroke:#666,color:#000\n";

std::string draw(const std::string& file, GraphFormat format) {
  const Result<std::string> graph = draw_module({"t", file}, format);
  REQUIRE(graph.has_value());
  return *graph;
}

TEST_CASE("a module is drawn in both dialects", "[gmf]") {
  const std::string file = module_file(
      "'Initial':{'type':'Initial','direct_transition':'Wait'},"
      "'Wait':{'type':'Delay','range':{'low':1,'high':3,'unit':'weeks'},'distributed_transition':["
      "{'transition':'Ask','distribution':0.25},{'transition':'End','distribution':{'attribute':'p','default':0.5}}]},"
      "'Ask':{'type':'Simple','complex_transition':["
      "{'condition':{'condition_type':'Age','operator':'<','quantity':18,'unit':'years'},'transition':'End'},"
      "{'distributions':[{'transition':'Call','distribution':1}]}]},"
      "'Call':{'type':'CallSubmodule','submodule':'a/b','direct_transition':'End'},"
      "'End':{'type':'Terminal'}");
  CHECK(draw(file, GraphFormat::kMermaid) ==
        "---\ntitle: \"Test\"\n---\nflowchart TD\n"
        "  s0([\"Initial\"]):::start\n"
        "  s1{{\"Wait<br/>Delay: 1 to 3 weeks\"}}:::waits\n"
        "  s2[\"Ask<br/>Simple\"]:::step\n"
        "  s3[[\"Call<br/>CallSubmodule: a/b\"]]:::calls\n"
        "  s4([\"End<br/>Terminal\"]):::finish\n"
        "  s0 --> s1\n"
        "  s1 -->|\"25 %\"| s2\n"
        "  s1 -->|\"else\"| s4\n"
        "  s2 -->|\"if age #lt; 18 years\"| s4\n"
        "  s2 -->|\"else: 100 %\"| s3\n"
        "  s3 --> s4\n" +
            std::string(kLooks));
  CHECK(draw(file, GraphFormat::kDot) ==
        "digraph \"t\" {\n"
        "  label=\"Test\";\n"
        "  labelloc=t;\n"
        "  node [fontname=\"sans-serif\", fontsize=10, style=filled, color=\"#666666\"];\n"
        "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#666666\"];\n"
        "  s0 [shape=oval, fillcolor=\"#d9ead3\", label=\"Initial\"];\n"
        "  s1 [shape=hexagon, fillcolor=\"#fff2cc\", label=\"Wait\\nDelay: 1 to 3 weeks\"];\n"
        "  s2 [shape=box, fillcolor=\"#f3f3f3\", label=\"Ask\\nSimple\"];\n"
        "  s3 [shape=component, fillcolor=\"#e6e0f8\", label=\"Call\\nCallSubmodule: a/b\"];\n"
        "  s4 [shape=oval, fillcolor=\"#d9d9d9\", label=\"End\\nTerminal\"];\n"
        "  s0 -> s1;\n"
        "  s1 -> s2 [label=\"25 %\"];\n"
        "  s1 -> s4 [label=\"else\"];\n"
        "  s2 -> s4 [label=\"if age < 18 years\"];\n"
        "  s2 -> s3 [label=\"else: 100 %\"];\n"
        "  s3 -> s4;\n"
        "}\n");
}

TEST_CASE("names cannot break out of a graph", "[gmf]") {
  const std::string file =
      "{\"name\":\"x\",\"states\":{\"Initial\":{\"type\":\"Initial\",\"direct_transition\":\"a\\\"]\\n<b>&#`\\\\\"},"
      "\"a\\\"]\\n<b>&#`\\\\\":{\"type\":\"Terminal\"}}}";
  CHECK(draw(file, GraphFormat::kMermaid).find("s1([\"a#quot;]\\n#lt;b#gt;#amp;#35;#96;\\<br/>Terminal\"])") !=
        std::string::npos);
  CHECK(draw(file, GraphFormat::kDot).find("label=\"a\\\"]\\\\n<b>&#`\\\\\\nTerminal\"") != std::string::npos);
}

TEST_CASE("a broken module is drawn as far as it goes, and text that is none is refused", "[gmf]") {
  const std::string broken =
      module_file("'Initial':{'type':'Initial','direct_transition':'Nowhere'},'S':{'type':'Guard'},'Q':{'type':'?'}");
  CHECK(draw(broken, GraphFormat::kMermaid) ==
        "---\ntitle: \"Test\"\n---\nflowchart TD\n  s0([\"Initial\"]):::start\n  s1{{\"S<br/>Guard\"}}:::waits\n"
        "  s2[\"Q<br/>Simple\"]:::step\n" +
            std::string(kLooks));
  const Result<std::string> refused = draw_module({"t", "{"}, GraphFormat::kDot);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().findings.size() == 1);
}

TEST_CASE("a state with a wrong field is drawn, whatever the field", "[gmf]") {
  constexpr std::string_view kCode = "{'system':'SNOMED-CT','code':'1','display':'d'}";
  std::vector<std::string> values = {"null", "true", "-1", "'x'", "''", "[]", "{}", "[{}]", "[null]", "[[]]", std::string(kCode)};
  for (const std::string_view part : {"code", "codes", "observations", "reaction", "text", "kind", "quantity"}) {
    values.push_back("[{'" + std::string(part) + "':{}}]");
    values.push_back("{'" + std::string(part) + "':[{}]}");
  }
  for (const Shape& shape : state_shapes()) {
    for (const Field& field : shape.fields) {
      for (const std::string& value : values) {
        const std::string file = one_state("'type':'" + std::string(shape.name) + "','" + std::string(field.name) + "':" + value);
        INFO(file);
        for (const GraphFormat format : {GraphFormat::kMermaid, GraphFormat::kDot}) {
          CHECK(draw(file, format).find(shape.name) != std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("a graph has one arrow between two states, with its first cases", "[gmf]") {
  std::string options;
  for (int year = 1; year <= 7; ++year) {
    options += "{'condition':{'condition_type':'Age','operator':'==','quantity':" + std::to_string(year) +
               ",'unit':'years'},'transition':'" + (year % 2 == 0 ? "Even" : "Odd") + "'},";
  }
  const std::string graph =
      draw(module_file("'Initial':{'type':'Initial','conditional_transition':[" + options + "{'transition':'Odd'}]},"
                       "'Even':{'type':'Simple','direct_transition':'Odd'},'Odd':{'type':'Terminal'}"),
           GraphFormat::kDot);
  CHECK(graph.find("  s0 -> s2 [label=\"if age == 1 years\\nif age == 3 years\\nif age == 5 years\\nif age == 7 years\\nand in 1 "
                   "more case\"];\n  s0 -> s1 [label=\"if age == 2 years\\nif age == 4 years\\nif age == 6 years\"];\n"
                   "  s1 -> s2;\n}\n") != std::string::npos);
}

}  // namespace
}  // namespace polyclinic::gmf

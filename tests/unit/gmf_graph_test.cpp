// Modules as Mermaid and as DOT: what is drawn, how names are escaped, and that broken modules are drawn as far as they
// go.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "engine/gmf/graph.h"
#include "engine/gmf/wording.h"
#include "tests/unit/gmf_sources.h"

namespace polyclinic::gmf {
namespace {

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
        "flowchart TD\n"
        "  s0([\"Initial\"])\n"
        "  s1{{\"Wait<br/>Delay: 1 to 3 weeks\"}}\n"
        "  s2[\"Ask<br/>Simple\"]\n"
        "  s3[\"Call<br/>CallSubmodule: a/b\"]\n"
        "  s4([\"End<br/>Terminal\"])\n"
        "  s0 --> s1\n"
        "  s1 -->|\"25 %\"| s2\n"
        "  s1 -->|\"p, else 50 %\"| s4\n"
        "  s2 -->|\"age #lt; 18 years\"| s4\n"
        "  s2 -->|\"else: 100 %\"| s3\n"
        "  s3 --> s4\n");
  CHECK(draw(file, GraphFormat::kDot) ==
        "digraph \"t\" {\n"
        "  node [shape=box];\n"
        "  s0 [label=\"Initial\", shape=oval];\n"
        "  s1 [label=\"Wait\\nDelay: 1 to 3 weeks\", shape=hexagon];\n"
        "  s2 [label=\"Ask\\nSimple\"];\n"
        "  s3 [label=\"Call\\nCallSubmodule: a/b\"];\n"
        "  s4 [label=\"End\\nTerminal\", shape=oval];\n"
        "  s0 -> s1;\n"
        "  s1 -> s2 [label=\"25 %\"];\n"
        "  s1 -> s4 [label=\"p, else 50 %\"];\n"
        "  s2 -> s4 [label=\"age < 18 years\"];\n"
        "  s2 -> s3 [label=\"else: 100 %\"];\n"
        "  s3 -> s4;\n"
        "}\n");
}

TEST_CASE("names cannot break out of a graph", "[gmf]") {
  const std::string file =
      "{\"name\":\"x\",\"states\":{\"Initial\":{\"type\":\"Initial\",\"direct_transition\":\"a\\\"]\\n<b>&#`\\\\\"},"
      "\"a\\\"]\\n<b>&#`\\\\\":{\"type\":\"Terminal\"}}}";
  CHECK(draw(file, GraphFormat::kMermaid).find("s1([\"a#quot;]<br/>#lt;b#gt;#amp;#35;#96;\\<br/>Terminal\"])") !=
        std::string::npos);
  CHECK(draw(file, GraphFormat::kDot).find("s1 [label=\"a\\\"]\\n<b>&#`\\\\\\nTerminal\"") != std::string::npos);
}

TEST_CASE("a broken module is drawn as far as it goes, and text that is none is refused", "[gmf]") {
  const std::string broken =
      module_file("'Initial':{'type':'Initial','direct_transition':'Nowhere'},'S':{'type':'Guard'},'Q':{'type':'?'}");
  CHECK(draw(broken, GraphFormat::kMermaid) ==
        "flowchart TD\n  s0([\"Initial\"])\n  s1{{\"S<br/>Guard\"}}\n  s2[\"Q<br/>Simple\"]\n");
  const Result<std::string> refused = draw_module({"t", "{"}, GraphFormat::kDot);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().findings.size() == 1);
}

TEST_CASE("conditions, amounts and states are said in words", "[gmf]") {
  const auto words = [](std::string_view condition) {
    const LoadResult result = load_files({{"t", one_state("'type':'Guard','allow':" + std::string(condition))}});
    INFO(all_text(result.findings));
    REQUIRE(result.program.has_value());
    return condition_in_words(*result.program, result.program->guards[0].allow);
  };
  CHECK(words("{'condition_type':'And','conditions':[{'condition_type':'Gender','gender':'F'},{'condition_type':'Or',"
              "'conditions':[{'condition_type':'Attribute','attribute':'x','operator':'is nil'},{'condition_type':"
              "'Attribute','attribute':'y','operator':'==','value':'z'}]}]}") ==
        "gender is F and (x is nil or y == \"z\")");
  CHECK(words("{'condition_type':'Not','condition':{'condition_type':'PriorState','name':'S','within':{'quantity':36,"
              "'unit':'hours'}}}") == "not was in S within 1.5 days");
  CHECK(words("{'condition_type':'Date','operator':'>=','date':{'year':2014,'month':6,'day':1}}") ==
        "date >= 2014-06-01T00:00:00Z");
  CHECK(words("{'condition_type':'At Least','minimum':1,'conditions':[{'condition_type':'True'},{'condition_type':'Vital"
              " Sign','vital_sign':'BMI','operator':'>','value':30}]}") == "at least 1 of (always, BMI > 30)");
  const auto state = [](std::string_view fields) {
    const LoadResult result = load_files({{"t", one_state(fields)}});
    INFO(all_text(result.findings));
    REQUIRE(result.program.has_value());
    return state_in_words(*result.program, 1);
  };
  CHECK(state("'type':'Counter','attribute':'x','action':'decrement','amount':2") == "x - 2");
  CHECK(state("'type':'SetAttribute','attribute':'x','value':true") == "x = true");
  CHECK(state("'type':'Death','exact':{'quantity':2,'unit':'days'}") == "after 2 days");
  CHECK(state("'type':'Symptom','symptom':'Cough','exact':{'quantity':20}") == "Cough: 20");
  CHECK(state("'type':'Delay','distribution':{'kind':'GAUSSIAN','parameters':{'mean':3,'standardDeviation':1}},'unit':"
              "'days'") == "about 3 +- 1 days (normal)");
}

}  // namespace
}  // namespace polyclinic::gmf

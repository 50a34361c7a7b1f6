// Every rule of the loader with a file that breaks it and nothing else; conformance items C01 to C07; sets of files,
// bounds, and single-file checks.
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "engine/gmf/vital_sign.h"
#include "tests/unit/gmf_sources.h"

namespace polyclinic::gmf {
namespace {

struct Rule {
  std::string code;
  FileSet files;
  std::string where;   // the beginning of the text before the colon
  std::string phrase;  // in what is wrong or what to do
};

const std::string kGoodCode = "{'system':'SNOMED-CT','code':'1','display':'x'}";
const std::string kCodes = "'codes':[" + kGoodCode + "]";
const std::string kTerminal = ", 'T': {'type': 'Terminal'}";

FileSet state(std::string_view fields) { return {{"t", one_state(fields)}}; }
FileSet states(std::string_view text) { return {{"t", module_file(text)}}; }
FileSet guard(std::string_view condition) { return state("'type':'Guard','allow':" + std::string(condition)); }
FileSet delay(std::string_view fields) { return state("'type':'Delay'," + std::string(fields)); }
FileSet observation(std::string_view fields) { return state("'type':'Observation'," + kCodes + "," + std::string(fields)); }
FileSet lookup(std::string_view csv) {
  return {{"t", module_file("'Initial': {'type': 'Initial', 'lookup_table_transition': ["
                            "{'transition':'A','default_probability':0.5,'lookup_table_name':'x.csv'},"
                            "{'transition':'B','default_probability':0.5,'lookup_table_name':'x.csv'}]},"
                            "'A': {'type':'Terminal'}, 'B': {'type':'Terminal'}")},
          {"x.csv", std::string(csv)}};
}
std::string sub(std::string_view calls) {
  return one_state("'type':'CallSubmodule','submodule':'" + std::string(calls) + "'");
}
std::string initial_to(std::string_view next) {
  return "'Initial':{'type':'Initial','direct_transition':'" + std::string(next) + "'},";
}
const std::string kPlain = module_file(initial_to("T") + "'T':{'type':'Terminal'}");
const std::string kEncounter = "'type':'Encounter','encounter_class':'ambulatory'," + kCodes;

std::vector<Rule> rules() {
  return {
      {"E01", {{"t", "{\"name\": \"x\",\n  oops}"}}, "t", "invalid JSON at line 2 column 3"},
      {"E01", {{"t", "[]"}}, "t", "an empty array instead of a module"},
      {"E01", {{"t", "{\"name\":\"a\",\"name\":\"b\"}"}}, "t/name", "given twice"},
      {"E01", {{"t", "{\"name\":1e999}"}}, "t", "beyond"},
      {"E01", {{"t", std::string(100, '[') + std::string(100, ']')}}, "t", "64 deep"},
      {"E02", {{"t", R"({"states":{"Initial":{"type":"Terminal"}}})"}}, "t", "required field \"name\" is missing"},
      {"E02", {{"t", R"({"name":"x","states":[]})"}}, "t/states", "not an object"},
      {"E02", state("'type':'SetAttribute','attribute':5,'value':1"), "t/S/attribute", "missing or not a string"},
      {"E02", state("'type':'SetAttribute','attribute':'a','value':[1]"), "t/S/value", "an array of 1"},
      {"E02", state("'type':'SetAttribute','attribute':'a','expression':'1 +'"), "t/S/expression", "ends too early"},
      {"E02", state("'type':'SetAttribute','attribute':'a','series_data':'1 2 x'"), "t/S/series_data", "not a number"},
      {"E03", {{"t", R"({"name":"x","gmf_version":3,"states":{"Initial":{"type":"Terminal"}}})"}}, "t/gmf_version", "unsupported gmf_version 3"},
      {"E04", states("'S':{'type':'Terminal'}"), "t/states", "no state named \"Initial\""},
      {"W05", states("'Initial':{'type':'Simple','direct_transition':'T'}" + kTerminal), "t/Initial", "entry state has type Simple"},
      {"E06", state("'type':'Dalay'"), "t/S/type", "did you mean \"Delay\"?"},
      {"E07", states(initial_to("S") + "'S':{'type':'Simple'}"), "t/S", "state has no transition"},
      {"E08", state("'type':'Simple','direct_transition':'T','conditional_transition':[{'transition':'T'}]"), "t/S", "state has 2 transitions (direct_transition, conditional_transition)"},
      {"W09", states(initial_to("T") + "'T':{'type':'Terminal','direct_transition':'T'}"), "t/T", "transition on Terminal is ignored"},
      {"E10", state("'type':'Simple','direct_transition':'Teh_End','remarks':['x']"), "t/S/direct_transition", "transition to unknown state \"Teh_End\""},
      {"E11", state("'type':'Simple','conditional_transition':[]"), "t/S/conditional_transition", "no options"},
      {"E11", state("'type':'Simple','distributed_transition':[{'distribution':1}]"), "t/S/distributed_transition/0", "option 1 has no transition"},
      {"E12", state("'type':'Simple','distributed_transition':[{'transition':'T','distribution':1.5}]"), "t/S/distributed_transition/0/distribution", "option 1: distribution must be a number in [0,1]"},
      {"E12", state("'type':'Simple','distributed_transition':[{'transition':'T','distribution':{'attribute':'p'}}]"), "t/S", "{attribute, default}"},
      {"W13", state("'type':'Simple','distributed_transition':[{'transition':'T','distribution':0.5},{'transition':'S','distribution':0.4}]"), "t/S", "sum to 0.9; leftover goes to \"S\""},
      {"W13", state("'type':'Simple','distributed_transition':[{'transition':'T','distribution':1},{'transition':'S','distribution':0.5}]"), "t/S", "mass beyond 1 makes \"S\" unreachable"},
      {"W14", state("'type':'Simple','conditional_transition':[{'transition':'T','condition':{'condition_type':'True'}}]"), "t/S/conditional_transition", "no fallback; \"T\" is taken"},
      {"W15", state("'type':'Simple','conditional_transition':[{'transition':'T'},{'transition':'T'}]"), "t/S", "options after 1 can never be chosen"},
      {"E16", state("'type':'Simple','complex_transition':[{'distributions':[]}]"), "t/S/complex_transition/0", "neither transition nor distributions"},
      {"W17", state("'type':'Simple','complex_transition':[{'transition':'T','distributions':[]}]"), "t/S", "distributions ignored"},
      {"E18", {{"t", module_file("'Initial':{'type':'Initial','lookup_table_transition':[{'transition':'T','default_probability':1}]},'T':{'type':'Terminal'}")}}, "t/Initial/lookup_table_transition/0", "must name the same lookup table"},
      {"E19", {{"t", module_file("'Initial':{'type':'Initial','lookup_table_transition':[{'transition':'T','default_probability':1,'lookup_table_name':'no.csv'}]},'T':{'type':'Terminal'}")}}, "t/Initial", "lookup table \"no.csv\" not found"},
      {"E19", lookup("age,A,B\n1-2,\xFF,1\n"), "x.csv", "not UTF-8"},
      {"E20", lookup("age,A,C\n0-99,0.5,0.5\n"), "t/Initial", "destination columns {A, C} do not match transitions {A, B}"},
      {"E21", lookup("age,A,B\n0-99,0.5\n"), "x.csv line 2", "2 cells"},
      {"E21", lookup("age,A,B\n0-99,1.5,0\n"), "x.csv line 2", "outside [0,1]"},
      {"E21", lookup("age,A,B\n0-99,yes,0\n"), "x.csv line 2", "not a number"},
      {"E21", lookup("age,A,B\nyoung,1,0\n"), "x.csv line 2", "cannot be read"},
      {"E21", lookup("time,A,B\n2020-02-01-2020-01-01,1,0\n"), "x.csv line 2", "low above high"},
      {"W22", lookup("age,A,B\n46-65,1,0\n65-103,0,1\n"), "x.csv line 3", "lines 2 and 3 overlap for \"65-103\"; line 2 wins"},
      {"W23", lookup("age,A,B\n0-99,0,0\n"), "x.csv line 2", "line 2 sums to 0"},
      {"W24", lookup("colour,A,B\nred,1,0\n"), "x.csv line 1", "attribute \"colour\" is never set"},
      {"I25", {{"t", kPlain}, {"x.csv", "age,A\n1-2,1\n"}}, "x.csv", "is unused"},
      {"E26", state("'type':'Simple','type_of_care_transition':{'ambulatory':'T','emergency':'T'}"), "t/S", "needs ambulatory, emergency and telemedicine"},
      {"E27", {{"t", sub("a/b")}, {"a/bc", kPlain}}, "t/S/submodule", "did you mean \"a/bc\"?"},
      {"E28", {{"t", sub("u")}, {"u", kPlain}}, "t/S/submodule", "\"u\" is not a submodule"},
      {"E28", state("'type':'CallSubmodule','submodule':'Weight Loss'"), "t/S/submodule", "is not a submodule"},
      {"E29", {{"t", sub("a/b")}, {"a/b", sub("a/c")}, {"a/c", sub("a/b")}}, "a/c/S/submodule", "a/b -> a/c -> a/b"},
      {"I30", {{"t", kPlain}, {"a/b", kPlain}}, "a/b", "never called"},
      {"W31", {{"t", kPlain}, {"u", kPlain}}, "t", "is also used by u"},
      {"E32", guard("{'condition_type':'Agee'}"), "t/S/allow/condition_type", "did you mean \"Age\"?"},
      {"E33", guard("{'condition_type':'Gender'}"), "t/S/allow", "Gender condition: field \"gender\" is missing or not a string"},
      {"E33", guard("{'condition_type':'Symptom','symptom':'x','operator':'>','value':'5'}"), "t/S/allow/value", "missing or not a number"},
      {"E34", guard("{'condition_type':'Age','operator':'=>','quantity':1,'unit':'years'}"), "t/S/allow/operator", "operator \"=>\" is not valid"},
      {"E34", guard("{'condition_type':'Attribute','attribute':'gender','operator':'<','value':true}"), "t/S/allow/operator", "not valid for a boolean"},
      {"E35", guard("{'condition_type':'Attribute','attribute':'gender','operator':'=='}"), "t/S/allow", "operator \"==\" needs a value"},
      {"E36", guard("{'condition_type':'Age','operator':'>','quantity':1,'unit':'weeks'}"), "t/S/allow/unit", "Age unit must be"},
      {"E36", guard("{'condition_type':'Date','operator':'>'}"), "t/S/allow", "Date needs year, month or date"},
      {"E36", guard("{'condition_type':'Date','operator':'>','month':13}"), "t/S/allow/month", "Date needs"},
      {"E36", guard("{'condition_type':'Date','operator':'>','date':{'year':2001,'month':2,'day':29}}"), "t/S/allow/date", "Date needs"},
      {"E37", guard("{'condition_type':'Active Condition'}"), "t/S/allow", "must name codes or referenced_by_attribute"},
      {"E38", guard("{'condition_type':'PriorState','name':'X'}"), "t/S/allow/name", "PriorState refers to unknown state \"X\""},
      {"E39", delay("'exact':{'quantity':1,'unit':'day'}"), "t/S/exact/unit", "did you mean \"days\"?"},
      {"E39", delay("'exact':{'quantity':1}"), "t/S/exact", "the time unit is missing"},
      {"E40", state("'type':'Delay'"), "t/S", "exactly one of exact, range, distribution"},
      {"E41", delay("'distribution':{'kind':'NORMAL','parameters':{}},'unit':'days'"), "t/S/distribution/kind", "unknown kind"},
      {"E41", delay("'distribution':{'kind':'UNIFORM','parameters':{'low':1}},'unit':'days'"), "t/S/distribution/parameters", "UNIFORM: parameter \"high\" is missing"},
      {"E41", delay("'distribution':{'kind':'GAUSSIAN','parameters':{'mean':1,'standardDeviation':-1}},'unit':'days'"), "t/S", "below 0"},
      {"E41", delay("'distribution':{'kind':'EXPONENTIAL','parameters':{'mean':0}},'unit':'days'"), "t/S", "not above 0"},
      {"E41", delay("'distribution':{'kind':'TRIANGULAR','parameters':{'min':1,'mode':1,'max':1}},'unit':'days'"), "t/S", "min <= mode <= max"},
      {"W42", delay("'range':{'low':3,'high':1,'unit':'days'}"), "t/S/range", "low 3 exceeds high 1"},
      {"W43", delay("'distribution':{'kind':'GAUSSIAN','parameters':{'mean':3,'standardDeviation':1,'min':5}},'unit':'days'"), "t/S", "nearly constant"},
      {"E44", state("'type':'Guard'"), "t/S", "Guard has no allow condition"},
      {"W45", guard("{'condition_type':'False'}"), "t/S/allow", "Guard can never pass"},
      {"W45", guard("{'condition_type':'And','conditions':[{'condition_type':'Age','operator':'>','quantity':18,'unit':'years'},{'condition_type':'Age','operator':'<=','quantity':18,'unit':'years'}]}"), "t/S/allow", "never pass"},
      {"W45", guard("{'condition_type':'Vital Sign','vital_sign':'Heart Rate','operator':'>','value':90}"), "t/S/allow", "polls every step because of the vital sign Heart Rate"},
      {"W45", guard("{'condition_type':'Attribute','attribute':'stroke_risk','operator':'>','value':0.1}"), "t/S/allow", "polls every step"},
      {"E46", state("'type':'ConditionOnset'"), "t/S", "at least one complete code is required"},
      {"E46", state("'type':'Procedure','codes':[{'system':'SNOMED-CT','code':'1'}]"), "t/S/codes/0", "missing display"},
      {"E47", state("'type':'Encounter','encounter_class':'inpatent'," + kCodes), "t/S/encounter_class", "did you mean \"inpatient\"?"},
      {"E47", state("'type':'Encounter'," + kCodes), "t/S", "encounter_class is missing"},
      {"E47", state(kEncounter + ",'telemedicine_possibility':'maybe'"), "t/S/telemedicine_possibility", "none, possible or always"},
      {"W48", state("'type':'Encounter','wellness':true,'reason':'x'"), "t/S/reason", "has no effect on a wellness encounter"},
      {"E49", state("'type':'ConditionOnset','target_encounter':'E'," + kCodes), "t/S/target_encounter", "\"E\" does not exist"},
      {"W50",
       {{"t", module_file(initial_to("A") + "'A':{'type':'CallSubmodule','submodule':'a/b','direct_transition':'B'},'B':{'type':'CallSubmodule','submodule':'a/c','direct_transition':'T'},'T':{'type':'Terminal'}")},
        {"a/b", one_state("'type':'ConditionOnset','target_encounter':'S'," + kCodes)},
        {"a/c", one_state(kEncounter)}},
       "a/b/S/target_encounter", "\"S\" is in a/c"},
      {"E51", state("'type':'ConditionEnd'"), "t/S", "nothing to end: give condition_onset, referenced_by_attribute or codes"},
      {"W52", state("'type':'Death'," + kCodes + ",'referenced_by_attribute':'gender'"), "t/S/referenced_by_attribute", "ignored because \"codes\" is present"},
      {"W53", states(initial_to("Onset") + "'Onset':{'type':'ConditionOnset'," + kCodes + ",'direct_transition':'S'},'S':{'type':'ConditionEnd','condition_onset':'Onsett','direct_transition':'T'},'T':{'type':'Terminal'}"), "t/S/condition_onset", "did you mean \"Onset\"?"},
      {"W53", {{"t", one_state("'type':'DeviceEnd','device':'Pump'")}, {"u", module_file(initial_to("Pump") + "'Pump':{'type':'Device','code':" + kGoodCode + ",'direct_transition':'T'},'T':{'type':'Terminal'}", "Other")}}, "t/S/device", "\"Pump\" is a state of u"},
      {"W53", state("'type':'DeviceEnd','device':'Something of another collection'"), "t/S/device", "no state of any module that is there"},
      {"E54", observation("'exact':{'quantity':5}"), "t/S", "numeric observation needs a unit"},
      {"E54", observation("'range':{'low':5,'high':6},'unit':' '"), "t/S", "numeric observation needs a unit"},
      {"W55", observation("'unit':'kg'"), "t/S", "observation will have no value"},
      {"W55", observation("'unit':'kg','range':{'low':1,'high':2},'vital_sign':'Weight'"), "t/S/vital_sign", "\"vital_sign\" ignored because \"range\" is present"},
      {"E56", observation("'unit':'kg','vital_sign':'Wieght'"), "t/S/vital_sign", "did you mean \"Weight\"?"},
      {"E57", state("'type':'Counter','attribute':'x','action':'add'"), "t/S/action", "\"increment\" or \"decrement\""},
      {"E57", state("'type':'Counter','attribute':'x','action':'increment','amount':0.5"), "t/S/amount", "not an integer"},
      {"W58", state("'type':'Symptom','symptom':'','exact':{'quantity':5}"), "t/S/symptom", "symptom name is empty"},
      {"W58", state("'type':'Symptom','symptom':'x','probability':2,'exact':{'quantity':5}"), "t/S/probability", "outside [0,1]"},
      {"W58", state("'type':'Symptom','symptom':'x','exact':{'quantity':500}"), "t/S/exact", "above 100"},
      {"E59", state("'type':'AllergyOnset'," + kCodes + ",'reactions':[{'reaction':" + kGoodCode + ",'possible_severities':[{'level':'mild','value':0.9},{'level':'none','value':0.9}]}]"), "t/S/reactions/0/possible_severities", "sum to 1.8"},
      {"E59", state("'type':'AllergyOnset'," + kCodes + ",'reactions':[{'reaction':" + kGoodCode + ",'possible_severities':[{'level':'bad','value':1}]}]"), "t/S/reactions/0/possible_severities/0/level", "unknown severity level"},
      {"W59", state("'type':'AllergyOnset'," + kCodes + ",'reactions':[{'reaction':" + kGoodCode + ",'possible_severities':[{'level':'mild','value':0.5},{'level':'none','value':0.4}]}]"), "t/S", "sum to 0.9"},
      {"E60", state("'type':'Physiology','model':'x.xml'"), "t/S", "Physiology needs alt_direct_transition"},
      {"E60", state("'type':'Physiology','lead_time':2,'sim_duration':1,'alt_direct_transition':'T'"), "t/S/lead_time", "exceeds sim_duration"},
      {"E61", observation("'attachment':{'url':'http://x','data':'AAAA'}"), "t/S/attachment", "exactly one of chart, url, data"},
      {"E61", observation("'attachment':{'data':'A!'}"), "t/S/attachment/data", "not base64"},
      {"E62", states(initial_to("A") + "'A':{'type':'Simple','direct_transition':'B'},'B':{'type':'Simple','direct_transition':'A'}"), "t/A", "states \"A\", \"B\" loop forever"},
      {"W63", state("'type':'Simple','distributed_transition':[{'transition':'S','distribution':0.9},{'transition':'T','distribution':0.1}]"), "t/S", "may repeat without time passing; left when \"T\" follows"},
      {"W64", delay("'exact':{'quantity':0,'unit':'days'},'distributed_transition':[{'transition':'S','distribution':0.9},{'transition':'T','distribution':0.1}]"), "t/S", "relies on a delay that can be zero"},
      {"W65", states(initial_to("T") + "'T':{'type':'Terminal'},'X':{'type':'Simple','direct_transition':'T'}"), "t/X", "state is unreachable"},
      {"W66", state(kEncounter), "t/S", "encounter may be left open"},
      {"W66", states(initial_to("S") + "'S':{'type':'Encounter','wellness':true,'direct_transition':'S'}"), "t/S", "encounter may be left open"},
      {"W67", state("'type':'Simple','colour':'red'"), "t/S/colour", "field \"colour\" is not used by Simple"},
      {"W67", state("'type':'Delay','exact':{'quantity':1,'unit':'days'},'name':'x'"), "t/S/name", "not used by Delay"},
      {"W67", guard("{'condition_type':'Age','operator':'>','quantity':1,'unit':'years','value':0}"), "t/S/allow/value", "not used by Age"},
      {"W67", {{"t", R"({"name":"x","nmae":"y","states":{"Initial":{"type":"Terminal"}}})"}}, "t/nmae", "did you mean \"name\"?"},
      {"W68", state("'type':'SetAttribute','attribute':'gender','value':'F'"), "t/S/attribute", "belongs to the host"},
      {"W68", state("'type':'SetAttribute','attribute':'Other Module','value':'F'"), "t/S/attribute", "belongs to the host"},
      {"I69", guard("{'condition_type':'Attribute','attribute':'x','operator':'is nil'}"), "t/S/allow/attribute", "\"x\" is never set"},
      {"I69", {{"t", one_state("'type':'SetAttribute','attribute':'Flag','value':true")}, {"u", module_file(initial_to("S") + "'S':{'type':'Guard','allow':{'condition_type':'Attribute','attribute':'flag','operator':'==','value':true},'direct_transition':'T'},'T':{'type':'Terminal'}", "U")}}, "u/S/allow/attribute", "did you mean \"Flag\"?"},
      {"I69", state("'type':'Procedure','reason':'nothing'," + kCodes), "t/S/reason", "\"nothing\" is never set"},
      {"I70", guard("{'condition_type':'Active Condition'," + kCodes + "}"), "t/S/allow", "code \"1\" is never produced as a condition"},
      {"I70", state("'type':'MedicationEnd'," + kCodes), "t/S/codes", "never produced as a medication"},
      {"W71", states(initial_to("A") + "'A':{'type':'SetAttribute','attribute':'x','value':'5','direct_transition':'S'},'S':{'type':'Guard','allow':{'condition_type':'Attribute','attribute':'x','operator':'==','value':5},'direct_transition':'T'},'T':{'type':'Terminal'}"), "t/S/allow", "is set as a string but compared as a number"},
      {"E72", lookup("age,age,A,B\n1-2,1-2,1,0\n"), "x.csv line 1", "the column \"age\" is there more than once"},
      {"E72", lookup("age,,A,B\n1-2,x,1,0\n"), "x.csv line 1", "a column has no name"},
  };
}

bool stands_at(const ModuleFinding& finding, const std::string& where) {
  return to_text(finding).starts_with(where + ":");
}

TEST_CASE("every rule of the loader is reported where it is broken", "[gmf]") {
  for (const Rule& rule : rules()) {
    const LoadResult result = load_files(rule.files);
    INFO(rule.code << " " << rule.where << " " << rule.phrase << "\n" << rule.files[0].second << "\n"
                   << all_text(result.findings));
    bool found = false;
    for (const ModuleFinding& finding : result.findings.all()) {
      const std::string text = to_text(finding);
      if (finding.code == rule.code && text.find(rule.phrase) != std::string::npos &&
          (stands_at(finding, rule.where) || text.starts_with(rule.where + "/"))) {
        found = true;
        CHECK_FALSE(finding.hint.empty());
        CHECK(text.size() < 600);
      }
      // The file breaks nothing else that would refuse it.
      if (finding.severity == Severity::kError) {
        CHECK(finding.code == rule.code);
      }
    }
    CHECK(found);
    CHECK(result.program.has_value() == (rule.code[0] != 'E'));
  }
}

TEST_CASE("the rules that are tested are all rules", "[gmf]") {
  std::set<int> numbers;
  for (const Rule& rule : rules()) {
    numbers.insert(std::stoi(rule.code.substr(1)));
  }
  CHECK(numbers.size() == 72);
  CHECK(*numbers.rbegin() == 72);
}

TEST_CASE("C01: the smallest module has nothing to complain of", "[gmf]") {
  const LoadResult result = load_files({{"t", kPlain}});
  INFO(all_text(result.findings));
  CHECK(result.findings.all().empty());
  REQUIRE(result.program.has_value());
  const Program& program = *result.program;
  REQUIRE(program.modules.size() == 1);
  REQUIRE(program.states.size() == 2);
  CHECK(program.state_name(program.modules[0].initial) == "Initial");
  CHECK(program.states[1].type == StateType::kTerminal);
  CHECK(program.states[1].transition == kNone);
  CHECK(program.transitions[program.states[0].transition].target == 1);
  CHECK(program.roots.size() == 1);
}

TEST_CASE("C02: an entry state of another type is read as that type", "[gmf]") {
  const LoadResult result = load_files(states("'Initial':{'type':'Observation'," + kCodes +
                                              ",'exact':{'quantity':5},'unit':'x','direct_transition':'T'}" + kTerminal));
  REQUIRE(result.program.has_value());
  CHECK(result.findings.count("W05") == 1);
  CHECK(result.program->states[0].type == StateType::kObservation);
  CHECK(result.program->observations[0].literal.number == 5);
}

TEST_CASE("C03: all mistakes of a set are reported in one pass, with names that are near", "[gmf]") {
  const FileSet files = {
      {"type", one_state("'type':'Dealy'")},
      {"missing", module_file(initial_to("S") + "'S':{'type':'Simple'}")},
      {"target", module_file(initial_to("Termnal") + "'Terminal':{'type':'Terminal'}")},
      {"condition", guard("{'condition_type':'Gendre'}")[0].second},
      {"operator", guard("{'condition_type':'Age','operator':'is nill','quantity':1,'unit':'years'}")[0].second},
      {"unit", delay("'exact':{'quantity':1,'unit':'weks'}")[0].second},
      {"call", sub("sub/lopo")},
      {"table", module_file("'Initial':{'type':'Initial','lookup_table_transition':[{'transition':'T','default_probability':1,'lookup_table_name':'rate.csv'}]},'T':{'type':'Terminal'}")},
      {"rates.csv", "age,T\n0-1,1\n"},
      {"sub/loop", sub("sub/back")},
      {"sub/back", sub("sub/loop")},
      {"chance", one_state("'type':'Simple','distributed_transition':[{'transition':'T','distribution':1.5}]")},
  };
  const LoadResult result = load_files(files);
  INFO(all_text(result.findings));
  CHECK_FALSE(result.program.has_value());
  const std::pair<const char*, const char*> expected[] = {
      {"E06", "type/S/type: E06 unknown state type \"Dealy\" (did you mean \"Delay\"?)"},
      {"E07", "missing/S: E07 state has no transition"},
      {"E10", "target/Initial/direct_transition: E10 transition to unknown state \"Termnal\" (did you mean \"Terminal\"?)"},
      {"E32", "condition/S/allow/condition_type: E32 unknown condition type \"Gendre\" (did you mean \"Gender\"?)"},
      {"E34", "operator/S/allow/operator: E34 operator \"is nill\" is not valid (did you mean \"is nil\"?)"},
      {"E39", "unit/S/exact/unit: E39 unknown time unit \"weks\" (did you mean \"weeks\"?)"},
      {"E27", "call/S/submodule: E27 unknown submodule \"sub/lopo\" (did you mean \"sub/loop\"?)"},
      {"E19", "table/Initial/lookup_table_transition: E19 lookup table \"rate.csv\" not found among the lookup tables (did you mean \"rates.csv\"?)"},
      {"E29", "sub/loop/S/submodule: E29 recursive submodule calls: sub/back -> sub/loop -> sub/back"},
      {"E12", "chance/S/distributed_transition/0/distribution: E12 option 1"},
  };
  for (const auto& [code, text] : expected) {
    INFO(text);
    CHECK(result.findings.count(code) == 1);
    CHECK(all_text(result.findings).find(text) != std::string::npos);
  }
  CHECK(result.findings.count(Severity::kError) == std::size(expected));
}

TEST_CASE("C04: a code that is a number is its digits", "[gmf]") {
  const LoadResult result = load_files(
      state("'type':'MedicationOrder','codes':[{'system':'RxNorm','code':313782,'display':'x'}]"));
  REQUIRE(result.program.has_value());
  const Program& program = *result.program;
  const Slice codes = program.medication_orders[0].codes;
  REQUIRE(codes.count == 1);
  CHECK(program.text(program.codes[program.code_list(codes)[0]].code) == "313782");
}

TEST_CASE("C05: a loop without time is refused with its states", "[gmf]") {
  const LoadResult result = load_files(states(
      initial_to("A") + "'A':{'type':'Simple','direct_transition':'B'},'B':{'type':'Simple','direct_transition':'A'}"));
  CHECK_FALSE(result.program.has_value());
  REQUIRE(result.findings.count("E62") == 1);
  CHECK(all_text(result.findings).find("\"A\", \"B\"") != std::string::npos);
  // With a wait in it the same loop is sound.
  CHECK(load_files(states(initial_to("A") + "'A':{'type':'Delay','exact':{'quantity':1,'unit':'days'},"
                                            "'direct_transition':'B'},'B':{'type':'Simple','direct_transition':'A'}"))
            .program.has_value());
}

TEST_CASE("C07: modules with equal names are told apart by their paths", "[gmf]") {
  const std::string wait = one_state("'type':'Delay','exact':{'quantity':1,'unit':'days'}");
  const LoadResult result = load_files({{"r1", sub("a/x")}, {"r2", sub("b/x")}, {"a/x", wait}, {"b/x", wait}});
  REQUIRE(result.program.has_value());
  const Program& program = *result.program;
  CHECK(result.findings.count("W31") == 4);
  CHECK(program.find_module("a/x") != program.find_module("b/x"));
  CHECK(program.modules[program.find_module("a/x")].name == program.modules[program.find_module("b/x")].name);
  CHECK(program.roots.size() == 2);
}

}  // namespace
}  // namespace polyclinic::gmf

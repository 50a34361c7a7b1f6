// What the loader makes of sound modules: legacy forms and their precedence, quantities, expressions, lookup tables,
// references between files, flags of attributes; and sets of files, bounds and single-file checks.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/gmf/host_names.h"
#include "engine/gmf/vital_sign.h"
#include "engine/gmf/vocabulary.h"
#include "tests/unit/gmf_sources.h"

namespace polyclinic::gmf {
namespace {

const std::string kCode = "{'system':'SNOMED-CT','code':'1','display':'x'}";
const std::string kCodes = "'codes':[" + kCode + "]";
const std::string kEnd = "'T': {'type': 'Terminal'}";

Program compile(const FileSet& files) {
  LoadResult result = load_files(files);
  INFO(all_text(result.findings));
  REQUIRE(result.program.has_value());
  return *std::move(result.program);
}
Program compile_state(std::string_view fields) { return compile({{"t", one_state(fields)}}); }

TEST_CASE("delays keep their form, amount and unit", "[gmf]") {
  const Program exact = compile_state("'type':'Delay','exact':{'quantity':1.5,'unit':'months'}");
  CHECK(exact.delays[0].amount.kind == AmountKind::kExact);
  CHECK(exact.delays[0].amount.a == 1.5);
  CHECK(exact.delays[0].amount.unit == TimeUnit::kMonths);
  const Program range = compile_state("'type':'Delay','range':{'low':45,'high':2,'unit':'weeks'}");
  CHECK(range.delays[0].amount.kind == AmountKind::kRange);
  CHECK(range.delays[0].amount.a == 45);
  CHECK(range.delays[0].amount.b == 2);
  const Program law = compile_state(
      "'type':'Delay','distribution':{'kind':'GAUSSIAN','round':true,'parameters':{'mean':3,'standardDeviation':2,"
      "'min':1}},'unit':'years'");
  const Amount& amount = law.delays[0].amount;
  CHECK(amount.kind == AmountKind::kGaussian);
  CHECK(amount.round);
  CHECK(amount.a == 3);
  CHECK(amount.b == 2);
  CHECK(amount.minimum == 1);
  CHECK(amount.maximum == INFINITY);
  CHECK(amount.unit == TimeUnit::kYears);
  const Program angle = compile_state(
      "'type':'Delay','distribution':{'kind':'TRIANGULAR','parameters':{'min':1,'mode':2,'max':5}},'unit':'days'");
  CHECK(angle.delays[0].amount.a == 1);
  CHECK(angle.delays[0].amount.mode == 2);
  CHECK(angle.delays[0].amount.b == 5);
}

TEST_CASE("of several forms the one that counts is compiled", "[gmf]") {
  SECTION("a procedure's duration before its distribution; a range is nothing to it") {
    const Program program = compile_state(
        "'type':'Procedure'," + kCodes +
        ",'duration':{'low':0.5,'high':2,'unit':'hours'},'distribution':{'kind':'EXACT','parameters':{'value':9}},"
        "'unit':'days','range':{'low':1,'high':2}");
    CHECK(program.procedures[0].duration.kind == AmountKind::kRange);
    CHECK(program.procedures[0].duration.a == 0.5);
    CHECK(program.procedures[0].duration.unit == TimeUnit::kHours);
  }
  SECTION("a range before everything else of an observation") {
    const Program program = compile_state("'type':'Observation'," + kCodes +
                                          ",'unit':'kg','exact':{'quantity':1},'range':{'low':2,'high':3,'decimals':1}");
    CHECK(program.observations[0].source == ObservationSource::kAmount);
    CHECK(program.observations[0].amount.a == 2);
    CHECK(program.observations[0].amount.decimals == 1);
  }
  SECTION("SetAttribute: expression, range, series, distribution, code, attribute, value") {
    const Program program = compile_state(
        "'type':'SetAttribute','attribute':'x','value':1,'distribution':{'kind':'EXACT','parameters':{'value':9}}");
    CHECK(program.set_attributes[0].source == AttributeSource::kAmount);
    CHECK(program.set_attributes[0].amount.a == 9);
  }
  SECTION("a symptom's exact before its range; its cause is the module's name") {
    const Program program = compile_state(
        "'type':'Symptom','symptom':'cough','range':{'low':1,'high':2},'exact':{'quantity':7}");
    CHECK(program.symptom_changes[0].amount.kind == AmountKind::kExact);
    CHECK(program.text(program.symptom_changes[0].cause) == "Test");
  }
  SECTION("a medication's end by state before attribute before codes") {
    const LoadResult result = load_files({{"t", one_state("'type':'MedicationEnd','medication_order':'S'," + kCodes +
                                                          ",'referenced_by_attribute':'gender'")}});
    REQUIRE(result.program.has_value());
    CHECK(result.findings.count("W52") == 2);
    CHECK(result.program->ends[0].selector == EndSelector::kState);
  }
  SECTION("a death's codes before its onset") {
    const Program program =
        compile_state("'type':'Death'," + kCodes + ",'condition_onset':'S','range':{'low':1,'high':2,'unit':'days'}");
    CHECK(program.deaths[0].cause == DeathCause::kCode);
    CHECK(program.deaths[0].timing.kind == AmountKind::kRange);
  }
}

TEST_CASE("attributes are set to values of every kind", "[gmf]") {
  const auto literal = [](std::string_view value) {
    return compile_state("'type':'SetAttribute','attribute':'x','value':" + std::string(value)).set_attributes[0];
  };
  CHECK(literal("true").literal.kind == ValueKind::kBoolean);
  CHECK(literal("2.5").literal.number == 2.5);
  CHECK(literal("'a'").literal.kind == ValueKind::kText);
  CHECK(literal("null").source == AttributeSource::kNil);
  CHECK(compile_state("'type':'SetAttribute','attribute':'x'").set_attributes[0].source == AttributeSource::kNil);
  const Program series =
      compile_state("'type':'SetAttribute','attribute':'x','series_data':'1 2.5  -3e1','period':0");
  REQUIRE(series.set_attributes[0].literal.kind == ValueKind::kSeries);
  CHECK(series.series[0].period == 1);
  CHECK(series.numbers == std::vector<double>{1, 2.5, -30});
  const Program counted = compile_state("'type':'Counter','attribute':'x','action':'decrement','amount':0");
  CHECK(counted.counters[0].change == -1);
}

TEST_CASE("records keep their codes, classes, prescriptions and goals", "[gmf]") {
  const Program visit = compile_state("'type':'Encounter','encounter_class':'SUPER','telemedicine_possibility':'Possible'," + kCodes);
  CHECK(visit.encounters[0].encounter_class == EncounterClass::kInpatient);
  CHECK(visit.encounters[0].telemedicine == Telemedicine::kPossible);
  const Program order = compile_state(
      "'type':'MedicationOrder'," + kCodes +
      ",'chronic':true,'prescription':{'as_needed':false,'refills':3,'dosage':{'amount':1,'frequency':2,'period':8,"
      "'unit':'hours'},'duration':{'quantity':2,'unit':'weeks'},'instructions':[" + kCode + "]}");
  const Prescription& prescription = order.prescriptions[order.medication_orders[0].prescription];
  CHECK(order.medication_orders[0].chronic);
  CHECK_FALSE(prescription.as_needed);
  CHECK(prescription.frequency == 2);
  CHECK(prescription.period_unit == TimeUnit::kHours);
  CHECK(prescription.duration_unit == TimeUnit::kWeeks);
  CHECK(prescription.instructions.count == 1);
  const Program plan = compile_state("'type':'CarePlanStart'," + kCodes + ",'activities':[" + kCode +
                                     "],'goals':[{'text':'less','addresses':['a','b'],'observation':{" + kCodes +
                                     ",'operator':'<','value':7}}]");
  REQUIRE(plan.care_plan_starts[0].goals.count == 1);
  CHECK(plan.goals[0].addresses.count == 2);
  CHECK(plan.goals[0].comparison == Comparison::kLess);
  CHECK(plan.goals[0].value.number == 7);
  const Program allergy = compile_state("'type':'AllergyOnset'," + kCodes + ",'reactions':[{'reaction':" + kCode +
                                        ",'possible_severities':[{'level':'mild','value':0.5},{'level':'none','value':0.4}]}]");
  REQUIRE(allergy.severity_choices.size() == 2);
  CHECK(allergy.severity_choices[0].severity == allergy.known_codes.mild);
  CHECK(allergy.severity_choices[0].probability == 0.5 / 0.9);
  CHECK(allergy.severity_choices[1].severity == kNone);
}

TEST_CASE("conditions are compiled to trees", "[gmf]") {
  const Program program = compile_state(
      "'type':'Guard','allow':{'condition_type':'ActiveCondition'," + kCodes + "},'conditional_transition':["
      "{'transition':'T','condition':{'condition_type':'At  Least','minimum':1,'conditions':["
      "{'condition_type':'Age','operator':'>=','quantity':6,'unit':'months'},"
      "{'condition_type':'Not','condition':{'condition_type':'PriorState','name':'S','since':'T','within':{'quantity':1.5,'unit':'days'}}},"
      "{'condition_type':'Date','operator':'>','date':{'year':2014,'month':6,'day':1,'hour':1}}]}},"
      "{'transition':'T'}]");
  const Choice& choice = program.choices[0];
  const Condition& top = program.conditions[choice.condition];
  CHECK(top.kind == ConditionKind::kAtLeast);
  CHECK(top.limit == 1);
  REQUIRE(top.children.count == 3);
  const auto child = [&](std::uint32_t index) -> const Condition& {
    return program.conditions[program.condition_children[top.children.first + index]];
  };
  CHECK(child(0).in_months);
  CHECK(child(0).value.number == 6);
  const Condition& prior = program.conditions[program.condition_children[child(1).children.first]];
  CHECK(prior.within == 36 * kMillisecondsPerHour);
  CHECK(program.text(prior.since) == "T");
  CHECK(child(2).instant == start_of_day(day_from_civil(2014, 6, 1)) + kMillisecondsPerHour);
  CHECK(program.conditions[program.guards[0].allow].kind == ConditionKind::kActiveCondition);
}

TEST_CASE("a complex transition's target counts before its distributions", "[gmf]") {
  const Program program = compile_state(
      "'type':'Simple','complex_transition':[{'condition':{'condition_type':'True'},'transition':'T','distributions':[]},"
      "{'distributions':[{'transition':'S','distribution':{'attribute':'p','default':0.25}},{'transition':'T','distribution':1}]}]");
  CHECK(program.choices[0].branches.count == 0);
  CHECK(program.choices[0].target != kNone);
  REQUIRE(program.choices[1].branches.count == 2);
  CHECK(program.choices[1].target == kNone);
  CHECK(program.branches[0].probability.number == 0.25);
  CHECK(program.text(program.attributes[program.branches[0].probability.attribute].name) == "p");
}

FileSet with_table(std::string_view csv) {
  return {{"t", module_file("'Initial':{'type':'Initial','lookup_table_transition':["
                            "{'transition':'A','default_probability':0,'lookup_table_name':'x.csv'},"
                            "{'transition':'B','default_probability':1,'lookup_table_name':'x.csv'}]},"
                            "'A':{'type':'Terminal'},'B':{'type':'Terminal'}")},
          {"x.csv", std::string(csv)}};
}

TEST_CASE("lookup tables: key columns, ranges, and columns in another order", "[gmf]") {
  const Program program = compile(with_table(
      "\xEF\xBB\xBF\"age\",time,gender,B,A\r\n0-17,2020-01-01-2020-01-31,\"F\",0.8,.2\r\n\r\n18-120,5-9,\"a \"\"b\"\"\",1,0\r\n"));
  REQUIRE(program.tables.size() == 1);
  const LookupTable& table = program.tables[0];
  CHECK(table.keys.count == 3);
  CHECK(table.row_count == 2);
  CHECK(program.key_columns[0].kind == KeyColumnKind::kAge);
  CHECK(program.key_columns[1].kind == KeyColumnKind::kTime);
  CHECK(program.text(program.attributes[program.key_columns[2].attribute].name) == "gender");
  CHECK(program.key_cells[0].high == 17);
  CHECK(program.key_cells[1].low == start_of_day(day_from_civil(2020, 1, 1)));
  CHECK(program.key_cells[1].high == start_of_day(day_from_civil(2020, 2, 1)) - 1);
  CHECK(program.text(static_cast<TextId>(program.key_cells[5].low)) == "a \"b\"");
  CHECK(program.table_probabilities == std::vector<double>{0.8, 0.2, 1, 0});
  const Transition& transition = program.transitions[program.states[0].transition];
  REQUIRE(transition.columns.count == 2);
  CHECK(program.state_name(program.state_lists[transition.columns.first]) == "B");
  CHECK(program.state_name(program.branches[transition.options.first].target) == "A");
}

TEST_CASE("two states may share a lookup table, if both have as many options", "[gmf]") {
  FileSet files = with_table("age,A,B\n0-120,1,0\n");
  files.push_back({"u", module_file("'Initial':{'type':'Initial','lookup_table_transition':["
                                    "{'transition':'B','default_probability':1,'lookup_table_name':'x.csv'},"
                                    "{'transition':'A','default_probability':0,'lookup_table_name':'x.csv'}]},"
                                    "'A':{'type':'Terminal'},'B':{'type':'Terminal'}",
                                    "U")});
  CHECK(compile(files).tables.size() == 1);
  files.back() = {"u", module_file("'Initial':{'type':'Initial','lookup_table_transition':["
                                   "{'transition':'B','default_probability':1,'lookup_table_name':'x.csv'}]},"
                                   "'B':{'type':'Terminal'}",
                                   "U")};
  const LoadResult result = load_files(files);
  INFO(all_text(result.findings));
  CHECK(result.findings.count("E72") == 1);
}

TEST_CASE("expressions are compiled to steps", "[gmf]") {
  const Program program = compile_state(
      "'type':'SetAttribute','attribute':'x','expression':'define half: #d{some number} / 2\\nif not (half >= .5e1) or "
      "#{age} < 3 then #{bmi} * -1 else #{LVEF} - 2'");
  const Expression& expression = program.expressions[0];
  std::vector<ExpressionStep> steps;
  for (std::uint32_t index = 0; index < expression.operations.count; ++index) {
    steps.push_back(program.expression_operations[expression.operations.first + index].step);
  }
  using enum ExpressionStep;
  CHECK(steps == std::vector<ExpressionStep>{kAttribute, kNumber, kDivide, kDefine, kDefinition, kNumber,
                                             kGreaterOrEqual, kNot, kAge, kNumber, kLess, kOr, kJumpIfFalse, kVitalSign,
                                             kNumber, kNegate, kMultiply, kJump, kVitalSign, kNumber, kSubtract});
  const auto step = [&](std::uint32_t index) { return program.expression_operations[expression.operations.first + index]; };
  CHECK(step(12).id == 18);  // past the jump
  CHECK(step(17).id == 21);
  CHECK(step(13).id == static_cast<std::uint32_t>(VitalSign::kBmi));
  CHECK(step(18).id == static_cast<std::uint32_t>(VitalSign::kLeftVentricularEjectionFraction));
  for (const char* bad : {"", "1 2", "(1", "#{", "#{}", "#l{x}", "x", "1.2.3", "if 1 then 2", "`open"}) {
    const LoadResult result = load_files(
        {{"t", one_state("'type':'SetAttribute','attribute':'x','expression':'" + std::string(bad) + "'")}});
    INFO(bad);
    CHECK(result.findings.count("E02") == 1);
  }
  const std::string deep = std::string(200, '(') + "1" + std::string(200, ')');
  CHECK_FALSE(load_files({{"t", one_state("'type':'SetAttribute','attribute':'x','expression':'" + deep + "'")}})
                  .program.has_value());
}

TEST_CASE("attributes that the host declares are flagged", "[gmf]") {
  const Program program = compile_state(
      "'type':'Guard','allow':{'condition_type':'Or','conditions':["
      "{'condition_type':'Attribute','attribute':'stroke_risk','operator':'>','value':1},"
      "{'condition_type':'Attribute','attribute':'smoker','operator':'==','value':true},"
      "{'condition_type':'Attribute','attribute':'diabetes','operator':'==','value':true}]}");
  const auto facts = [&](std::string_view name) { return program.attributes[program.find_attribute(name)]; };
  CHECK(facts("stroke_risk").polled);
  CHECK(facts("stroke_risk").derived);
  CHECK(facts("smoker").host);
  CHECK_FALSE(facts("smoker").derived);
  CHECK(facts("diabetes").watched);
  CHECK_FALSE(facts("diabetes").host);
  CHECK(program.vital_sign_varies[static_cast<std::uint32_t>(VitalSign::kHeartRate)]);
  CHECK_FALSE(program.vital_sign_varies[static_cast<std::uint32_t>(VitalSign::kHeight)]);
}

TEST_CASE("a later file of the same key replaces the earlier", "[gmf]") {
  const std::string small = module_file("'Initial':{'type':'Terminal'}");
  const Program program = compile({{"b", small}, {"a", one_state("'type':'Simple'")}, {"a", small}});
  REQUIRE(program.modules.size() == 2);
  CHECK(program.module_key(0) == "a");
  CHECK(program.modules[0].state_count == 1);
}

TEST_CASE("findings stand by file, then by severity, then by place", "[gmf]") {
  const LoadResult result = load_files(
      {{"b", module_file("'Initial':{'type':'Initial','x':1,'direct_transition':'Q','y':2},'S':{'type':'Nothing'}")},
       {"a", module_file("'Initial':{'type':'Terminal','z':1}", "Other")}});
  const std::vector<ModuleFinding>& all = result.findings.all();
  INFO(all_text(result.findings));
  REQUIRE(all.size() >= 5);
  CHECK(all[0].module == "a");
  CHECK(all[2].module == "b");
  std::vector<std::string> codes;
  for (const ModuleFinding& finding : all) {
    codes.push_back(finding.code);
  }
  CHECK(std::is_sorted(all.begin(), all.end(), [](const ModuleFinding& x, const ModuleFinding& y) {
    return x.module != y.module ? x.module < y.module : x.severity < y.severity;
  }));
  const Error error = result.findings.as_error("The modules cannot be run");
  CHECK(error.kind == ErrorKind::kInvalidInput);
  REQUIRE(error.findings.size() == 2);
  CHECK(error.findings[0].where == "b/Initial/direct_transition");
}

TEST_CASE("a file that cannot be read does not make others look wrong", "[gmf]") {
  const std::string user = one_state("'type':'Guard','allow':{'condition_type':'Attribute','attribute':'x','operator':'is nil'}");
  const LoadResult result = load_files({{"broken", "{"}, {"t", user}});
  CHECK(result.findings.count("E01") == 1);
  CHECK(result.findings.count("I69") == 0);
}

TEST_CASE("one module is checked within the set that it belongs to", "[gmf]") {
  const std::string module = one_state("'type':'CallSubmodule','submodule':'a/b'");
  const std::string callee = module_file("'Initial':{'type':'Terminal','colour':1}", "Callee");
  const std::string old = "not json";
  const std::vector<ModuleText> others = {{"a/b", callee}, {"t", old}};
  CHECK(check_module({"t", module}, others, {}).all().empty());
  CHECK(check_module({"t", module}, {}, {}).count("E27") == 1);
  CHECK(check_module({"a/b", callee}, std::vector<ModuleText>{{"t", module}}, {}).count("W67") == 1);
  // With the tables that it names.
  const FileSet files = with_table("age,A,B\n0-65,1,0\n65-99,0,1\n");
  const std::vector<TableText> tables = {{files[1].first, files[1].second}, {"unused.csv", ""}};
  const ModuleFindings findings = check_module({files[0].first, files[0].second}, {}, tables);
  INFO(all_text(findings));
  REQUIRE(findings.all().size() == 1);
  CHECK(findings.all()[0].code == "W22");
}

TEST_CASE("an encounter may be ended by a submodule that is called within it", "[gmf]") {
  const std::string caller = module_file(
      "'Initial':{'type':'Initial','direct_transition':'E'},'E':{'type':'Encounter','encounter_class':'ambulatory',"
      "'codes':[{'system':'SNOMED-CT','code':'1','display':'A visit'}],'direct_transition':'C'},"
      "'C':{'type':'CallSubmodule','submodule':'a/b','direct_transition':'T'},'T':{'type':'Terminal'}");
  const std::string ends = one_state("'type':'EncounterEnd'"), idle = one_state("'type':'Simple'");
  CHECK(load_files({{"t", caller}, {"a/b", ends}}).findings.count("W66") == 0);
  CHECK(load_files({{"t", caller}, {"a/b", idle}}).findings.count("W66") == 1);
  // Or by one that this calls; two that call each other end nothing.
  const std::string calls = one_state("'type':'CallSubmodule','submodule':'a/c'"), calls_back = one_state("'type':'CallSubmodule','submodule':'a/b'");
  CHECK(load_files({{"t", caller}, {"a/b", calls}, {"a/c", ends}}).findings.count("W66") == 0);
  CHECK(load_files({{"t", caller}, {"a/b", calls}, {"a/c", calls_back}}).findings.count("W66") == 1);
}

TEST_CASE("floods of mistakes are counted, and modules that are too large refused", "[gmf]") {
  std::string fields = "'type':'Terminal'";
  for (int index = 0; index < 3000; ++index) {
    fields += ",'f" + std::to_string(index) + "':1";
  }
  const LoadResult flood = load_files({{"t", module_file("'Initial':{" + fields + "}")}});
  CHECK(flood.findings.count("W67") == 500);
  REQUIRE(flood.findings.count("W00") == 1);
  CHECK(all_text(flood.findings).find("more warnings are not listed") != std::string::npos);
  const std::string large = "\"" + std::string(kLargestModule, 'x') + "\"";
  CHECK(load_files({{"t", large}}).findings.count("E01") == 1);
  FileSet many;
  for (std::uint32_t index = 0; index <= kMostModules; ++index) {
    many.push_back({"m" + std::to_string(index), "{}"});
  }
  CHECK(load_files(many).findings.count("E01") == 1);
  FileSet chain;
  for (int index = 0; index < 70; ++index) {
    chain.push_back({"a/m" + std::to_string(index),
                     one_state("'type':'CallSubmodule','submodule':'a/m" + std::to_string(index + 1) + "'")});
  }
  chain.push_back({"a/m70", module_file("'Initial':{'type':'Terminal'}")});
  const LoadResult deep = load_files(chain);
  CHECK(deep.findings.count("E29") == 1);
}

TEST_CASE("the declared words are in the order of the enumerations", "[gmf]") {
  CHECK(state_shapes().size() == kStateTypeCount);
  CHECK(state_shapes()[static_cast<std::size_t>(StateType::kPhysiology)].name == "Physiology");
  CHECK(state_shapes()[static_cast<std::size_t>(StateType::kDiagnosticReport)].name == "DiagnosticReport");
  CHECK(condition_shapes()[static_cast<std::size_t>(ConditionKind::kPriorState)].name == "PriorState");
  CHECK(condition_shapes()[static_cast<std::size_t>(ConditionKind::kVitalSign)].name == "VitalSign");
  CHECK(operator_names()[static_cast<std::size_t>(Comparison::kIsNotNil)] == "is not nil");
  CHECK(encounter_class_names()[static_cast<std::size_t>(EncounterClass::kVirtual)] == "virtual");
  CHECK(time_unit_names()[static_cast<std::size_t>(TimeUnit::kYears)] == "years");
  CHECK(distribution_shapes()[static_cast<std::size_t>(AmountKind::kTriangular) -
                              static_cast<std::size_t>(AmountKind::kConstant)].kind == "TRIANGULAR");
  for (const HostAttribute& attribute : host_attributes()) {
    CHECK(is_reserved_attribute(attribute.name));
    CHECK(attribute.kinds != 0);
  }
  CHECK(is_reserved_attribute("bp_baseline_x"));
  CHECK_FALSE(is_reserved_attribute("asthma"));
  CHECK(host_vital_sign(VitalSign::kLeftVentricularEjectionFraction).cadence == VitalCadence::kModulesOnly);
}

// Modules of the community, if there are any: POLYCLINIC_GMF_SAMPLES is a folder of them with lookup_tables/ inside.
TEST_CASE("C06: the community's modules load without an error", "[gmf][samples]") {
  namespace fs = std::filesystem;
  const char* folder = std::getenv("POLYCLINIC_GMF_SAMPLES");
  if (folder == nullptr || *folder == '\0') {
    SKIP("POLYCLINIC_GMF_SAMPLES names no folder of modules");
  }
  FileSet files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (!entry.is_regular_file()) {
      continue;
    }
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (path.extension() == ".json") {
      files.push_back({fs::relative(path, folder).replace_extension().generic_string(), std::move(text)});
    } else if (path.extension() == ".csv") {
      files.push_back({path.filename().string(), std::move(text)});
    }
  }
  REQUIRE_FALSE(files.empty());
  const LoadResult result = load_files(files);
  INFO(all_text(result.findings));
  CHECK(result.findings.count(Severity::kError) == 0);
  CHECK(result.program.has_value());
}

}  // namespace
}  // namespace polyclinic::gmf

// The GMF machine's other states: attributes, symptoms, vital signs, submodules, devices, deaths.
#include "tests/unit/gmf_life.h"

using namespace polyclinic;
using namespace polyclinic::testing;
using gmf::EntryKind;
using gmf::ReportCode;

namespace {

std::string codes(std::string_view code) {
  return R"("codes": [{"system": "SNOMED-CT", "code": ")" + std::string(code) + R"(", "display": "d"}])";
}

std::string initial(std::string_view next) {
  return R"("Initial": {"type": "Initial", "direct_transition": ")" + std::string(next) + R"("}, )";
}

// A state of these fields.
std::string state(std::string_view name, std::string_view type, std::string_view fields, std::string_view next) {
  return "\"" + std::string(name) + R"(": {"type": ")" + std::string(type) + "\", " + std::string(fields) +
         (fields.empty() ? "" : ", ") + R"("direct_transition": ")" + std::string(next) + R"("}, )";
}

std::string wait(std::string_view name, std::string_view quantity, std::string_view next) {
  return state(name, "Delay", R"("exact": {"quantity": )" + std::string(quantity) + R"(, "unit": "days"})", next);
}

constexpr std::string_view kEnd = R"("End": {"type": "Terminal"})";

}  // namespace

TEST_CASE("C70: setting, copying and counting attributes", "[gmf]") {
  Life life(initial("One") + state("One", "SetAttribute", R"("attribute": "a", "value": 3)", "Two") +
            state("Two", "SetAttribute", R"("attribute": "a", "value": null)", "Three") +
            state("Three", "SetAttribute", R"("attribute": "b", "value": 3)", "Four") +
            state("Four", "SetAttribute", R"("attribute": "b", "value_attribute": "absent")", "Five") +
            state("Five", "SetAttribute", R"("attribute": "c", "value": 3)", "Six") +
            state("Six", "Counter", R"("attribute": "c", "action": "increment")", "Seven") +
            state("Seven", "Counter", R"("attribute": "c", "action": "increment")", "Eight") +
            state("Eight", "Counter", R"("attribute": "d", "action": "decrement", "amount": 2)", "Nine") +
            state("Nine", "SetAttribute", R"("attribute": "e", "value": "text")", "Ten") +
            state("Ten", "Counter", R"("attribute": "e", "action": "increment")", "End") + std::string(kEnd));
  life.run();
  CHECK(life.is_nil("a"));
  CHECK(life.is_nil("b"));
  CHECK(life.number("c") == 5);
  CHECK(life.number("d") == -2);
  CHECK(life.number("e") == 1);
  CHECK(life.reports(ReportCode::kR07CounterNotNumeric) == 1);
}

TEST_CASE("C71: symptoms are drawn, tested and cut to whole numbers", "[gmf]") {
  Life range(initial("Cough") + state("Cough", "Symptom", R"("symptom": "cough", "range": {"low": 20, "high": 30})", "End") +
             std::string(kEnd));
  CHECK(range.run({0, 0.99}).severity("cough") == 29);
  Life chance(initial("Cough") + state("Cough", "Symptom",
                                       R"("symptom": "cough", "probability": 0.3, "exact": {"quantity": 8})", "End") +
              std::string(kEnd));
  CHECK(chance.run({0.3}).severity("cough") == 8);
  CHECK(chance.run({0.31}).severity("cough") == 0);
}

TEST_CASE("C72: a symptom is as severe as its worst cause that nobody has addressed", "[gmf]") {
  const auto cough = [](std::string_view value, std::string_view more) {
    return initial("Cough") +
           state("Cough", "Symptom", R"("symptom": "cough", "exact": {"quantity": )" + std::string(value) + "}",
                 more.empty() ? "End" : "Wait") + std::string(more) + std::string(kEnd);
  };
  ModuleSet modules;
  modules.add("r1", cough("340", ""));
  modules.add("r2", cough("370", wait("Wait", "3", "Less") +
                                     state("Less", "Symptom", R"("symptom": "cough", "exact": {"quantity": 10})", "End")));
  Life life(modules);
  life.host.scheduler = true;
  life.machine->begin(life.person, life.host, life.record);
  REQUIRE(life.machine->run_to(kBirth + 1));
  CHECK(life.severity("cough") == 340);  // 370 was, and was addressed
  REQUIRE(life.machine->run_to(kBirth + 4 * kDay));
  CHECK(life.severity("cough") == 340);
  life.machine->finish();
}

TEST_CASE("C73: vital signs are read with their decimals", "[gmf]") {
  const auto reading = [](std::string_view vital) {
    Life life(initial("Make") + state("Make", "VitalSign", R"("vital_sign": ")" + std::string(vital) +
                                          R"(", "unit": "u", "exact": {"quantity": 120.456})", "See") +
              state("See", "Observation", R"("category": "vital-signs", "unit": "u", "vital_sign": ")" +
                                              std::string(vital) + "\", " + codes("1"), "End") + std::string(kEnd));
    life.run();
    return life.entries(EntryKind::kObservation).at(0).value.number;
  };
  CHECK(reading("Systolic Blood Pressure") == 120);
  CHECK(reading("Weight") == 120.5);
  CHECK(reading("LDL") == 120.46);
}

TEST_CASE("C74: a submodule starts at its Initial at each call", "[gmf]") {
  ModuleSet modules;
  modules.add("sub/waits", initial("Wait") + wait("Wait", "3", "End") + std::string(kEnd));
  modules.add("t", initial("Call") + state("Call", "CallSubmodule", R"("submodule": "sub/waits")", "Set") +
                       state("Set", "SetAttribute", R"("attribute": "x", "value": 1)", "Call again") +
                       state("Call again", "CallSubmodule", R"("submodule": "sub/waits")", "Set again") +
                       state("Set again", "SetAttribute", R"("attribute": "x", "value": 2)", "End") + std::string(kEnd));
  Life life(modules);
  life.run();
  CHECK(life.after_birth("Set") == 3 * kDay);
  CHECK(life.after_birth("Set again") == 6 * kDay);
  CHECK(life.times("Initial").size() == 3);
  CHECK(life.step("Call").left == kBirth + 3 * kDay);
  CHECK(life.step("Call").why == gmf::WaitEnd::kReturn);
}

TEST_CASE("C75: imaging, devices, supplies and vaccines", "[gmf]") {
  Life life(initial("Image") +
            state("Image", "ImagingStudy",
                  R"("procedure_code": {"system": "SNOMED-CT", "code": "1", "display": "x-ray"}, "series": [{
                    "body_site": {"system": "SNOMED-CT", "code": "2", "display": "knee"},
                    "modality": {"system": "DICOM-DCM", "code": "DX", "display": "Digital Radiography"},
                    "min_number_instances": 2, "max_number_instances": 4,
                    "instances": [{"title": "view", "sop_class": {"system": "DICOM-SOP", "code": "3", "display": "s"}}]}])",
                  "Fit") +
            state("Fit", "Device", R"("code": {"system": "SNOMED-CT", "code": "4", "display": "chair"})", "Wait") +
            wait("Wait", "1", "Remove") + state("Remove", "DeviceEnd", R"("device": "Fit")", "Supply") +
            state("Supply", "SupplyList",
                  R"("supplies": [{"code": {"system": "SNOMED-CT", "code": "5", "display": "mask"}, "quantity": 3},
                     {"code": {"system": "SNOMED-CT", "code": "6", "display": "gown"}, "quantity": 1}])", "Shot") +
            state("Shot", "Vaccine", R"("codes": [{"system": "CVX", "code": 207, "display": "v"}], "series": 2)", "End") +
            std::string(kEnd));
  life.run({0.99});
  const auto studies = life.entries(EntryKind::kImagingStudy);
  REQUIRE(studies.size() == 1);
  REQUIRE(studies[0].extra.count == 1);
  CHECK(life.record.imaging_series[studies[0].extra.first].instances == 4);
  const auto procedures = life.entries(EntryKind::kProcedure);
  REQUIRE(procedures.size() == 1);
  CHECK(procedures[0].stop - procedures[0].start == 30 * kMinute);
  CHECK(life.codes(procedures[0].codes) == "1");
  CHECK(life.entries(EntryKind::kDevice).at(0).stop == kBirth + 1 * kDay);
  const auto supplies = life.entries(EntryKind::kSupply);
  REQUIRE(supplies.size() == 2);
  CHECK(life.program->supplies[supplies[0].detail].quantity == 3);
  const auto vaccines = life.entries(EntryKind::kImmunization);
  REQUIRE(vaccines.size() == 1);
  CHECK(life.program->vaccines[vaccines[0].detail].series == 2);
}

TEST_CASE("C76: physiology is never run and takes the alternative", "[gmf]") {
  Life life(initial("Model") +
            R"("Model": {"type": "Physiology", "model": "m.xml", "solver": "runge_kutta", "step_size": 0.1,
                "sim_duration": 4, "lead_time": 2, "inputs": [], "outputs": [{"from": "a", "to": "made"}],
                "direct_transition": "Modelled", "alt_direct_transition": "Plain"},
               "Modelled": {"type": "Terminal"}, "Plain": {"type": "Terminal"})");
  life.run();
  CHECK(life.reached("Plain"));
  CHECK_FALSE(life.reached("Modelled"));
  CHECK(life.is_nil("made"));
}

TEST_CASE("C77: expressions of attributes", "[gmf]") {
  Life life(initial("X") + state("X", "SetAttribute", R"("attribute": "x", "value": 3)", "Y") +
            state("Y", "SetAttribute", R"("attribute": "y", "expression": "#{x} * 2 + 1")", "Z") +
            state("Z", "SetAttribute", R"("attribute": "z", "expression": "#{missing} + 1")", "W") +
            state("W", "SetAttribute",
                  R"("attribute": "w", "expression": "if #{x} > 2 and not (#{x} = 4) then -#{x} / 2 else 0")", "End") +
            std::string(kEnd));
  life.run();
  CHECK(life.number("y") == 7);
  CHECK(life.is_nil("z"));
  CHECK(life.reports(ReportCode::kR09ExpressionFailed) == 1);
  CHECK(life.number("w") == -1.5);
}

TEST_CASE("C78: nothing goes on after a death", "[gmf]") {
  ModuleSet modules;
  modules.add("a", initial("Wait") + wait("Wait", "1", "Die") + state("Die", "Death", "", "End") + std::string(kEnd));
  modules.add("b", initial("Wait B") + wait("Wait B", "2", "Later") + state("Later", "Simple", "", "End") +
                       std::string(kEnd));
  Life life(modules);
  life.run();
  CHECK(life.record.death.at == kBirth + kDay);
  CHECK_FALSE(life.reached("Later"));
  CHECK_FALSE(life.reached("End"));
}

TEST_CASE("C79: a death that is to come", "[gmf]") {
  Life life(initial("Die") + state("Die", "Death", R"("exact": {"quantity": 2, "unit": "days"})", "Ask") +
            R"("Ask": {"type": "Simple", "conditional_transition": [
                {"condition": {"condition_type": "Attribute", "attribute": "days_until_death", "operator": "==", "value": 2},
                 "transition": "Wait"}, {"transition": "Wrong"}]}, "Wrong": {"type": "Terminal"}, )" +
            wait("Wait", "4", "Visit") +
            state("Visit", "Encounter", R"("encounter_class": "ambulatory", )" + codes("9"), "End") + std::string(kEnd));
  life.run();
  CHECK(life.reached("Wait"));
  CHECK(life.encounters().empty());
  CHECK(life.record.death.at == kBirth + 2 * kDay);
}

TEST_CASE("C80: of two deaths the earlier, whichever was decided first", "[gmf]") {
  const auto die = [](std::string_view name, std::string_view days, std::string_view code, std::string_view next) {
    return state(name, "Death", R"("exact": {"quantity": )" + std::string(days) + R"(, "unit": "days"}, )" + codes(code),
                 next);
  };
  for (const bool earlier_first : {true, false}) {
    Life life(earlier_first ? initial("One") + die("One", "5", "55", "Two") + die("Two", "10", "10", "End") + std::string(kEnd)
                            : initial("One") + die("One", "10", "10", "Two") + die("Two", "5", "55", "End") + std::string(kEnd));
    life.run();
    CHECK(life.record.death.at == kBirth + 5 * kDay);
    CHECK(life.code(life.record.death.cause) == "55");
  }
}

TEST_CASE("C81: a Guard on the days until death", "[gmf]") {
  ModuleSet modules;
  modules.add("a", initial("Gate") + R"("Gate": {"type": "Guard", "allow": {"condition_type": "Or", "conditions": [
      {"condition_type": "Attribute", "attribute": "hospice", "operator": "==", "value": true},
      {"condition_type": "Attribute", "attribute": "days_until_death", "operator": "<", "value": 30}]},
      "direct_transition": "End"}, )" + std::string(kEnd));
  modules.add("b", initial("Wait") + wait("Wait", "5", "Die") +
                       state("Die", "Death", R"("exact": {"quantity": 100, "unit": "days"})", "Stop") +
                       R"("Stop": {"type": "Terminal"})");
  Life life(modules);
  life.run();
  CHECK(life.at("End") == kBirth + 105 * kDay - 30 * kDay + 1);
}

TEST_CASE("causes of death by condition, and a missing one", "[gmf]") {
  const auto cause = [](std::string_view fields) {
    Life life(initial("Sick") + state("Sick", "ConditionOnset", R"("assign_to_attribute": "held", )" + codes("5"), "Die") +
              state("Die", "Death", fields, "End") + std::string(kEnd));
    life.run();
    CHECK(life.record.death.at == kBirth);
    return life.code(life.record.death.cause) +
           (life.reports(ReportCode::kR08DeathCauseMissing) > 0 ? " missing" : "");
  };
  CHECK(cause(codes("77")) == "77");
  CHECK(cause(R"("condition_onset": "Sick")") == "5");
  CHECK(cause(R"("referenced_by_attribute": "held")") == "5");
  CHECK(cause(R"("referenced_by_attribute": "nothing")") == " missing");
}

TEST_CASE("time series are set, copied and sampled when they fit", "[gmf]") {
  const auto sampled = [](std::string_view second) {
    Life life(initial("One") +
              state("One", "SetAttribute", R"("attribute": "s", "series_data": "1 2 3", "period": 0.5)", "Two") +
              state("Two", "SetAttribute", second, "See") +
              state("See", "Observation", R"("category": "procedure", "unit": "mV", )" + codes("1") +
                                              R"(, "sampled_data": {"attributes": ["s", "r"], "origin_value": 0})", "End") +
              std::string(kEnd));
    life.run();
    CHECK((life.reports(ReportCode::kR10SeriesMismatch) == 0) ==
          !life.entries(EntryKind::kObservation).at(0).value.is_nil());
    return life.entries(EntryKind::kObservation).at(0).extra.count;
  };
  CHECK(sampled(R"("attribute": "r", "value_attribute": "s")") == 2);
  CHECK(sampled(R"("attribute": "r", "series_data": "1 2", "period": 0.5)") == 0);
}

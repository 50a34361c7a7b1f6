// Constructed modules whose outcome has a closed form, lived by 100,000 people each: every share and mean within three
// standard errors. The seed is fixed, so what passes once passes always.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/hash.h"
#include "engine/gmf/loader.h"
#include "engine/gmf/machine.h"

namespace polyclinic::oracle {
namespace {

constexpr uint64_t kPeople = 100'000;
constexpr Instant kHour = kMillisecondsPerHour, kDay = kMillisecondsPerDay;
// 2000-03-10T15:00Z.
constexpr Instant kBirth = start_of_day(day_from_civil(2000, 3, 10)) + 15 * kHour;

// Standard normal: the share below z.
double below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }
double density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0)); }

// People of even numbers are female.
class PlainHost : public gmf::Host {
 public:
  void birth(gmf::Machine& machine) override {
    const gmf::AttributeId gender = machine.program().find_attribute("gender");
    if (gender == gmf::kNone) return;
    machine.set_attribute(gender, gmf::Value::text(machine.intern(machine.person().number % 2 == 0 ? "F" : "M")));
  }
};

using Texts = std::vector<std::pair<std::string, std::string>>;

// A module of states around which its file is written.
class Survey : private gmf::StepListener {
 public:
  explicit Survey(const std::string& states, const Texts& tables = {}) : Survey(Texts{{"t", states}}, tables) {}

  Survey(const Texts& modules, const Texts& tables) {
    Texts files;
    // Each survey has numbers of its own: those of the same key and person would be the same.
    for (const auto& [key, states] : modules) {
      seed_ ^= fnv1a64(states);
      files.emplace_back(key, R"({"name": ")" + key + R"(", "gmf_version": 2, "states": {)" + states + "}}");
    }
    std::vector<gmf::ModuleText> module_texts;
    for (const auto& [key, json] : files) module_texts.push_back({key, json});
    std::vector<gmf::TableText> table_texts;
    for (const auto& [name, csv] : tables) table_texts.push_back({name, csv});
    gmf::LoadResult loaded = gmf::load_modules(module_texts, table_texts);
    for (const gmf::ModuleFinding& finding : loaded.findings.all()) {
      if (finding.severity == gmf::Severity::kError) FAIL_CHECK(to_text(finding));
    }
    REQUIRE(loaded.program.has_value());
    program = std::make_unique<gmf::Program>(std::move(*loaded.program));
    machine = std::make_unique<gmf::Machine>(*program);
    machine->set_listener(this);
    entered_.resize(program->states.size());
  }

  // visit() after each life.
  template <class Visit>
  void run(Visit visit) {
    PlainHost host;
    for (uint64_t number = 0; number < kPeople; ++number) {
      entered_.assign(entered_.size(), gmf::kNever);
      is_female = number % 2 == 0;
      const Status lived =
          machine->run({seed_, number, kBirth, start_of_day(day_from_civil(2080, 1, 1))}, host, record);
      REQUIRE(lived.has_value());
      visit();
    }
  }

  // Of the first module that has such a state.
  gmf::StateId state(std::string_view name) const {
    for (gmf::StateId id = 0; id < program->states.size(); ++id) {
      if (program->state_name(id) == name) return id;
    }
    FAIL("there is no such state");
    return gmf::kNone;
  }
  bool came_to(gmf::StateId id) const { return entered_[id] != gmf::kNever; }
  // When the state was first entered, since the birth.
  Instant since_birth(gmf::StateId id) const { return entered_[id] - kBirth; }
  double number(std::string_view attribute) const {
    return machine->attribute(program->find_attribute(attribute)).number;
  }

  std::unique_ptr<gmf::Program> program;
  std::unique_ptr<gmf::Machine> machine;
  gmf::Record record;
  bool is_female = false;

 private:
  void state_entered(const gmf::Machine& running, gmf::RootId, uint32_t, gmf::StateId id) override {
    if (entered_[id] == gmf::kNever) entered_[id] = running.now();
  }

  std::vector<Instant> entered_;
  uint64_t seed_ = 20261120;
};

void judge(const std::string& what, double counted, double expected, double standard_error) {
  const double score = (counted - expected) / standard_error;
  std::printf("~ | %-74s | %12.5f | %12.5f | %6.2f |\n", what.c_str(), counted, expected, score);
  INFO(what << ": " << counted << ", expected " << expected << ", standard error " << standard_error);
  CHECK(std::fabs(score) <= 3);
}

// The share of those who did something, and what it should be.
class Share {
 public:
  void count(bool did) { ++total_, yes_ += did ? 1 : 0; }
  void judge(const std::string& what, double expected) const {
    const double total = static_cast<double>(total_);
    oracle::judge(what, static_cast<double>(yes_) / total, expected, std::sqrt(expected * (1 - expected) / total));
  }

 private:
  uint64_t total_ = 0, yes_ = 0;
};

// A mean, and what it and the standard deviation should be.
class Mean {
 public:
  void count(double value) { ++total_, sum_ += value; }
  void judge(const std::string& what, double expected, double deviation) const {
    oracle::judge(what, sum_ / static_cast<double>(total_), expected, deviation / std::sqrt(static_cast<double>(total_)));
  }

 private:
  uint64_t total_ = 0;
  double sum_ = 0;
};

const std::string kEnds = R"("A": {"type": "Terminal"}, "B": {"type": "Terminal"}, "C": {"type": "Terminal"})";

// Initial, and S with these fields.
std::string start(const std::string& fields) {
  return R"("Initial": {"type": "Initial", "direct_transition": "S"}, "S": {)" + fields + "}, ";
}

std::string delay(const std::string& amount, const std::string& transition) {
  return R"("type": "Delay", )" + amount + ", " + transition;
}

std::string set(const std::string& source) {
  return start(R"("type": "SetAttribute", "attribute": "x", )" + source + R"(, "direct_transition": "A")") + kEnds;
}

std::string law(const std::string& kind, const std::string& parameters, const std::string& more = "") {
  return R"("distribution": {"kind": ")" + kind + R"(", "parameters": {)" + parameters + "}" + more + "}";
}

// Shares of A, B and C.
struct Ends {
  Share a, b, c;

  void count(const Survey& survey) {
    a.count(survey.came_to(survey.state("A")));
    b.count(survey.came_to(survey.state("B")));
    c.count(survey.came_to(survey.state("C")));
  }
};

void judge_ends(const std::string& what, Survey& survey, double a, double b, double c) {
  Ends ends;
  survey.run([&] { ends.count(survey); });
  if (a > 0 && a < 1) ends.a.judge(what + ": A", a);
  if (b > 0 && b < 1) ends.b.judge(what + ": B", b);
  if (c > 0 && c < 1) ends.c.judge(what + ": C", c);
}

std::string distributed(const std::string& options) { return R"("distributed_transition": [)" + options + "]"; }

std::string option(const std::string& state, const std::string& share) {
  return R"({"transition": ")" + state + R"(", "distribution": )" + share + "}";
}

}  // namespace

TEST_CASE("closed forms: distributed transitions", "[statistics]") {
  const auto judge = [](const std::string& what, const std::string& options, double a, double b, double c) {
    Survey survey(start(R"("type": "Simple", )" + distributed(options)) + kEnds);
    judge_ends(what, survey, a, b, c);
  };
  judge("shares 0.2, 0.3, 0.5", option("A", "0.2") + "," + option("B", "0.3") + "," + option("C", "0.5"), 0.2, 0.3, 0.5);
  judge("shares 0.3, 0.3: what is left goes to the last", option("A", "0.3") + "," + option("B", "0.3"), 0.3, 0.7, 0);
  judge("shares 0.75, 0.5, 0.3: beyond 1 nothing", option("A", "0.75") + "," + option("B", "0.5") + "," + option("C", "0.3"),
        0.75, 0.25, 0);
  judge("a rare one, 0.001", option("A", "0.001") + "," + option("B", "0.999"), 0.001, 0.999, 0);
  // A loop that is left with 0.1 to A and 0.3 to B each time: A in 1 of 4.
  judge("rejection: 0.1 and 0.3 of each pass", option("A", "0.1") + "," + option("B", "0.3") + "," + option("S", "0.6"), 0.25,
        0.75, 0);
}

TEST_CASE("closed forms: named probabilities", "[statistics]") {
  const auto survey_of = [](const std::string& source) {
    return R"("Initial": {"type": "Initial", "direct_transition": "P"}, "P": {"type": "SetAttribute", "attribute": "p", )" +
           source + R"(, "direct_transition": "S"}, "S": {"type": "Simple", )" +
           distributed(option("A", R"({"attribute": "p", "default": 0.9})") + "," + option("B", "1")) + "}, " + kEnds;
  };
  Survey fixed(survey_of(R"("value": 0.15)"));
  judge_ends("an attribute of 0.15", fixed, 0.15, 0.85, 0);
  Survey absent(survey_of(R"("value": null)"));
  judge_ends("none: the default of 0.9", absent, 0.9, 0.1, 0);
  // E[p] of a uniform p is 1/2; of its square (by two draws of one p) 1/3.
  Survey drawn(R"("Initial": {"type": "Initial", "direct_transition": "P"}, "P": {"type": "SetAttribute", "attribute": "p", )" +
               law("UNIFORM", R"("low": 0, "high": 1)") + R"(, "direct_transition": "S"}, "S": {"type": "Simple", )" +
               distributed(option("Again", R"({"attribute": "p", "default": 0})") + "," + option("B", "1")) +
               R"(}, "Again": {"type": "Simple", )" +
               distributed(option("A", R"({"attribute": "p", "default": 0})") + "," + option("C", "1")) + "}, " + kEnds);
  judge_ends("one uniform attribute asked twice", drawn, 1.0 / 3, 1.0 / 2, 1.0 / 6);
}

TEST_CASE("closed forms: exponential amounts and delays", "[statistics]") {
  {
    Survey survey(set(law("EXPONENTIAL", R"("mean": 10)")));
    Mean mean;
    Share least, beyond;
    survey.run([&] {
      const double x = survey.number("x");
      mean.count(x);
      least.count(x < 2);
      beyond.count(x > 21);
    });
    mean.judge("EXPONENTIAL 10: mean 10 + 1", 11, 10);
    least.judge("EXPONENTIAL 10: below 2", 1 - std::exp(-0.1));
    beyond.judge("EXPONENTIAL 10: above 21", std::exp(-2.0));
  }
  Survey survey(start(delay(law("EXPONENTIAL", R"("mean": 10)") + R"(, "unit": "days")", R"("direct_transition": "A")")) + kEnds);
  const gmf::StateId end = survey.state("A");
  Mean days;
  Share one, beyond;
  survey.run([&] {
    const Instant span = survey.since_birth(end);
    REQUIRE(span % kDay == 0);
    days.count(static_cast<double>(span / kDay));
    one.count(span == kDay);
    beyond.count(span > 30 * kDay);
  });
  // Whole days: 1 + a geometric number of passes, each with q = exp(-1/10).
  const double q = std::exp(-0.1);
  days.judge("Delay EXPONENTIAL 10 days: mean", 1 + q / (1 - q), std::sqrt(q) / (1 - q));
  one.judge("Delay EXPONENTIAL 10 days: one day", 1 - q);
  beyond.judge("Delay EXPONENTIAL 10 days: more than 30", std::exp(-3.0));
}

TEST_CASE("closed forms: gaussian amounts with bounds", "[statistics]") {
  {
    Survey survey(set(law("GAUSSIAN", R"("mean": 10, "standardDeviation": 4, "min": 6, "max": 18)")));
    Mean mean;
    Share low, high, middle;
    survey.run([&] {
      const double x = survey.number("x");
      mean.count(x);
      low.count(x == 6);
      high.count(x == 18);
      middle.count(x < 10);
    });
    low.judge("GAUSSIAN 10, 4 held to 6..18: at 6", below(-1));
    high.judge("GAUSSIAN 10, 4 held to 6..18: at 18", below(-2));
    middle.judge("GAUSSIAN 10, 4 held to 6..18: below 10", 0.5);
    // Of a normal number held to [-1, 2].
    const double inside = below(2) - below(-1);
    const double first = -below(-1) + 2 * below(-2) - (density(2) - density(-1));
    const double second = below(-1) + 4 * below(-2) + inside - (2 * density(2) + density(-1));
    mean.judge("GAUSSIAN 10, 4 held to 6..18: mean", 10 + 4 * first, 4 * std::sqrt(second - first * first));
  }
  Survey survey(start(delay(law("GAUSSIAN", R"("mean": 3, "standardDeviation": 2, "min": 0)") + R"(, "unit": "days")",
                            R"("direct_transition": "A")")) + kEnds);
  const gmf::StateId end = survey.state("A");
  Share none, many;
  survey.run([&] {
    none.count(survey.since_birth(end) == 0);
    many.count(survey.since_birth(end) >= 5 * kDay);
  });
  none.judge("Delay GAUSSIAN 3, 2 days from 0: no day", below(-1));
  many.judge("Delay GAUSSIAN 3, 2 days from 0: 5 days and more", below(-1));
}

TEST_CASE("closed forms: triangular, uniform and rounded amounts", "[statistics]") {
  {
    Survey survey(set(law("TRIANGULAR", R"("min": 0, "mode": 2, "max": 10)")));
    Mean mean;
    Share low;
    survey.run([&] {
      mean.count(survey.number("x"));
      low.count(survey.number("x") < 2);
    });
    mean.judge("TRIANGULAR 0, 2, 10: mean", 4, std::sqrt((4.0 + 100 - 20) / 18));
    low.judge("TRIANGULAR 0, 2, 10: below its mode", 0.2);
  }
  {
    Survey survey(set(law("UNIFORM", R"("low": 1, "high": 10)", R"(, "round": true)")));
    Share first, fifth, last;
    survey.run([&] {
      first.count(survey.number("x") == 1);
      fifth.count(survey.number("x") == 5);
      last.count(survey.number("x") == 10);
    });
    first.judge("UNIFORM 1..10 rounded: 1", 0.5 / 9);
    fifth.judge("UNIFORM 1..10 rounded: 5", 1.0 / 9);
    last.judge("UNIFORM 1..10 rounded: 10", 0.5 / 9);
  }
  Survey survey(set(R"("range": {"low": 0, "high": 1, "decimals": 1})"));
  Share none, some, one;
  survey.run([&] {
    none.count(survey.number("x") == 0);
    some.count(survey.number("x") == 0.3);
    one.count(survey.number("x") == 1);
  });
  none.judge("range 0..1 with a decimal: 0", 0.05);
  some.judge("range 0..1 with a decimal: 0.3", 0.1);
  one.judge("range 0..1 with a decimal: 1", 0.05);
}

namespace {

// From the birth to 00:00 UTC of the birthday of that age, in hours.
double hours_to_age(int32_t years) {
  return static_cast<double>((start_of_day(day_from_civil(2000 + years, 3, 10)) - kBirth) / kHour);
}

// Waits up to so many days, every hour alike.
std::string wait_up_to(int days, const std::string& transition) {
  return start(delay(R"("range": {"low": 0, "high": )" + std::to_string(days) + R"(, "unit": "days"})", transition));
}

}  // namespace

TEST_CASE("closed forms: age windows", "[statistics]") {
  constexpr int kDays = 14'610;
  const auto age = [](const std::string& comparison, int years) {
    return R"("condition": {"condition_type": "Age", "operator": ")" + comparison + R"(", "quantity": )" + std::to_string(years) +
           R"(, "unit": "years"})";
  };
  Survey windows(wait_up_to(kDays, R"("conditional_transition": [{"transition": "A", )" + age("<", 18) + R"(}, {"transition": "B", )" +
                                       age("<=", 29) + R"(}, {"transition": "C"}])") + kEnds);
  const double hours = 24.0 * kDays;
  const double child = hours_to_age(18) / hours, young = hours_to_age(30) / hours;
  judge_ends("the age after a wait of 0 to 40 years: under 18, 18 to 29, more", windows, child, young - child, 1 - young);

  // A Guard that lets people of 10 to 19 pass: who comes before waits for the tenth birthday, who comes after for ever.
  Survey gate(wait_up_to(kDays, R"("direct_transition": "G")") +
              R"("G": {"type": "Guard", "allow": {"condition_type": "And", "conditions": [
                {"condition_type": "Age", "operator": ">=", "quantity": 10, "unit": "years"},
                {"condition_type": "Age", "operator": "<", "quantity": 20, "unit": "years"}]}, "direct_transition": "A"}, )" + kEnds);
  const gmf::StateId end = gate.state("A");
  Share passed, on_birthday;
  gate.run([&] {
    passed.count(gate.came_to(end));
    on_birthday.count(gate.came_to(end) && gate.since_birth(end) == static_cast<Instant>(hours_to_age(10)) * kHour);
  });
  passed.judge("a Guard for ages 10 to 19: who ever passes", hours_to_age(20) / hours);
  // Who comes in the hour of the birthday itself is there at its beginning.
  on_birthday.judge("a Guard for ages 10 to 19: who passes on the birthday", (hours_to_age(10) + 1) / hours);
}

TEST_CASE("closed forms: lookup tables by age and sex", "[statistics]") {
  constexpr int kDays = 21'915;
  const std::string table =
      "age,gender,C,A,B\n0-9,F,0.1,0.2,0.7\n0-9,M,0.2,0.3,0.5\n10-39,F,0.5,0.5,0\n10-39,M,0.05,0.9,0.05\n40-50,F,0,1,0\n";
  const auto options = [](const std::string& a, const std::string& b, const std::string& c) {
    const auto one = [](const std::string& state, const std::string& share) {
      return R"({"transition": ")" + state + R"(", "default_probability": )" + share + R"(, "lookup_table_name": "t.csv"})";
    };
    return R"("lookup_table_transition": [)" + one("A", a) + "," + one("B", b) + "," + one("C", c) + "]";
  };
  Survey survey(wait_up_to(kDays, options("0.25", "0.25", "0.5")) + kEnds, {{"t.csv", table}});
  Ends female, male;
  survey.run([&] { (survey.is_female ? female : male).count(survey); });
  const double hours = 24.0 * kDays;
  const double ten = hours_to_age(10) / hours, forty = hours_to_age(40) / hours, fifty_one = hours_to_age(51) / hours;
  const double young = ten, grown = forty - ten, older = fifty_one - forty, oldest = 1 - fifty_one;
  female.a.judge("lookup, women: A", 0.2 * young + 0.5 * grown + older + 0.25 * oldest);
  female.b.judge("lookup, women: B", 0.7 * young + 0.25 * oldest);
  female.c.judge("lookup, women: C", 0.1 * young + 0.5 * grown + 0.5 * oldest);
  male.a.judge("lookup, men: A", 0.3 * young + 0.9 * grown + 0.25 * (older + oldest));
  male.b.judge("lookup, men: B", 0.5 * young + 0.05 * grown + 0.25 * (older + oldest));
  male.c.judge("lookup, men: C", 0.2 * young + 0.05 * grown + 0.5 * (older + oldest));
}

TEST_CASE("closed forms: chains of conditions, and conditions of several", "[statistics]") {
  // Three independent truths, of 0.4, 0.5 and 0.6.
  const auto toss = [](const std::string& name, const std::string& share, const std::string& next) {
    return "\"" + name + R"(?": {"type": "Simple", )" + distributed(option(name, share) + "," + option(next, "1")) + R"(}, ")" + name +
           R"(": {"type": "SetAttribute", "attribute": ")" + name + R"(", "value": true, "direct_transition": ")" + next + R"("}, )";
  };
  const auto truth = [](const std::string& name) {
    return R"({"condition_type": "Attribute", "attribute": ")" + name + R"(", "operator": "==", "value": true})";
  };
  const std::string tosses = R"("Initial": {"type": "Initial", "direct_transition": "x?"}, )" + toss("x", "0.4", "y?") +
                             toss("y", "0.5", "z?") + toss("z", "0.6", "S");
  const auto judge = [&](const std::string& what, const std::string& first, const std::string& second, double a, double b) {
    Survey survey(tosses + R"("S": {"type": "Simple", "conditional_transition": [{"transition": "A", "condition": )" + first +
                  R"(}, {"transition": "B", "condition": )" + second + R"(}, {"transition": "C"}]}, )" + kEnds);
    judge_ends(what, survey, a, b, 1 - a - b);
  };
  const std::string all = "[" + truth("x") + "," + truth("y") + "," + truth("z") + "]";
  judge("first x, then y", truth("x"), truth("y"), 0.4, 0.6 * 0.5);
  judge("all of them, then any", R"({"condition_type": "And", "conditions": )" + all + "}",
        R"({"condition_type": "Or", "conditions": )" + all + "}", 0.12, 1 - 0.6 * 0.5 * 0.4 - 0.12);
  // Exactly two: 0.4*0.5*0.4 + 0.4*0.5*0.6 + 0.6*0.5*0.6.
  judge("two or more, then one or fewer but not z", R"({"condition_type": "At Least", "minimum": 2, "conditions": )" + all + "}",
        R"({"condition_type": "And", "conditions": [{"condition_type": "At Most", "maximum": 1, "conditions": )" + all +
            R"(}, {"condition_type": "Not", "condition": )" + truth("z") + "}]}",
        0.12 + 0.38, 0.4 * (1 - 0.4 * 0.5));
}

TEST_CASE("closed forms: complex transitions", "[statistics]") {
  Survey survey(start(R"("type": "Simple", "complex_transition": [{"condition": {"condition_type": "Gender", "gender": "F"}, "distributions": [)" +
                      option("A", "0.9") + "," + option("B", "0.1") + R"(]}, {"distributions": [)" + option("A", "0.2") + "," +
                      option("B", "0.3") + "," + option("C", "0.5") + "]}]") + kEnds);
  Ends female, male;
  survey.run([&] { (survey.is_female ? female : male).count(survey); });
  female.a.judge("complex, women: A", 0.9);
  male.a.judge("complex, men: A", 0.2);
  male.b.judge("complex, men: B", 0.3);
  male.c.judge("complex, men: C", 0.5);
}

TEST_CASE("closed forms: counters", "[statistics]") {
  // Every week a success with one half, until there were three.
  Survey survey(R"("Initial": {"type": "Initial", "direct_transition": "Week"},
    "Week": {"type": "Delay", "exact": {"quantity": 1, "unit": "weeks"}, "direct_transition": "Try"},
    "Try": {"type": "Counter", "attribute": "tries", "action": "increment", )" + distributed(option("Success", "0.5") + "," + option("Week", "0.5")) +
                R"(}, "Success": {"type": "Counter", "attribute": "successes", "action": "increment", "conditional_transition": [
      {"transition": "A", "condition": {"condition_type": "Attribute", "attribute": "successes", "operator": ">=", "value": 3}},
      {"transition": "Week"}]}, )" + kEnds);
  const gmf::StateId end = survey.state("A");
  Mean tries;
  Share three, many;
  survey.run([&] {
    REQUIRE(survey.since_birth(end) == static_cast<Instant>(survey.number("tries")) * 7 * kDay);
    tries.count(survey.number("tries"));
    three.count(survey.number("tries") == 3);
    many.count(survey.number("tries") > 8);
  });
  tries.judge("weeks to three successes of one half: mean", 6, std::sqrt(6.0));
  three.judge("weeks to three successes of one half: three", 0.125);
  // At most two successes in eight.
  many.judge("weeks to three successes of one half: more than eight", 37.0 / 256);
}

TEST_CASE("closed forms: symptoms", "[statistics]") {
  Survey survey(start(R"("type": "Symptom", "symptom": "cough", "probability": 0.3, "range": {"low": 20, "high": 30}, "direct_transition": "T")") +
                R"("T": {"type": "Simple", "conditional_transition": [{"transition": "A", "condition": {"condition_type": "Symptom", "symptom": "cough", "operator": ">=", "value": 25}},
                  {"transition": "B", "condition": {"condition_type": "Symptom", "symptom": "cough", "operator": ">", "value": 0}}, {"transition": "C"}]}, )" + kEnds);
  const gmf::SymptomId cough = survey.program->find_symptom("cough");
  Mean severity;
  Ends ends;
  survey.run([&] {
    ends.count(survey);
    if (survey.machine->severity(cough) > 0) severity.count(survey.machine->severity(cough));
  });
  ends.a.judge("a symptom of 0.3, 20 to 29: 25 and more", 0.15);
  ends.b.judge("a symptom of 0.3, 20 to 29: less", 0.15);
  ends.c.judge("a symptom of 0.3, 20 to 29: none", 0.7);
  severity.judge("a symptom of 0.3, 20 to 29: its mean", 24.5, std::sqrt(99.0 / 12));
}

TEST_CASE("closed forms: Guards that compete", "[statistics]") {
  const auto rival = [](const std::string& amount, const std::string& attribute) {
    return start(delay(amount, R"("direct_transition": "Set")")) + R"("Set": {"type": "SetAttribute", "attribute": ")" + attribute +
           R"(", "value": 1, "direct_transition": "End"}, "End": {"type": "Terminal"})";
  };
  const std::string judge_of = R"("Initial": {"type": "Initial", "direct_transition": "G"}, "G": {"type": "Guard", "allow": {"condition_type": "Or", "conditions": [
      {"condition_type": "Attribute", "attribute": "x", "operator": "is not nil"}, {"condition_type": "Attribute", "attribute": "y", "operator": "is not nil"}]},
      "conditional_transition": [{"transition": "A", "condition": {"condition_type": "Attribute", "attribute": "x", "operator": "is not nil"}}, {"transition": "B"}]}, )" + kEnds;
  // Whole days of 0 to 99 and of 0 to 199; on the same day x is looked at first.
  Survey uniform({{"m1", rival(law("UNIFORM", R"("low": 0, "high": 100)") + R"(, "unit": "days")", "x")},
                  {"m2", rival(law("UNIFORM", R"("low": 0, "high": 200)") + R"(, "unit": "days")", "y")},
                  {"m3", judge_of}}, {});
  judge_ends("a wait of 0 to 99 days against one of 0 to 199", uniform, 1 - 0.2475, 0.2475, 0);
  // Whole hours of exponential waits: the first comes first or at once with (1 - q1) / (1 - q1 q2).
  Survey exponential({{"m1", rival(law("EXPONENTIAL", R"("mean": 100)") + R"(, "unit": "hours")", "x")},
                      {"m2", rival(law("EXPONENTIAL", R"("mean": 300)") + R"(, "unit": "hours")", "y")},
                      {"m3", judge_of}}, {});
  const double q1 = std::exp(-1 / 100.0), q2 = std::exp(-1 / 300.0);
  const double first = (1 - q1) / (1 - q1 * q2);
  judge_ends("exponential waits of 100 and 300 hours", exponential, first, 1 - first, 0);
}

TEST_CASE("closed forms: care, telemedicine, reactions and images", "[statistics]") {
  const std::string care = R"("type_of_care_transition": {"ambulatory": "A", "emergency": "B", "telemedicine": "C"})";
  Survey early(start(R"("type": "Simple", )" + care) + kEnds);
  judge_ends("type of care in 2000", early, 0.75, 0.25, 0);
  Survey late(start(delay(R"("exact": {"quantity": 21, "unit": "years"})", care)) + kEnds);
  judge_ends("type of care in 2021", late, 0.56, 0.20, 0.24);

  const std::string code = R"("codes": [{"system": "SNOMED-CT", "code": "1", "display": "one"}])";
  Survey visits(start(delay(R"("exact": {"quantity": 21, "unit": "years"})", R"("direct_transition": "V")")) +
                R"("V": {"type": "Encounter", "encounter_class": "ambulatory", "telemedicine_possibility": "possible", )" + code +
                R"(, "direct_transition": "R"}, "R": {"type": "AllergyOnset", "allergy_type": "allergy", "category": "food", )" + code +
                R"(, "reactions": [{"reaction": {"system": "SNOMED-CT", "code": "2", "display": "two"}, "possible_severities": [
                  {"level": "mild", "value": 0.45}, {"level": "severe", "value": 0.09}, {"level": "none", "value": 0.36}]}], "direct_transition": "I"},
                "I": {"type": "ImagingStudy", "procedure_code": {"system": "SNOMED-CT", "code": "3", "display": "three"}, "series": [{
                  "body_site": {"system": "SNOMED-CT", "code": "4", "display": "four"}, "modality": {"system": "DICOM-DCM", "code": "CT", "display": "five"},
                  "instances": [{"title": "six", "sop_class": {"system": "DICOM-SOP", "code": "6", "display": "six"}}],
                  "min_number_instances": 2, "max_number_instances": 5}], "direct_transition": "End"}, "End": {"type": "EncounterEnd", "direct_transition": "A"}, )" + kEnds);
  Share is_virtual, mild, severe;
  Mean images;
  visits.run([&] {
    is_virtual.count(visits.record.encounters[0].encounter_class == gmf::EncounterClass::kVirtual);
    const bool reacts = !visits.record.reactions.empty();
    mild.count(reacts && visits.record.reactions[0].severity == visits.program->known_codes.mild);
    severe.count(reacts && visits.record.reactions[0].severity == visits.program->known_codes.severe);
    images.count(visits.record.imaging_series[0].instances);
  });
  is_virtual.judge("an encounter that may be virtual, in 2021", 0.15);
  mild.judge("a reaction, of 0.45 among 0.9: mild", 0.5);
  severe.judge("a reaction, of 0.09 among 0.9: severe", 0.1);
  images.judge("images, 2 to 5: mean", 3.5, std::sqrt(15.0 / 12));
}

}  // namespace polyclinic::oracle

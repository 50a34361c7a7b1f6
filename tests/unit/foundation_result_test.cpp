// Tests of Result, Error and the macros that pass errors on.
#include "engine/foundation/result.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

namespace {

using namespace polyclinic;

Result<int> parse_digit(char c) {
  if (c < '0' || c > '9') {
    return fail(ErrorKind::kInvalidInput, "not a digit", {{"/digit", "it is a letter", "give 0 to 9"}});
  }
  return c - '0';
}

int evaluations = 0;

Status check_digit(char c) {
  ++evaluations;
  POLYCLINIC_TRY(parse_digit(c));
  return {};
}

Result<int> add_digits(char a, char b) {
  POLYCLINIC_ASSIGN(const int first, parse_digit(a));
  int second = 0;
  POLYCLINIC_ASSIGN(second, parse_digit(b));
  POLYCLINIC_TRY(check_digit(a));
  return first + second;
}

Result<std::unique_ptr<int>> boxed(char c) {
  POLYCLINIC_ASSIGN(const int digit, parse_digit(c));
  return std::make_unique<int>(digit);
}

Result<int> unboxed(char c) {
  POLYCLINIC_ASSIGN(const auto box, boxed(c));  // a value that can only be moved
  return *box;
}

TEST_CASE("an error reads as its message and one line for each finding", "[foundation]") {
  Error error{ErrorKind::kInvalidInput, "the config has 2 mistakes", {}};
  CHECK(error.to_text() == "the config has 2 mistakes");
  error.findings = {{"/patients", "it is -1", "give 1 or more"}, {"", "no state is left", ""}};
  CHECK(error.to_text() ==
        "the config has 2 mistakes\n"
        "  /patients: it is -1 (give 1 or more)\n"
        "  no state is left");
  error.message.clear();
  error.findings.pop_back();
  CHECK(error.to_text() == "  /patients: it is -1 (give 1 or more)");
}

TEST_CASE("context goes in front of the message and keeps everything else", "[foundation]") {
  const Error error = Error{ErrorKind::kRunFailed, "no space left", {{"a.csv", "short write", ""}}}
                          .with_context("writing a.csv")
                          .with_context("run");
  CHECK(error.message == "run: writing a.csv: no space left");
  CHECK(error.kind == ErrorKind::kRunFailed);
  REQUIRE(error.findings.size() == 1);
  CHECK(error.findings[0] == Finding{"a.csv", "short write", ""});
}

TEST_CASE("the macros hand out values and pass errors on unchanged", "[foundation]") {
  CHECK(add_digits('3', '4').value() == 7);
  const Result<int> second_bad = add_digits('3', 'x');
  REQUIRE_FALSE(second_bad.has_value());
  CHECK(second_bad.error() == parse_digit('x').error());
  CHECK_FALSE(add_digits('x', '3').has_value());
  CHECK(unboxed('5').value() == 5);
  CHECK_FALSE(unboxed('?').has_value());
}

TEST_CASE("a tried expression is evaluated once", "[foundation]") {
  evaluations = 0;
  CHECK(add_digits('1', '2').has_value());
  CHECK(evaluations == 1);
  CHECK(check_digit('7').has_value());
  CHECK(check_digit('z').error().findings[0].where == "/digit");
}

}  // namespace

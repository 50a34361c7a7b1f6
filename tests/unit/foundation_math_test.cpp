// Tests of the elementary functions: against a table computed with 50 digits, on special arguments, and bit by bit
// against golden hashes that hold on every target.
#include "engine/foundation/math.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "engine/foundation/hash.h"
#include "engine/foundation/random.h"
#include "engine/foundation/text.h"
#include "tests/unit/source_directory.h"

namespace {

using namespace polyclinic;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kTiny = std::numeric_limits<double>::denorm_min();

struct Function {
  double (*compute)(double, double);
  double bound;  // of the error, in units in the last place, as stated in math.h
  double low;    // range of the golden arguments
  double high;
  const char* golden;  // SHA-256 of 1,000,000 results as little-endian doubles
};

template <double (*Compute)(double)>
double of_one(double x, double) {
  return Compute(x);
}

const std::map<std::string, Function> kFunctions = {
    {"exp", {of_one<math::exp>, 1, -746, 710, 
      "14f5d1234d2ade70db99abbd19785a09d1bee204e17080833d00da12e79fcfa0"}},
    {"expm1", {of_one<math::expm1>, 2, -40, 40, 
      "ae2316b175e9df93caf9e20fe4926be91fe6d2148cd771b1e16a9733de3e5ca9"}},
    {"log", {of_one<math::log>, 1, 0, 5, 
      "d82f985580c8a3f6dd52f5a2d1003e11cd5dc131d614f6f076ea4c41a2b47463"}},
    {"log1p", {of_one<math::log1p>, 1, -1, 5, 
      "5e6007648d2719bed0cb130ebfac3765db86ee77cae53ce377e1bb076df33838"}},
    {"sin", {of_one<math::sin>, 1, -1e5, 1e5, 
      "cdf435d73200ee8c02d5ef7f98273364b4fb0f6ad54689e53b95c6ff7ecb6dcc"}},
    {"cos", {of_one<math::cos>, 1, -1e5, 1e5, 
      "3125e851c356f12792099dae081556ba44a38d9dbb2c7f0db37e1af7e0e2e346"}},
    {"erf", {of_one<math::erf>, 1.5, -6, 6, 
      "55fa6b00f0e546604be0e8dda995c1aa08bb881886d9f14e49eb1c2c7a7e8f30"}},
    {"erfc", {of_one<math::erfc>, 6, -6, 28, 
      "5e3c9082b01bd5580625e9ad235f035e4e845ae854e73fb74d3ea545f246b6ee"}},
    {"normal_cdf", {of_one<math::normal_cdf>, 6, -39, 9, 
      "10ac5d91e8e7fb45caa03870435efb7997d25e60dc5dce74c04a573acddae3d1"}},
    // 1e-13 of the result: 450 units when its significand is near 1, 900 when it is near 2.
    {"normal_quantile", {of_one<math::normal_quantile>, 450, 0, 1, 
      "9e90abcbba84a0a97435f8876f7d5f4f87ecf8ada645778203207b0250c13f53"}},
    {"pow", {math::pow, 1, 0, 20, 
      "9300cb35bab3ac291e223ef46ebb9e2d08a43e81e0176138ae6bdd01cb68c6ce"}},
};

TEST_CASE("every function keeps its stated error bound against the table", "[foundation][math]") {
  std::ifstream file(std::string(testing::source_directory()) + "/tests/unit/data/math_table.csv");
  std::string line;
  REQUIRE(std::getline(file, line));
  REQUIRE(line == "function,argument,second_argument,result,result_left_over");
  std::map<std::string, double> worst;
  std::map<std::string, int> count;
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, ',')) {
      cells.emplace_back(cell);
    }
    REQUIRE(cells.size() == 5);
    const auto number = [&cells](std::size_t index) { return std::strtod(cells[index].c_str(), nullptr); };
    const double nearest = number(3);
    const double computed = kFunctions.at(cells[0]).compute(number(1), number(2));
    const double unit = nearest == 0 ? kTiny : std::nextafter(std::fabs(nearest), kInfinity) - std::fabs(nearest);
    const double error = std::fabs((computed - nearest) - number(4)) / unit;
    INFO(line << " gave " << computed);
    REQUIRE(error < kFunctions.at(cells[0]).bound);
    worst[cells[0]] = std::max(worst[cells[0]], error);
    ++count[cells[0]];
  }
  for (const auto& [name, function] : kFunctions) {
    INFO(name << ": " << count[name] << " results, the worst " << worst[name] << " units in the last place off");
    CHECK(count[name] >= 250);
    // The table reaches arguments where the functions are not exact: were it cut down, this would tell.
    CHECK(worst[name] > 0.45);
  }
}

TEST_CASE("a million results of every function have the golden hash", "[foundation][math]") {
  for (const auto& [name, function] : kFunctions) {
    RandomStream stream(fnv1a64(name), 0, Purpose{0});
    Sha256 hash;
    std::array<std::uint8_t, 8000> bytes;
    for (int chunk = 0; chunk < 1000; ++chunk) {
      for (std::size_t index = 0; index < 1000; ++index) {
        const double x = function.low + (function.high - function.low) * stream.uniform();
        const double y = name == "pow" ? -50 + 100 * stream.uniform() : 0;
        const std::uint64_t bits = std::bit_cast<std::uint64_t>(function.compute(x, y));
        for (std::size_t byte = 0; byte < 8; ++byte) {
          bytes[index * 8 + byte] = static_cast<std::uint8_t>(bits >> (8 * byte));
        }
      }
      hash.update(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
    INFO(name);
    CHECK(hex(hash.finish()) == function.golden);
  }
}

TEST_CASE("exp and expm1 at their ends", "[foundation][math]") {
  CHECK(math::exp(0) == 1);
  CHECK(math::exp(1) == 2.718281828459045);
  CHECK(math::exp(-kInfinity) == 0);
  CHECK(math::exp(kInfinity) == kInfinity);
  CHECK(math::exp(709.782712893384) == 1.7976931348622732e308);
  CHECK(math::exp(709.7827128933841) == kInfinity);
  CHECK(math::exp(1e300) == kInfinity);
  CHECK(math::exp(-745.13) == kTiny);
  CHECK(math::exp(-746) == 0);
  CHECK(math::exp(-1e300) == 0);
  CHECK(math::exp(-740) == 4.2e-322);  // 85 times the smallest number above 0
  CHECK(std::isnan(math::exp(NAN)));
  CHECK(math::expm1(0) == 0);
  CHECK(std::signbit(math::expm1(-0.0)));
  CHECK(math::expm1(1e-300) == 1e-300);
  CHECK(math::expm1(-kInfinity) == -1);
  CHECK(math::expm1(-100) == -1);
  CHECK(math::expm1(710) == kInfinity);
  CHECK(std::isnan(math::expm1(NAN)));
}

TEST_CASE("log and log1p at their ends", "[foundation][math]") {
  CHECK(math::log(1) == 0);
  CHECK(math::log(0) == -kInfinity);
  CHECK(math::log(-0.0) == -kInfinity);
  CHECK(math::log(kInfinity) == kInfinity);
  CHECK(math::log(kTiny) == -744.4400719213812);
  CHECK(math::log(1.7976931348623157e308) == 709.782712893384);
  CHECK(std::isnan(math::log(-1)));
  CHECK(std::isnan(math::log(-kInfinity)));
  CHECK(std::isnan(math::log(NAN)));
  CHECK(math::log1p(0) == 0);
  CHECK(std::signbit(math::log1p(-0.0)));
  CHECK(math::log1p(-1) == -kInfinity);
  CHECK(std::isnan(math::log1p(-1.5)));
  CHECK(math::log1p(kInfinity) == kInfinity);
  CHECK(math::log1p(1e-300) == 1e-300);
  CHECK(std::isnan(math::log1p(NAN)));
}

TEST_CASE("pow has the special cases of IEEE 754", "[foundation][math]") {
  CHECK(math::pow(NAN, 0) == 1);
  CHECK(math::pow(1, NAN) == 1);
  CHECK(math::pow(1, kInfinity) == 1);
  CHECK(math::pow(-1, kInfinity) == 1);
  CHECK(std::isnan(math::pow(NAN, 1)));
  CHECK(std::isnan(math::pow(2, NAN)));
  CHECK(math::pow(2, 10) == 1024);
  CHECK(math::pow(2, -1074) == kTiny);
  CHECK(math::pow(2, -1080) == 0);
  CHECK(math::pow(2, 1024) == kInfinity);
  CHECK(math::pow(10, 22) == 1e22);
  CHECK(math::pow(-2, 3) == -8);
  CHECK(math::pow(-2, -2) == 0.25);
  CHECK(std::isnan(math::pow(-2, 0.5)));
  CHECK(math::pow(-2, 2000) == kInfinity);
  CHECK(math::pow(-2, 2001) == -kInfinity);
  CHECK(std::signbit(math::pow(-2, -2001)));
  CHECK(math::pow(0, 3) == 0);
  CHECK(std::signbit(math::pow(-0.0, 3)));
  CHECK_FALSE(std::signbit(math::pow(-0.0, 2)));
  CHECK(math::pow(0, -1) == kInfinity);
  CHECK(math::pow(-0.0, -1) == -kInfinity);
  CHECK(math::pow(-0.0, -0.5) == kInfinity);
  CHECK(math::pow(kInfinity, 0.5) == kInfinity);
  CHECK(math::pow(kInfinity, -0.5) == 0);
  CHECK(math::pow(-kInfinity, 3) == -kInfinity);
  CHECK(math::pow(0.5, kInfinity) == 0);
  CHECK(math::pow(0.5, -kInfinity) == kInfinity);
  CHECK(math::pow(2, -kInfinity) == 0);
  CHECK(math::pow(kTiny, 0.5) == 2.2227587494850775e-162);
  CHECK(math::pow(1.5, 1e300) == kInfinity);
  CHECK(math::pow(1.5, -1e300) == 0);
}

TEST_CASE("sine and cosine at their ends", "[foundation][math]") {
  CHECK(math::sin(0) == 0);
  CHECK(std::signbit(math::sin(-0.0)));
  CHECK(math::cos(0) == 1);
  CHECK(math::sin(math::kPi) == 1.2246467991473532e-16);
  CHECK(math::sin(math::kPi / 2) == 1);
  CHECK(math::cos(math::kPi) == -1);
  CHECK(std::isnan(math::sin(1e7)));
  CHECK(std::isnan(math::cos(kInfinity)));
  CHECK(std::isnan(math::sin(NAN)));
}

TEST_CASE("the normal distribution at its ends, and there and back", "[foundation][math]") {
  CHECK(math::normal_cdf(0) == 0.5);
  CHECK(math::normal_cdf(kInfinity) == 1);
  CHECK(math::normal_cdf(-kInfinity) == 0);
  CHECK(math::normal_cdf(-40) == 0);
  CHECK(std::isnan(math::normal_cdf(NAN)));
  CHECK(math::erf(kInfinity) == 1);
  CHECK(math::erf(-7) == -1);
  CHECK(std::isnan(math::erf(NAN)));
  CHECK(math::erfc(-kInfinity) == 2);
  CHECK(math::erfc(30) == 0);
  CHECK(std::isnan(math::erfc(NAN)));
  CHECK(math::normal_quantile(0.5) == 0);
  CHECK(math::normal_quantile(0) == -kInfinity);
  CHECK(math::normal_quantile(1) == kInfinity);
  CHECK(std::isnan(math::normal_quantile(-0.1)));
  CHECK(std::isnan(math::normal_quantile(1.1)));
  CHECK(std::isnan(math::normal_quantile(NAN)));
  RandomStream stream(1, 2, Purpose{3});
  for (int draw = 0; draw < 100000; ++draw) {
    const double p = stream.uniform();
    const double x = math::normal_quantile(p);
    REQUIRE(math::normal_quantile(1 - p) == -x);  // exactly, on the grid of uniform
    REQUIRE(std::fabs(math::normal_cdf(x) - p) < 3e-13 * std::max(p, 0.01));
  }
}

TEST_CASE("the quantile rises over the seams of its pieces", "[foundation][math]") {
  for (int octave = 13; octave >= 1; --octave) {
    for (int piece = 0; piece < 8; ++piece) {
      const double seam = std::ldexp(1 + piece / 8.0, -octave - 1);
      INFO(seam);
      CHECK(math::normal_quantile(seam * (1 - 1e-12)) < math::normal_quantile(seam));
      CHECK(math::normal_quantile(seam) < math::normal_quantile(seam * (1 + 1e-12)));
    }
  }
}

TEST_CASE("halves round away from zero", "[foundation][math]") {
  CHECK(math::round_half_away(0.5) == 1);
  CHECK(math::round_half_away(-0.5) == -1);
  CHECK(math::round_half_away(2.5) == 3);
  CHECK(math::round_half_away(0.49999999999999994) == 0);
  CHECK(math::round_half_away(-2.4) == -2);
  CHECK(math::round_half_away(4503599627370495.5) == 4503599627370496);
  CHECK(math::round_half_away(1e300) == 1e300);
  CHECK(math::round_half_away(-kInfinity) == -kInfinity);
  CHECK(std::isnan(math::round_half_away(NAN)));
}

}  // namespace

// Measures what everything else is made of: nanoseconds a call of streams, math, calendar, texts and ids, and MB/s of
// the hashes. Not a test: nothing is checked, and the numbers are the machine's.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/distribution.h"
#include "engine/foundation/hash.h"
#include "engine/foundation/identifier.h"
#include "engine/foundation/math.h"
#include "engine/foundation/number_text.h"
#include "engine/foundation/random.h"
#include "engine/foundation/text.h"

namespace {

using namespace polyclinic;

constexpr std::size_t kCalls = 1 << 20;
constexpr Purpose kBench{0x0001};

volatile double sink;

// The best of seven runs of loop(), in seconds. The loop returns a number made of all its results, so that none of its
// calls can be left out.
template <class Loop>
double best_seconds(const Loop& loop) {
  double best = 1e9;
  for (int run = 0; run < 7; ++run) {
    const auto start = std::chrono::steady_clock::now();
    sink = static_cast<double>(loop());
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

template <class Loop>
void report_calls(const char* name, const Loop& loop) {
  std::printf("%-44s %8.2f ns\n", name, best_seconds(loop) / kCalls * 1e9);
}

// call(argument) for each of the arguments, one after the other but independent.
template <class T, class Call>
void report_each(const char* name, const std::vector<T>& arguments, const Call& call) {
  report_calls(name, [&] {
    double sum = 0;
    for (std::size_t index = 0; index < kCalls; ++index) {
      sum += static_cast<double>(call(arguments[index & (arguments.size() - 1)]));
    }
    return sum;
  });
}

template <class Hash>
void report_rate(const char* name, std::string_view bytes, const Hash& hash) {
  constexpr int kRounds = 8;
  const double seconds = best_seconds([&] {
    double sum = 0;
    for (int round = 0; round < kRounds; ++round) {
      sum += hash(bytes);
    }
    return sum;
  });
  std::printf("%-44s %8.0f MB/s\n", name, static_cast<double>(bytes.size()) * kRounds / seconds / 1e6);
}

template <class Make>
auto arguments(const Make& make) {
  RandomStream stream(1, 2, kBench);
  std::vector<decltype(make(stream))> made;
  for (int index = 0; index < 4096; ++index) {
    made.push_back(make(stream));
  }
  return made;
}

void report_streams() {
  report_calls("RandomStream next_u32", [] {
    RandomStream stream(1, 2, kBench);
    std::uint32_t sum = 0;
    for (std::size_t index = 0; index < kCalls; ++index) {
      sum += stream.next_u32();
    }
    return sum;
  });
  const auto report_draws = [](const char* name, const auto& draw) {
    report_calls(name, [&draw] {
      RandomStream stream(1, 2, kBench);
      double sum = 0;
      for (std::size_t index = 0; index < kCalls; ++index) {
        sum += static_cast<double>(draw(stream));
      }
      return sum;
    });
  };
  report_draws("RandomStream uniform", [](RandomStream& stream) { return stream.uniform(); });
  report_draws("RandomStream below(1000)", [](RandomStream& stream) { return stream.below(1000); });
  report_draws("RandomStream normal", [](RandomStream& stream) { return stream.normal(); });
  report_draws("RandomStream truncated_normal",
               [](RandomStream& stream) { return stream.truncated_normal(120, 15, 80, 200); });
  report_draws("RandomStream exponential", [](RandomStream& stream) { return stream.exponential(3); });
  report_draws("RandomStream poisson(3)", [](RandomStream& stream) { return stream.poisson(3); });
  report_draws("RandomStream poisson(300)", [](RandomStream& stream) { return stream.poisson(300); });
  report_calls("new RandomStream and one uniform", [] {
    double sum = 0;
    for (std::size_t index = 0; index < kCalls; ++index) {
      sum += RandomStream(1, index, kBench).uniform();
    }
    return sum;
  });
  std::vector<double> weights;
  for (int index = 0; index < 1000; ++index) {
    weights.push_back(1.0 / (1 + index));
  }
  const Categorical categorical = *Categorical::from_weights(weights);
  report_draws("Categorical draw, 1000 weights", [&](RandomStream& stream) { return categorical.draw(stream); });
}

void report_math() {
  const auto probabilities = arguments([](RandomStream& stream) { return stream.uniform(); });
  const auto normals = arguments([](RandomStream& stream) { return 3 * stream.normal(); });
  const auto positives = arguments([](RandomStream& stream) { return stream.exponential(100); });
  report_each("math normal_quantile", probabilities, [](double p) { return math::normal_quantile(p); });
  report_each("math exp", normals, [](double x) { return math::exp(x); });
  report_each("math log", positives, [](double x) { return math::log(x); });
  report_each("math expm1", normals, [](double x) { return math::expm1(x); });
  report_each("math log1p", positives, [](double x) { return math::log1p(x); });
  report_each("math pow", positives, [](double x) { return math::pow(x, 0.37); });
  report_each("math sin", normals, [](double x) { return math::sin(x); });
  report_each("math normal_cdf", normals, [](double x) { return math::normal_cdf(x); });
}

void report_texts() {
  char text[64];
  const auto report_writes = [&text](const char* name, const auto& values, const auto& write) {
    report_each(name, values, [&](auto value) {
      char* end = write(text, value);
      asm volatile("" : : "r"(end) : "memory");  // the text counts as read, so that all of it is written
      return end - text;
    });
  };
  const auto days = arguments([](RandomStream& stream) { return stream.between(-20000, 20000); });
  const auto instants = arguments(
      [](RandomStream& stream) { return stream.between(-20000, 20000) * kMillisecondsPerDay + stream.below(86400) * 1000; });
  report_each("civil_from_day", days, [](Day day) { return civil_from_day(day).day; });
  report_writes("write_date", days, write_date);
  report_writes("write_instant", instants, write_instant);
  const auto smalls = arguments([](RandomStream& stream) { return static_cast<std::int64_t>(stream.below(10000)); });
  const auto larges = arguments([](RandomStream& stream) { return stream.next_u64(); });
  report_writes("write_i64, below 10000", smalls, write_i64);
  report_writes("write_u64, 20 digits", larges, write_u64);
  report_writes("write_decimal, below 100.00",
                smalls, [](char* out, std::int64_t value) { return write_decimal(out, value, 2); });
  report_writes("write_double, 17 digits", arguments([](RandomStream& stream) { return stream.normal(); }), write_double);
  report_writes("write_double, 0.01 to 99.99",
                arguments([](RandomStream& stream) { return stream.below(10000) / 100.0; }), write_double);
  const IdMinter minter(7);
  report_each("IdMinter mint", larges, [&](std::uint64_t owner) { return minter.mint(3, owner >> 20, 5).low; });
  report_writes("write_uuid", larges, [](char* out, std::uint64_t low) { return write_uuid(out, Id{low * 3, low}); });
  report_each("permute_below(1e9)", larges, [](std::uint64_t value) { return permute_below(value >> 35, 1000000000, 1); });
}

void report_hashes() {
  std::string bytes(8 << 20, '\0');
  RandomStream stream(1, 2, kBench);
  for (char& byte : bytes) {
    byte = static_cast<char>(stream.below(127));
  }
  const auto sha256 = [](Sha256::Path path) {
    return [path](std::string_view data) {
      Sha256 hash(path);
      hash.update(data);
      return static_cast<double>(hash.finish()[0]);
    };
  };
  report_rate(Sha256::hardware_available() ? "SHA-256, processor's instructions" : "SHA-256", bytes,
              sha256(Sha256::Path::kFastest));
  report_rate("SHA-256, portable", bytes, sha256(Sha256::Path::kPortable));
  report_rate("CRC-32", bytes, [](std::string_view data) { return static_cast<double>(crc32(0, data)); });
  report_rate("CRC-32, portable", bytes, [](std::string_view data) { return static_cast<double>(crc32_portable(0, data)); });
  report_rate("first_invalid_utf8, ASCII", bytes,
              [](std::string_view data) { return first_invalid_utf8(data) ? 1.0 : 0.0; });
}

}  // namespace

int main() {
  report_streams();
  report_math();
  report_texts();
  report_hashes();
}

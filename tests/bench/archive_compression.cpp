// Measures compression of table text by level: MB/s of one thread and the size that is left. Not a test: nothing is
// checked, and the numbers are the machine's.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/archive/segment_compressor.h"
#include "engine/foundation/hash.h"
#include "engine/foundation/identifier.h"

namespace {

using polyclinic::archive::Segment;
using polyclinic::archive::SegmentCompressor;

struct Code {
  const char* code;
  const char* text;
  const char* unit;
  int mean;
};

// A few observations as a wellness visit records them.
constexpr Code kCodes[] = {
    {"8302-2", "Body height", "cm", 1700},
    {"29463-7", "Body weight", "kg", 780},
    {"39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", 270},
    {"8480-6", "Systolic blood pressure", "mm[Hg]", 1220},
    {"8462-4", "Diastolic blood pressure", "mm[Hg]", 740},
    {"8867-4", "Heart rate", "/min", 720},
    {"2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 980},
    {"2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 9},
    {"2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 1400},
    {"718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 140},
};

class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t next() { return polyclinic::mix64(seed_ + 0x9E3779B97F4A7C15 * ++count_); }
  int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }

 private:
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
};

std::string uuid(Numbers& numbers) {
  char text[36];
  polyclinic::write_uuid(text, {numbers.next(), numbers.next()});
  return std::string(text, sizeof text);
}

// About `size` bytes of an observations table, as CSV or as NDJSON.
std::string observations(std::size_t size, bool json) {
  Numbers numbers(20261120);
  std::string text;
  while (text.size() < size) {
    const std::string patient = uuid(numbers);
    for (int visit = 0; visit < 8; ++visit) {
      const std::string encounter = uuid(numbers);
      char when[32];
      std::snprintf(when, sizeof when, "20%02d-%02d-%02dT%02d:%02d:00Z", 16 + visit, 1 + numbers.below(12),
                    1 + numbers.below(28), 8 + numbers.below(9), numbers.below(60));
      for (const Code& code : kCodes) {
        const int value = code.mean + numbers.below(code.mean / 5 + 3);
        char row[512];
        const int length = std::snprintf(
            row, sizeof row,
            json ? "{\"id\":\"%s\",\"patient_id\":\"%s\",\"encounter_id\":\"%s\",\"date\":\"%s\",\"code\":\"%s\","
                   "\"description\":\"%s\",\"value\":%d.%d,\"units\":\"%s\"}\n"
                 : "%s,%s,%s,%s,%s,%s,%d.%d,%s\n",
            uuid(numbers).c_str(), patient.c_str(), encounter.c_str(), when, code.code, code.text, value / 10,
            value % 10, code.unit);
        text.append(row, static_cast<std::size_t>(length));
      }
    }
  }
  return text;
}

// The best of three passes over the text in segments of `segment_size`.
void measure(const char* what, std::string_view text, int level, std::size_t segment_size) {
  auto compressor = SegmentCompressor::create(level);
  Segment segment;
  double best = 1e9;
  std::size_t compressed = 0;
  for (int pass = 0; pass < 3; ++pass) {
    compressed = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t at = 0; at < text.size(); at += segment_size) {
      if (!compressor->compress(text.substr(at, segment_size), segment)) {
        std::abort();
      }
      compressed += segment.bytes.size();
    }
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  const double bytes = static_cast<double>(text.size());
  std::printf("%-8s %5d %10zu %10.1f %9.2f%%\n", what, level, segment_size >> 10, bytes / best / 1e6,
              100.0 * static_cast<double>(compressed) / bytes);
}

}  // namespace

int main() {
  constexpr std::size_t kSize = std::size_t{24} << 20;
  const std::string csv = observations(kSize, false);
  const std::string ndjson = observations(kSize, true);
  std::printf("text     level segment/KB       MB/s      left\n");
  for (int level = polyclinic::archive::kLowestLevel; level <= polyclinic::archive::kHighestLevel; ++level) {
    measure("csv", csv, level, std::size_t{256} << 10);
  }
  for (const int level : {1, 4, 6, 9}) {
    measure("ndjson", ndjson, level, std::size_t{256} << 10);
  }
  for (const std::size_t segment_size : {std::size_t{16} << 10, std::size_t{64} << 10, std::size_t{1} << 20}) {
    measure("csv", csv, 1, segment_size);
  }
}

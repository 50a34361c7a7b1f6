// SHA-256 and CRC-32 in plain C++, the choice of a faster path, and CRC arithmetic. Not for the processor's own
// instructions, which are in hash_x86.cpp.
#include "engine/foundation/hash.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/foundation/hash_paths.h"

namespace polyclinic {

static_assert(std::endian::native == std::endian::little, "words of messages are read as little endian, then swapped");

namespace hash_paths {

// FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
alignas(16) const std::uint32_t kSha256RoundConstants[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

namespace {

// Four words side by side, by the vector extensions that GCC and Clang share: SSE2 natively, SIMD128 in WebAssembly.
// The message schedule made this way takes a third off the whole; the rounds themselves wait for each other.
using Words = std::uint32_t __attribute__((vector_size(16)));
using Bytes = std::uint8_t __attribute__((vector_size(16)));

template <int Count>
inline Words rotate_right(Words x) {
  return (x >> Count) | (x << (32 - Count));
}

inline Words sigma0(Words x) { return rotate_right<7>(x) ^ rotate_right<18>(x) ^ (x >> 3); }
inline Words sigma1(Words x) { return rotate_right<17>(x) ^ rotate_right<19>(x) ^ (x >> 10); }

inline Words load_big_endian(const std::uint8_t* data) {
  Bytes bytes;
  std::memcpy(&bytes, data, sizeof bytes);
  return reinterpret_cast<Words>(
      __builtin_shufflevector(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
}

// Each of the 64 words of the schedule plus its round's constant.
inline void make_schedule(const std::uint8_t* block, std::uint32_t* schedule) {
  const auto store = [schedule](int group, Words words) {
    Words constants;
    std::memcpy(&constants, kSha256RoundConstants + 4 * group, sizeof constants);
    words += constants;
    std::memcpy(schedule + 4 * group, &words, sizeof words);
  };
  Words last[4];  // the sixteen words before the next group
  for (int group = 0; group < 4; ++group) {
    last[group] = load_big_endian(block + 16 * group);
    store(group, last[group]);
  }
  const Words zero = {0, 0, 0, 0};
  for (int group = 4; group < 16; ++group) {
    Words next = last[0] + sigma0(__builtin_shufflevector(last[0], last[1], 1, 2, 3, 4)) +
                 __builtin_shufflevector(last[2], last[3], 1, 2, 3, 4);
    // Words need the one two places before them, so the upper two wait for the lower two; sigma1 of 0 is 0.
    next += sigma1(__builtin_shufflevector(last[3], zero, 2, 3, 4, 5));
    next += sigma1(__builtin_shufflevector(zero, next, 0, 1, 4, 5));
    last[0] = last[1], last[1] = last[2], last[2] = last[3], last[3] = next;
    store(group, next);
  }
}

}  // namespace

void sha256_portable(std::uint32_t* state, const std::uint8_t* blocks, std::size_t count) {
  alignas(16) std::uint32_t schedule[64];
  for (; count > 0; --count, blocks += 64) {
    make_schedule(blocks, schedule);
    std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    std::uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    // One round; the eight variables change places from round to round by their order in the call.
    const auto round = [](std::uint32_t ra, std::uint32_t rb, std::uint32_t rc, std::uint32_t& rd, std::uint32_t re,
                          std::uint32_t rf, std::uint32_t rg, std::uint32_t& rh, std::uint32_t word_and_constant) {
      const std::uint32_t sum1 = std::rotr(re, 6) ^ std::rotr(re, 11) ^ std::rotr(re, 25);
      const std::uint32_t choice = rg ^ (re & (rf ^ rg));
      const std::uint32_t sum0 = std::rotr(ra, 2) ^ std::rotr(ra, 13) ^ std::rotr(ra, 22);
      // The majority of a, b and c; b ^ c was the a ^ b of the round before, which the compiler keeps.
      const std::uint32_t majority = rb ^ ((ra ^ rb) & (rb ^ rc));
      const std::uint32_t step = rh + word_and_constant + choice + sum1;
      rd += step;
      rh = step + sum0 + majority;
    };
    for (const std::uint32_t* word = schedule; word != schedule + 64; word += 8) {
      round(a, b, c, d, e, f, g, h, word[0]);
      round(h, a, b, c, d, e, f, g, word[1]);
      round(g, h, a, b, c, d, e, f, word[2]);
      round(f, g, h, a, b, c, d, e, word[3]);
      round(e, f, g, h, a, b, c, d, word[4]);
      round(d, e, f, g, h, a, b, c, word[5]);
      round(c, d, e, f, g, h, a, b, word[6]);
      round(b, c, d, e, f, g, h, a, word[7]);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
  }
}

}  // namespace hash_paths

Sha256::Sha256(Path path)
    : compress_(path == Path::kFastest && hardware_available() ? hash_paths::sha256_hardware
                                                               : hash_paths::sha256_portable),
      // FIPS 180-4, 5.3.3: the first 32 bits of the fractional parts of the square roots of the first 8 primes.
      state_{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19} {}

bool Sha256::hardware_available() { return hash_paths::has_sha256_hardware(); }

void Sha256::update(std::string_view bytes) {
  const std::uint8_t* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t size = bytes.size();
  if (size == 0) {
    return;
  }
  length_ += size;
  if (pending_size_ != 0) {
    const std::size_t taken = std::min<std::size_t>(size, 64 - pending_size_);
    std::memcpy(pending_.data() + pending_size_, data, taken);
    pending_size_ += static_cast<std::uint32_t>(taken);
    data += taken;
    size -= taken;
    if (pending_size_ < 64) {
      return;
    }
    compress_(state_.data(), pending_.data(), 1);
    pending_size_ = 0;
  }
  const std::size_t whole = size / 64;
  if (whole != 0) {
    compress_(state_.data(), data, whole);
    data += 64 * whole;
    size -= 64 * whole;
  }
  if (size != 0) {
    std::memcpy(pending_.data(), data, size);
    pending_size_ = static_cast<std::uint32_t>(size);
  }
}

void Sha256::update(std::span<const std::byte> bytes) {
  update(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Sha256::Digest Sha256::finish() {
  // A one bit, zeros up to 8 bytes before the end of a block, and the length in bits.
  const std::uint64_t bits = length_ * 8;
  pending_[pending_size_++] = 0x80;
  if (pending_size_ > 56) {
    std::fill(pending_.begin() + pending_size_, pending_.end(), std::uint8_t{0});
    compress_(state_.data(), pending_.data(), 1);
    pending_size_ = 0;
  }
  std::fill(pending_.begin() + pending_size_, pending_.end(), std::uint8_t{0});
  const std::uint64_t swapped = __builtin_bswap64(bits);
  std::memcpy(pending_.data() + 56, &swapped, 8);
  compress_(state_.data(), pending_.data(), 1);
  Digest digest;
  for (std::size_t index = 0; index < 8; ++index) {
    const std::uint32_t word = __builtin_bswap32(state_[index]);
    std::memcpy(digest.data() + 4 * index, &word, 4);
  }
  return digest;
}

Sha256::Digest Sha256::of(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

namespace {

constexpr std::uint32_t kCrcPolynomial = 0xEDB88320;

struct CrcTables {
  // of [j][b]: the CRC of byte b followed by j zero bytes.
  std::uint32_t of[16][256];
};

consteval CrcTables make_crc_tables() {
  CrcTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? kCrcPolynomial : 0);
    }
    tables.of[0][byte] = crc;
  }
  for (std::uint32_t zeros = 1; zeros < 16; ++zeros) {
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t crc = tables.of[zeros - 1][byte];
      tables.of[zeros][byte] = (crc >> 8) ^ tables.of[0][crc & 255];
    }
  }
  return tables;
}

constexpr CrcTables kCrcTables = make_crc_tables();

// The product of two polynomials modulo the CRC's; bit 31 is the coefficient of x^0.
constexpr std::uint32_t multiply(std::uint32_t a, std::uint32_t b) {
  std::uint32_t product = 0;
  for (std::uint32_t bit = 0x80000000; bit != 0; bit >>= 1) {
    if ((a & bit) != 0) {
      product ^= b;
    }
    b = (b >> 1) ^ ((b & 1) != 0 ? kCrcPolynomial : 0);
  }
  return product;
}

}  // namespace

std::uint32_t crc32_portable(std::uint32_t crc, std::string_view bytes) {
  const std::uint8_t* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t size = bytes.size();
  crc = ~crc;
  const auto& of = kCrcTables.of;
  // Sixteen bytes at a time: each is looked up in the table for its distance from the end of the sixteen.
  for (; size >= 16; size -= 16, data += 16) {
    std::uint64_t first;
    std::uint64_t second;
    std::memcpy(&first, data, 8);
    std::memcpy(&second, data + 8, 8);
    first ^= crc;
    crc = of[15][first & 255] ^ of[14][first >> 8 & 255] ^ of[13][first >> 16 & 255] ^ of[12][first >> 24 & 255] ^
          of[11][first >> 32 & 255] ^ of[10][first >> 40 & 255] ^ of[9][first >> 48 & 255] ^ of[8][first >> 56] ^
          of[7][second & 255] ^ of[6][second >> 8 & 255] ^ of[5][second >> 16 & 255] ^ of[4][second >> 24 & 255] ^
          of[3][second >> 32 & 255] ^ of[2][second >> 40 & 255] ^ of[1][second >> 48 & 255] ^ of[0][second >> 56];
  }
  for (; size > 0; --size, ++data) {
    crc = (crc >> 8) ^ of[0][(crc ^ *data) & 255];
  }
  return ~crc;
}

std::uint32_t crc32(std::uint32_t crc, std::string_view bytes) {
  if (bytes.size() >= 64 && hash_paths::has_crc32_hardware()) {
    const std::size_t whole = bytes.size() & ~std::size_t{15};
    crc = hash_paths::crc32_hardware(crc, reinterpret_cast<const std::uint8_t*>(bytes.data()), whole);
    bytes.remove_prefix(whole);
  }
  return crc32_portable(crc, bytes);
}

std::uint32_t crc32_combine(std::uint32_t first, std::uint32_t second, std::uint64_t second_size) {
  // Appending n zero bytes multiplies by x^(8n): squared up from x^8.
  std::uint32_t power = 0x00800000;  // x^8
  std::uint32_t shift = 0x80000000;  // x^0
  for (; second_size != 0; second_size >>= 1) {
    if ((second_size & 1) != 0) {
      shift = multiply(shift, power);
    }
    power = multiply(power, power);
  }
  return multiply(shift, first) ^ second;
}

}  // namespace polyclinic

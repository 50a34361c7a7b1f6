// SHA-256 by the SHA extensions and CRC-32 by carry-less multiplication, on x86-64 processors that have them. On every
// other target (WebAssembly among them) this file says that there is nothing, and the portable loops are used.
#include "engine/foundation/hash.h"
#include "engine/foundation/hash_paths.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

namespace polyclinic::hash_paths {
namespace {

struct Features {
  bool sha = false;
  bool carry_less_multiply = false;

  Features() {
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0) {
      return;
    }
    const bool ssse3 = (ecx & 1U << 9) != 0;
    const bool sse41 = (ecx & 1U << 19) != 0;
    carry_less_multiply = sse41 && (ecx & 1U << 1) != 0;
    if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0) {
      sha = ssse3 && sse41 && (ebx & 1U << 29) != 0;
    }
  }
};

const Features& features() {
  static const Features found;
  return found;
}

}  // namespace

bool has_sha256_hardware() { return features().sha; }
bool has_crc32_hardware() { return features().carry_less_multiply; }

__attribute__((target("sha,sse4.1,ssse3"))) void sha256_hardware(std::uint32_t* state, const std::uint8_t* blocks,
                                                                 std::size_t count) {
  // The instructions want the state as two registers, {f, e, b, a} and {h, g, d, c} from the lowest lane up.
  const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
  const __m128i* k = reinterpret_cast<const __m128i*>(kSha256RoundConstants);
  __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state));       // a b c d
  __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state + 4));  // e f g h
  low = _mm_shuffle_epi32(low, 0xB1);                                           // b a d c
  high = _mm_shuffle_epi32(high, 0x1B);                                         // h g f e
  __m128i abef = _mm_alignr_epi8(low, high, 8);                                 // f e b a
  __m128i cdgh = _mm_blend_epi16(high, low, 0xF0);                              // h g d c
  for (; count > 0; --count, blocks += 64) {
    const __m128i abef_before = abef;
    const __m128i cdgh_before = cdgh;
    __m128i words[4];
    for (int index = 0; index < 4; ++index) {
      const __m128i loaded = _mm_loadu_si128(reinterpret_cast<const __m128i*>(blocks + 16 * index));
      words[index] = _mm_shuffle_epi8(loaded, big_endian);
    }
#pragma GCC unroll 16
    for (int group = 0; group < 16; ++group) {  // four rounds each
      __m128i& current = words[group & 3];
      if (group >= 4) {
        // Four more words of the schedule: current holds w[-16..-13], the others w[-12..-1].
        const __m128i w12 = words[(group + 1) & 3];
        const __m128i w8 = words[(group + 2) & 3];
        const __m128i w4 = words[(group + 3) & 3];
        current = _mm_add_epi32(_mm_sha256msg1_epu32(current, w12), _mm_alignr_epi8(w4, w8, 4));
        current = _mm_sha256msg2_epu32(current, w4);
      }
      const __m128i input = _mm_add_epi32(current, _mm_load_si128(k + group));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(input, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);  // a b e f
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);  // g h c d
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

namespace {

// x^n modulo the CRC's polynomial, bit-reflected and shifted by one as carry-less products of reflected operands need
// it (Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ", Intel 2009).
consteval std::uint64_t folding_constant(int n) {
  std::uint32_t power = 0x80000000;  // x^0
  for (; n > 0; --n) {
    power = (power >> 1) ^ ((power & 1) != 0 ? 0xEDB88320 : 0);
  }
  return std::uint64_t{power} << 1;
}

// Moves a register's 128 bits over some distance: its halves times the constants of that distance, onto data there.
__attribute__((target("pclmul,sse4.1"))) inline __m128i fold(__m128i value, __m128i constants, __m128i data) {
  return _mm_xor_si128(data, _mm_xor_si128(_mm_clmulepi64_si128(value, constants, 0x00),
                                           _mm_clmulepi64_si128(value, constants, 0x11)));
}

}  // namespace

__attribute__((target("pclmul,sse4.1"))) std::uint32_t crc32_hardware(std::uint32_t crc, const std::uint8_t* data,
                                                                      std::size_t size) {
  const auto load = [&data](std::size_t index) __attribute__((target("pclmul,sse4.1"))) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data) + index);
  };
  __m128i lanes[4] = {_mm_xor_si128(load(0), _mm_cvtsi32_si128(static_cast<int>(~crc))), load(1), load(2), load(3)};
  data += 64;
  size -= 64;
  // Low half of a register is the earlier in the message, so it travels 64 bits further.
  const __m128i over_64_bytes = _mm_set_epi64x(static_cast<long long>(folding_constant(512 - 32)),
                                               static_cast<long long>(folding_constant(512 + 32)));
  const __m128i over_16_bytes = _mm_set_epi64x(static_cast<long long>(folding_constant(128 - 32)),
                                               static_cast<long long>(folding_constant(128 + 32)));
  for (; size >= 64; size -= 64, data += 64) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      lanes[lane] = fold(lanes[lane], over_64_bytes, load(lane));
    }
  }
  __m128i value = lanes[0];
  for (std::size_t lane = 1; lane < 4; ++lane) {
    value = fold(value, over_16_bytes, lanes[lane]);
  }
  for (; size >= 16; size -= 16, data += 16) {
    value = fold(value, over_16_bytes, load(0));
  }
  // The 16 bytes left have the same remainder as everything before them: the portable tables take it from there, with
  // the complements at both ends of a CRC undone.
  alignas(16) std::uint8_t rest[16];
  _mm_store_si128(reinterpret_cast<__m128i*>(rest), value);
  return crc32_portable(~std::uint32_t{0}, std::string_view(reinterpret_cast<const char*>(rest), 16));
}

}  // namespace polyclinic::hash_paths

#else

namespace polyclinic::hash_paths {

bool has_sha256_hardware() { return false; }
bool has_crc32_hardware() { return false; }

void sha256_hardware(std::uint32_t* state, const std::uint8_t* blocks, std::size_t count) {
  sha256_portable(state, blocks, count);
}

std::uint32_t crc32_hardware(std::uint32_t crc, const std::uint8_t*, std::size_t) { return crc; }

}  // namespace polyclinic::hash_paths

#endif

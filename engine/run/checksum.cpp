// The public hash.
#include "polyclinic/checksum.h"

#include "engine/foundation/hash.h"

namespace polyclinic {

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hex(hash.finish());
}

}  // namespace polyclinic

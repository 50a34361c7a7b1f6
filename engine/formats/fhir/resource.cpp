// Opens and closes resources: as lines of their type's file, or as entries of a Bundle.
#include "engine/formats/fhir/resource.h"

namespace polyclinic::formats::fhir {

std::string escaped(std::string_view text) {
  std::string out(6 * text.size(), '\0');
  out.resize(static_cast<size_t>(write_json_escaped(out.data(), text) - out.data()));
  return out;
}

Resource::Resource(Target& target, Type type, Id id, std::string_view profile)
    : target_(target),
      shared_(target.shared),
      output_(target.outputs[target.shared.outputs[static_cast<uint32_t>(type)]]),
      at_(output_.bytes->reserve(kStep)),
      limit_(at_ + kStep),
      type_(type),
      id_(id) {
  if (!shared_.is_bulk()) {
    if (target.has_entries) raw(",");
    target.has_entries = true;
    raw(R"({"fullUrl":"urn:uuid:)").id(id).raw(R"(","resource":)");
  }
  raw(shared_.openings[static_cast<uint32_t>(type)]).id(id).raw("\"");
  if (!profile.empty()) {
    raw(R"(,"meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/)").raw(profile).raw(R"("]})");
  }
}

Resource::~Resource() {
  switch (shared_.form) {
    case Form::kBulk:
      raw("}\n");
      ++output_.records;
      break;
    case Form::kTransaction:
      raw(R"(},"request":{"method":"PUT","url":")").raw(name_of(type_)).raw("/").id(id_).raw(R"("}})");
      break;
    case Form::kCollection: raw("}}"); break;
  }
  output_.bytes->commit(at_);
}

Resource& Resource::base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  room(bytes.size() / 3 * 4 + 5);
  char* at = at_;
  const auto byte = [&](size_t index) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[index])); };
  size_t from = 0;
  for (; from + 3 <= bytes.size(); from += 3) {
    const uint32_t word = byte(from) << 16 | byte(from + 1) << 8 | byte(from + 2);
    at[0] = kDigits[word >> 18];
    at[1] = kDigits[word >> 12 & 63];
    at[2] = kDigits[word >> 6 & 63];
    at[3] = kDigits[word & 63];
    at += 4;
  }
  if (const size_t left = bytes.size() - from; left > 0) {
    const uint32_t word = byte(from) << 16 | (left == 2 ? byte(from + 1) << 8 : 0);
    at[0] = kDigits[word >> 18];
    at[1] = kDigits[word >> 12 & 63];
    at[2] = left == 2 ? kDigits[word >> 6 & 63] : '=';
    at[3] = '=';
    at += 4;
  }
  at_ = at;
  return *this;
}

void Resource::grow(size_t bytes) {
  const size_t step = bytes > kStep ? bytes : kStep;
  output_.bytes->commit(at_);
  at_ = output_.bytes->reserve(step);
  limit_ = at_ + step;
}

}  // namespace polyclinic::formats::fhir

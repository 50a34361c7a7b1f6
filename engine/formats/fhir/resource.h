// One resource while it is written: opened with its type, id and profile, closed at the end of its scope, and between
// them JSON piece by piece: fixed text, terms that were rendered before, ids, dates, numbers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string_view>

#include "engine/foundation/calendar.h"
#include "engine/foundation/number_text.h"
#include "engine/formats/fhir/shared.h"
#include "engine/formats/json_escape.h"
#include "engine/formats/record_format.h"

namespace polyclinic::formats::fhir {

// Where the resources of one call go.
struct Target {
  const Shared& shared;
  std::span<RecordOutput> outputs;
  bool is_directory = false;
  bool has_entries = false;  // of the Bundle that is open

  bool wants(Type type) const { return shared.wants(type); }
};

class Resource {
 public:
  // `profile`: the last part of the name of a US Core profile that it conforms to; empty for none.
  Resource(Target& target, Type type, Id id, std::string_view profile = {});
  Resource(const Resource&) = delete;
  Resource& operator=(const Resource&) = delete;
  ~Resource();

  // Text as it is: of a literal the size is known, so that copying it takes no call.
  template <size_t size>
  Resource& raw(const char (&literal)[size]) {
    room(size);
    std::memcpy(at_, literal, size - 1);
    at_ += size - 1;
    return *this;
  }
  Resource& raw(std::string_view text) {
    room(text.size() + 1);
    at_ = std::copy(text.begin(), text.end(), at_);
    return *this;
  }
  // What an interned text looks like within quotes; nothing for no text.
  Resource& term(TextId id) { return term(id, shared_.terms); }
  Resource& term(TextId id, const RenderedTerms& rendered) {
    room(rendered.longest() + RenderedTerms::kSlack);
    at_ = rendered.copy(at_, id);
    return *this;
  }
  // A text that was made for one person, within quotes.
  Resource& text(std::string_view made) {
    room(6 * made.size() + 1);
    at_ = write_json_escaped(at_, made);
    return *this;
  }
  Resource& id(Id id) {
    room(kSmall);
    at_ = write_uuid(at_, id);
    return *this;
  }
  Resource& date(Day day) {
    room(kSmall);
    at_ = write_date(at_, day);
    return *this;
  }
  Resource& instant(Instant instant) {
    room(kSmall);
    at_ = write_instant(at_, instant);
    return *this;
  }
  Resource& integer(int64_t value) {
    room(kSmall);
    at_ = write_i64(at_, value);
    return *this;
  }
  Resource& decimal(int64_t mantissa, uint8_t scale) {
    room(kSmall);
    at_ = write_decimal(at_, mantissa, scale);
    return *this;
  }
  Resource& quantity(ledger::Quantity quantity) { return decimal(quantity.mantissa, quantity.scale); }

  Resource& base64(std::string_view bytes);

  // {"reference":"..."}
  Resource& reference(Type type, Id to) {
    raw(target_.is_directory ? shared_.references_in_directory[static_cast<uint32_t>(type)] : shared_.references[static_cast<uint32_t>(type)]);
    return id(to).raw(R"("})");
  }
  // One Coding; `system` is of namespace coding.
  Resource& coding(std::string_view system, TextId code, TextId display) {
    raw(system).term(code);
    if (display != kNoText) raw(R"(","display":")").term(display);
    return raw(R"("})");
  }
  // A CodeableConcept of one code; of the text alone where there is no code.
  Resource& concept_of(std::string_view system, TextId code, TextId display) {
    raw("{");
    if (code != kNoText) raw(R"("coding":[)").coding(system, code, display).raw("],");
    return raw(R"("text":")").term(display).raw(R"("})");
  }
  // A CodeableConcept of those of several codes that are there, and of the text.
  struct Code {
    std::string_view system;
    TextId code = kNoText, display = kNoText;
  };
  Resource& concept_of(std::initializer_list<Code> codes, TextId text) {
    bool some = false;
    raw("{");
    for (const Code& each : codes) {
      if (each.code == kNoText) continue;
      raw(some ? std::string_view(",") : std::string_view(R"("coding":[)")).coding(each.system, each.code, each.display);
      some = true;
    }
    if (some) raw("],");
    return raw(R"("text":")").term(text).raw(R"("})");
  }
  // A comma, if something of the list was written.
  Resource& separate(bool& some) {
    if (some) raw(",");
    some = true;
    return *this;
  }

 private:
  static constexpr size_t kStep = 4096;
  static constexpr size_t kSmall = 64;  // of dates, numbers and ids

  void room(size_t bytes) {
    if (static_cast<size_t>(limit_ - at_) < bytes) [[unlikely]] grow(bytes);
  }
  void grow(size_t bytes);

  Target& target_;
  const Shared& shared_;
  RecordOutput& output_;
  char* at_;
  char* limit_;
  Type type_;
  Id id_;
};

}  // namespace polyclinic::formats::fhir

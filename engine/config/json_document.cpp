// Reads JSON through nlohmann_json's event interface into a JsonValue. How a syntax error is explained is in
// json_syntax.h, how a tree is written in json_writer.cpp.
#include "engine/config/json_document.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "engine/config/json_syntax.h"
#include "engine/foundation/number_text.h"
#include "engine/foundation/text.h"

namespace polyclinic::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// nlohmann_json's number overflow ("out_of_range 406"): it ends the parse there, unlike any other number.
constexpr int kNumberOverflow = 406;
// What stands in for such a number while the text is read again to find the other mistakes: a finite double of five
// characters, and no overflowing number is shorter than that ("1e309").
constexpr std::string_view kOverflowStandIn = "1e308";

// Walks over the text for nlohmann_json and tells how far it has come: its events carry no positions.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* consumed) : at_(at), consumed_(consumed) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*consumed_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  std::size_t* consumed_;
};

// A number beyond a double: where it begins and how it is written.
struct Overflow {
  std::size_t begin = 0;
  std::string text;
};

bool is_number_character(char c) {
  return is_ascii_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
}

// The keys of one open object, for finding one that is given twice: most objects have a handful, which are compared one
// by one; those with more get an index.
class KeyList {
 public:
  // Where the key was given before, or nothing when it is new.
  std::optional<std::size_t> note(const std::string& key, std::size_t offset) {
    if (index_.empty()) {
      for (const auto& [known, where] : few_) {
        if (known == key) {
          return where;
        }
      }
      few_.emplace_back(key, offset);
      if (few_.size() > kFew) {
        for (auto& [known, where] : few_) {
          index_.emplace(std::move(known), where);
        }
        few_.clear();
      }
      return std::nullopt;
    }
    const auto [found, is_new] = index_.try_emplace(key, offset);
    return is_new ? std::nullopt : std::optional(found->second);
  }

  void clear() {
    few_.clear();
    if (!index_.empty()) {
      index_ = {};  // not clear(): that would walk its buckets again for each later object
    }
  }

 private:
  static constexpr std::size_t kFew = 12;
  std::vector<std::pair<std::string, std::size_t>> few_;
  std::unordered_map<std::string, std::size_t> index_;  // looked up only, never walked
};

struct Duplicate {
  std::string pointer;
  std::size_t first;
  std::size_t second;
};

// Builds the tree from events; every callback returns whether to go on.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const std::size_t& consumed, const std::vector<Overflow>& overflows,
              const JsonLimits& limits)
      : text_(text), consumed_(consumed), overflows_(overflows), limits_(limits) {}

  bool null() { return place({}, last_byte()); }
  bool boolean(bool value) {
    JsonValue node;
    node.kind = JsonValue::Kind::kBoolean;
    node.boolean = value;
    return place(std::move(node), last_byte());
  }
  bool number_integer(std::int64_t value) {
    return place_number(static_cast<double>(value), true, value < 0,
                        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value));
  }
  bool number_unsigned(std::uint64_t value) { return place_number(static_cast<double>(value), true, false, value); }
  bool number_float(double value, const std::string&) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    const double size = value < 0 ? -value : value;
    const bool whole = size <= kExact && static_cast<double>(static_cast<std::uint64_t>(size)) == size;
    return place_number(value, whole, value < 0, whole ? static_cast<std::uint64_t>(size) : 0);
  }
  bool string(std::string& value) {
    JsonValue node = JsonValue::of_string(value);
    return place(std::move(node), last_byte());
  }
  template <class Binary>
  bool binary(Binary&) {
    return false;  // no such thing in a text
  }
  bool key(std::string& value) {
    last_ = last_byte();
    awaits_key_ = false;
    key_ = value;
    const std::optional<std::size_t> first = keys_[open_.size() - 1].note(value, last_);
    // A key given twice: its second value is read into a place of its own, so that it is checked for JSON and no more.
    is_duplicate_ = first.has_value();
    if (is_duplicate_ && duplicates_.size() < kMaximumFindings) {
      duplicates_.push_back({pointer() + "/" + pointer_step(value), *first, last_});
    }
    return true;
  }
  bool start_object(std::size_t) { return open(JsonValue::object()); }
  bool start_array(std::size_t) { return open(JsonValue::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception& exception) {
    overflowed_ = exception.id == kNumberOverflow;
    explanation_ = exception.what();
    return false;
  }

  // The number that ended the parse because it is beyond a double, if that was the reason.
  std::optional<Overflow> overflow() const {
    if (!overflowed_) {
      return std::nullopt;
    }
    const auto [begin, end] = number_that_ends_here();
    return Overflow{begin, std::string(text_.substr(begin, end - begin))};
  }

  JsonValue root;

  bool too_deep() const { return too_deep_; }
  bool too_many() const { return values_ > limits_.values; }
  bool has_duplicates() const { return !duplicates_.empty(); }
  std::vector<Finding> explain_duplicates() const;
  std::string pointer() const {
    std::string text;
    for (const std::string& step : steps_) {
      text += '/';
      text += pointer_step(step);
    }
    return text;
  }
  SyntaxState syntax_state() const {
    SyntaxState state;
    state.consumed = consumed_;
    state.last_token = last_;
    state.explanation = explanation_;
    for (const JsonValue* container : open_) {
      state.open_brackets += container->is(JsonValue::Kind::kObject) ? '{' : '[';
    }
    state.after_key = !open_.empty() && open_.back()->is(JsonValue::Kind::kObject) && !awaits_key_;
    state.started = started_;
    return state;
  }

 private:
  // Where the token that was just read ends. Only a number's end is found by reading one character more.
  std::size_t last_byte() const { return consumed_ == 0 ? 0 : consumed_ - 1; }

  std::pair<std::size_t, std::size_t> number_that_ends_here() const {
    std::size_t end = consumed_;
    while (end > 0 && !is_number_character(text_[end - 1])) {
      --end;
    }
    std::size_t begin = end;
    while (begin > 0 && is_number_character(text_[begin - 1])) {
      --begin;
    }
    // "01" is read as 0, and the 1 is the next mistake.
    const std::size_t digits = begin + (text_[begin] == '-' ? 1 : 0);
    if (digits + 1 < end && text_[digits] == '0' && is_ascii_digit(text_[digits + 1])) {
      end = digits + 1;
    }
    return {begin, end};
  }

  bool place_number(double value, bool whole, bool negative, std::uint64_t magnitude) {
    const auto [begin, end] = number_that_ends_here();
    JsonValue node;
    node.kind = JsonValue::Kind::kNumber;
    node.number = value;
    node.whole = whole;
    node.negative = negative;
    node.magnitude = magnitude;
    node.text = std::string(text_.substr(begin, end - begin));
    for (const Overflow& overflow : overflows_) {
      if (overflow.begin == begin) {
        node.text = overflow.text;
        node.negative = overflow.text.front() == '-';
        node.number =
            node.negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
        node.whole = false;
      }
    }
    return place(std::move(node), end == 0 ? 0 : end - 1);
  }

  JsonValue* attach(JsonValue node) {
    if (open_.empty()) {
      root = std::move(node);
      return &root;
    }
    JsonValue& top = *open_.back();
    if (top.is(JsonValue::Kind::kArray)) {
      top.items.push_back(std::move(node));
      return &top.items.back();
    }
    if (is_duplicate_) {
      is_duplicate_ = false;
      return &set_aside_.emplace_back(std::move(node));
    }
    return &top.add(key_, std::move(node));
  }

  bool place(JsonValue node, std::size_t last) {
    last_ = last;
    started_ = true;
    if (++values_ > limits_.values) {
      return false;
    }
    node.offset = last;
    attach(std::move(node));
    awaits_key_ = true;
    return true;
  }

  bool open(JsonValue node) {
    last_ = last_byte();
    started_ = true;
    node.offset = last_;
    if (++values_ > limits_.values) {
      return false;
    }
    if (open_.size() >= limits_.depth) {
      too_deep_ = true;
      return false;
    }
    if (!open_.empty()) {
      const JsonValue& top = *open_.back();
      steps_.push_back(top.is(JsonValue::Kind::kArray) ? std::to_string(top.items.size()) : key_);
    }
    open_.push_back(attach(std::move(node)));
    if (keys_.size() < open_.size()) {
      keys_.emplace_back();
    }
    keys_[open_.size() - 1].clear();
    awaits_key_ = true;
    return true;
  }

  bool close() {
    last_ = last_byte();
    open_.back()->offset = last_;
    open_.pop_back();
    if (!steps_.empty()) {
      steps_.pop_back();
    }
    awaits_key_ = true;
    return true;
  }

  std::string_view text_;
  const std::size_t& consumed_;
  const std::vector<Overflow>& overflows_;
  const JsonLimits& limits_;
  std::vector<JsonValue*> open_;  // stays valid: only the innermost container grows
  std::vector<KeyList> keys_;     // of each open container, by its depth; those beyond it are kept for the next
  std::vector<std::string> steps_;  // keys as they are, and positions in arrays
  std::string key_;
  std::deque<JsonValue> set_aside_;  // a deque: values inside stay where they are
  std::size_t last_ = 0;
  std::size_t values_ = 0;
  bool is_duplicate_ = false;
  bool awaits_key_ = true;
  bool started_ = false;
  bool too_deep_ = false;
  bool overflowed_ = false;
  std::string explanation_;
  std::vector<Duplicate> duplicates_;
};

std::vector<Finding> TreeBuilder::explain_duplicates() const {
  // Where lines end, looked up once: position_of walks from the start of the text.
  std::vector<std::size_t> ends;
  for (std::size_t at = text_.find('\n'); at != std::string_view::npos; at = text_.find('\n', at + 1)) {
    ends.push_back(at);
  }
  const auto line_of = [&ends](std::size_t offset) {
    return static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), offset) - ends.begin()) + 1;
  };
  std::vector<Finding> findings;
  for (const Duplicate& duplicate : duplicates_) {
    const std::size_t first = line_of(duplicate.first);
    const std::size_t second = line_of(duplicate.second);
    findings.push_back({duplicate.pointer,
                        first == second ? "this key is given twice on line " + std::to_string(first)
                                        : "this key is given twice, on line " + std::to_string(first) +
                                              " and on line " + std::to_string(second),
                        "keep one of them"});
  }
  return findings;
}

Error not_json(std::string_view subject, Finding finding) {
  return Error{ErrorKind::kInvalidInput, std::string(subject) + " is not valid JSON", {std::move(finding)}};
}

// Bytes that end or spoil a text before any JSON is looked at.
std::optional<Finding> find_bad_bytes(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || text.find('\0') < 2) {
    return Finding{"line 1, column 1", "the text is UTF-16, or no text at all", "save it as UTF-8"};
  }
  if (const std::optional<std::size_t> bad = first_invalid_utf8(text)) {
    char hexadecimal[3] = "00";
    write_hex(hexadecimal, static_cast<unsigned char>(text[*bad]), 2);
    return Finding{to_text(position_of(text, *bad)),
                   "the byte 0x" + std::string(hexadecimal, 2) + " at offset " + std::to_string(*bad) + " is not UTF-8",
                   "save the text as UTF-8"};
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return Finding{to_text(position_of(text, zero)), "a zero byte at offset " + std::to_string(zero) + " is not JSON",
                   "take it out"};
  }
  return std::nullopt;
}

}  // namespace

Result<JsonValue> read_json(std::string_view text, std::string_view subject, const JsonLimits& limits) {
  if (text.size() > limits.text_size) {
    return fail(ErrorKind::kInvalidInput, std::string(subject) + " is too large",
                {{"", "it has " + std::to_string(text.size()) + " bytes",
                  "at most " + std::to_string(limits.text_size) + " bytes (" + std::string(limits.text_size_in_words) +
                      ") are read"}});
  }
  if (std::optional<Finding> finding = find_bad_bytes(text)) {
    return std::unexpected(not_json(subject, *std::move(finding)));
  }
  std::string readable(text);
  if (text.starts_with(kByteOrderMark)) {
    readable.replace(0, kByteOrderMark.size(), kByteOrderMark.size(), ' ');
  }
  std::vector<Overflow> overflows;
  while (true) {
    std::size_t consumed = 0;
    TreeBuilder builder(readable, consumed, overflows, limits);
    const char* begin = readable.data();
    const bool complete = nlohmann::json::sax_parse(CountingIterator(begin, &consumed),
                                                    CountingIterator(begin + readable.size(), &consumed), &builder);
    if (complete && !builder.has_duplicates()) {
      return std::move(builder.root);
    }
    if (complete) {
      return fail(ErrorKind::kInvalidInput, std::string(subject) + " gives a key more than once",
                  builder.explain_duplicates());
    }
    if (builder.too_deep()) {
      return fail(ErrorKind::kInvalidInput, std::string(subject) + " is nested too deeply",
                  {{builder.pointer(), "objects and arrays stand more than " + std::to_string(limits.depth) + " deep",
                    std::string(limits.depth_hint)}});
    }
    if (builder.too_many()) {
      return fail(ErrorKind::kInvalidInput, std::string(subject) + " has too many values",
                  {{builder.pointer(), "this is value number " + std::to_string(limits.values + 1),
                    "at most " + std::to_string(limits.values) + " are read of one text"}});
    }
    std::optional<Overflow> overflow = builder.overflow();
    if (overflow.has_value() && !limits.keep_numbers_beyond_double) {
      return std::unexpected(not_json(
          subject, {to_text(position_of(readable, overflow->begin)),
                    "the number " + overflow->text.substr(0, 30) + " is beyond what a 64-bit float holds",
                    "write one below 1.8e308"}));
    }
    if (!overflow.has_value() || overflows.size() >= kMaximumFindings) {
      return std::unexpected(not_json(subject, explain_syntax_error(readable, builder.syntax_state())));
    }
    const std::size_t sign = overflow->text.front() == '-' ? 1 : 0;
    std::string stand_in(kOverflowStandIn);
    stand_in.resize(overflow->text.size() - sign, ' ');
    readable.replace(overflow->begin + sign, stand_in.size(), stand_in);
    overflows.push_back(*std::move(overflow));
  }
}

}  // namespace polyclinic::config

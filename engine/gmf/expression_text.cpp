// A recursive-descent reader, one function for each level of binding. Depth is bounded, so that no text can exhaust the
// stack.
#include "engine/gmf/expression_text.h"

#include <algorithm>

#include "engine/config/json_document.h"
#include "engine/foundation/text.h"
#include "engine/gmf/decimal_text.h"
#include "engine/gmf/host_names.h"

namespace polyclinic::gmf {
namespace {

constexpr std::uint32_t kDeepest = 48;

bool is_word_character(char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '_'; }

class ExpressionReader {
 public:
  ExpressionReader(std::string_view text, ExpressionNames& names) : text_(text), names_(names) {}

  CompiledExpression read() {
    if (text_.size() > kLongestExpression) {
      refuse("it is longer than " + std::to_string(kLongestExpression) + " bytes");
    }
    while (!failed_) {
      skip_blanks();
      if (!take_word("define")) {
        break;
      }
      read_definition();
    }
    if (!failed_) {
      conditional();
      skip_blanks();
      if (!failed_ && at_ != text_.size()) {
        refuse(at_end_of_word("does not fit after the end of the expression"));
      }
    }
    if (failed_) {
      compiled_.operations.clear();
    }
    return std::move(compiled_);
  }

 private:
  void refuse(std::string why) {
    if (!failed_) {
      failed_ = true;
      compiled_.why = std::move(why);
    }
  }

  std::string at_end_of_word(std::string_view what) {
    const std::string place = " at character " + std::to_string(at_ + 1);
    if (at_ >= text_.size()) {
      return "the expression ends too early";
    }
    return config::excerpt(text_.substr(at_, 20)) + place + " " + std::string(what);
  }

  void emit(ExpressionStep step, std::uint32_t id = 0, double number = 0) {
    compiled_.operations.push_back({step, id, number});
  }

  // What the next value on the stack makes of its height; the deepest is bounded.
  void push(ExpressionStep step, std::uint32_t id = 0, double number = 0) {
    emit(step, id, number);
    if (++height_ > kExpressionStackLimit) {
      refuse("it is nested too deeply");
    }
  }
  void combine(ExpressionStep step) {
    emit(step);
    --height_;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_ascii_space(text_[at_])) {
      ++at_;
    }
  }

  bool take(std::string_view symbol) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(symbol)) {
      return false;
    }
    at_ += symbol.size();
    return true;
  }

  std::string_view word_here() {
    skip_blanks();
    std::size_t end = at_;
    while (end < text_.size() && is_word_character(text_[end])) {
      ++end;
    }
    return text_.substr(at_, end - at_);
  }

  bool take_word(std::string_view word) {
    if (word_here() != word) {
      return false;
    }
    at_ += word.size();
    return true;
  }

  void expect_word(std::string_view word) {
    if (!failed_ && !take_word(word)) {
      refuse(at_end_of_word("stands where " + std::string(word) + " should"));
    }
  }

  // define name: expression
  void read_definition() {
    std::string_view name = word_here();
    if (name.empty() && take("\"")) {
      const std::size_t end = text_.find('"', at_);
      name = text_.substr(at_, end == std::string_view::npos ? 0 : end - at_);
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
    } else {
      at_ += name.size();
    }
    if (name.empty() || !take(":")) {
      return refuse(at_end_of_word("stands where a definition's name and a colon should"));
    }
    if (definitions_.size() == kExpressionDefinitionLimit) {
      return refuse("it has more than " + std::to_string(kExpressionDefinitionLimit) + " definitions");
    }
    conditional();
    emit(ExpressionStep::kDefine, static_cast<std::uint32_t>(definitions_.size()));
    --height_;
    definitions_.push_back(name);
  }

  void conditional() {
    if (++depth_ > kDeepest) {
      refuse("it is nested too deeply");
    }
    if (!failed_) {
      if (take_word("if")) {
        read_if();
      } else {
        disjunction();
      }
    }
    --depth_;
  }

  void read_if() {
    conditional();
    expect_word("then");
    const std::size_t to_else = compiled_.operations.size();
    emit(ExpressionStep::kJumpIfFalse);
    --height_;
    conditional();
    expect_word("else");
    const std::size_t to_end = compiled_.operations.size();
    emit(ExpressionStep::kJump);
    --height_;  // of the two branches one is walked
    compiled_.operations[to_else].id = static_cast<std::uint32_t>(compiled_.operations.size());
    if (!failed_) {
      conditional();
    }
    compiled_.operations[to_end].id = static_cast<std::uint32_t>(compiled_.operations.size());
  }

  void disjunction() {
    conjunction();
    while (!failed_ && take_word("or")) {
      conjunction();
      combine(ExpressionStep::kOr);
    }
  }

  void conjunction() {
    negation();
    while (!failed_ && take_word("and")) {
      negation();
      combine(ExpressionStep::kAnd);
    }
  }

  void negation() {
    std::uint32_t count = 0;
    while (take_word("not")) {
      ++count;
    }
    comparison();
    for (; count > 0 && !failed_; --count) {
      emit(ExpressionStep::kNot);
    }
  }

  void comparison() {
    sum();
    static constexpr std::pair<std::string_view, ExpressionStep> kSymbols[] = {
        {"<=", ExpressionStep::kLessOrEqual}, {">=", ExpressionStep::kGreaterOrEqual},
        {"<>", ExpressionStep::kNotEqual},    {"!=", ExpressionStep::kNotEqual},
        {"==", ExpressionStep::kEqual},       {"<", ExpressionStep::kLess},
        {">", ExpressionStep::kGreater},      {"=", ExpressionStep::kEqual},
    };
    for (const auto& [symbol, step] : kSymbols) {
      if (!failed_ && take(symbol)) {
        sum();
        return combine(step);
      }
    }
  }

  void sum() {
    product();
    while (!failed_) {
      if (take("+")) {
        product();
        combine(ExpressionStep::kAdd);
      } else if (take("-")) {
        product();
        combine(ExpressionStep::kSubtract);
      } else {
        return;
      }
    }
  }

  void product() {
    factor();
    while (!failed_) {
      if (take("*")) {
        factor();
        combine(ExpressionStep::kMultiply);
      } else if (take("/")) {
        factor();
        combine(ExpressionStep::kDivide);
      } else {
        return;
      }
    }
  }

  void factor() {
    std::uint32_t minus = 0;
    while (take("-")) {
      ++minus;
    }
    operand();
    for (; minus > 0 && !failed_; --minus) {
      emit(ExpressionStep::kNegate);
    }
  }

  void operand() {
    skip_blanks();
    if (take("(")) {
      conditional();
      if (!failed_ && !take(")")) {
        refuse(at_end_of_word("stands where ) should"));
      }
      return;
    }
    if (at_ < text_.size() && text_[at_] == '#') {
      return parameter();
    }
    if (at_ < text_.size() && text_[at_] == '\'') {
      return text_literal();
    }
    if (at_ < text_.size() && (is_ascii_digit(text_[at_]) || text_[at_] == '.')) {
      return number_literal();
    }
    word_operand();
  }

  void word_operand() {
    const std::string_view word = word_here();
    if (word == "true" || word == "false") {
      at_ += word.size();
      return push(ExpressionStep::kBoolean, word == "true" ? 1 : 0);
    }
    // The latest definition of that name.
    for (std::size_t index = definitions_.size(); index-- > 0;) {
      if (!word.empty() && definitions_[index] == word) {
        at_ += word.size();
        return push(ExpressionStep::kDefinition, static_cast<std::uint32_t>(index));
      }
    }
    refuse(at_end_of_word("is no number, text, parameter #{...} or definition"));
  }

  void number_literal() {
    std::size_t end = at_;
    while (end < text_.size() && (is_word_character(text_[end]) || text_[end] == '.')) {
      ++end;
    }
    const std::optional<double> number = read_decimal(text_.substr(at_, end - at_));
    if (!number.has_value()) {
      return refuse(at_end_of_word("is no number"));
    }
    at_ = end;
    push(ExpressionStep::kNumber, 0, *number);
  }

  void text_literal() {
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != '\''; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      }
      value += text_[at_];
    }
    if (at_ >= text_.size()) {
      return refuse("a text has no closing quote");
    }
    ++at_;
    push(ExpressionStep::kText, names_.text(value));
  }

  // #{name}, with the letter d, b, s or l before the brace for the type that is meant
  void parameter() {
    ++at_;
    const char type = at_ < text_.size() && text_[at_] != '{' ? text_[at_++] : 'd';
    if (at_ >= text_.size() || text_[at_] != '{' || std::string_view("dbsl").find(type) == std::string_view::npos) {
      return refuse(at_end_of_word("is no parameter; write #{name}"));
    }
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) {
      return refuse("a parameter has no closing brace");
    }
    const std::string_view name = trim(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    if (type == 'l') {
      return refuse("lists (#l{...}) are not supported");
    }
    if (name.empty()) {
      return refuse("a parameter has no name");
    }
    if (name == "age") {
      return push(ExpressionStep::kAge);
    }
    if (const std::optional<VitalSign> vital = vital_sign_of_expression(name)) {
      return push(ExpressionStep::kVitalSign, static_cast<std::uint32_t>(*vital));
    }
    push(ExpressionStep::kAttribute, names_.attribute(name));
  }

  std::string_view text_;
  ExpressionNames& names_;
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t height_ = 0;
  bool failed_ = false;
  std::vector<std::string_view> definitions_;
  CompiledExpression compiled_;
};

}  // namespace

CompiledExpression compile_expression(std::string_view text, ExpressionNames& names) {
  return ExpressionReader(text, names).read();
}

}  // namespace polyclinic::gmf

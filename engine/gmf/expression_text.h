// Reads the text of an expression into the steps of a stack machine. A small part of the Clinical Quality Language:
// numbers, texts, booleans, parameters #{name}, arithmetic, comparisons, and/or/not, if-then-else, and lines of
// definitions before the result. Not the evaluation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/gmf/logic.h"

namespace polyclinic::gmf {

// Where the reader gets the numbers of names from.
class ExpressionNames {
 public:
  virtual ~ExpressionNames() = default;
  virtual TextId text(std::string_view text) = 0;
  virtual AttributeId attribute(std::string_view name) = 0;
};

struct CompiledExpression {
  std::vector<ExpressionOperation> operations;  // leave exactly one value, or nothing when `why` is not empty
  std::string why;                              // what is wrong, with its place in the text
};

// Longest text that is read, in bytes.
inline constexpr std::size_t kLongestExpression = 10000;

CompiledExpression compile_expression(std::string_view text, ExpressionNames& names);

}  // namespace polyclinic::gmf

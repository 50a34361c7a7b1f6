// The public Result, and the two macros that pass an error on to the caller. Not for making errors: see fail().
#pragma once

#include "polyclinic/result.h"

#define POLYCLINIC_JOIN_(a, b) a##b
#define POLYCLINIC_JOIN(a, b) POLYCLINIC_JOIN_(a, b)

// Evaluates a Result or Status once; when it failed, returns its error, findings and all, from the enclosing function.
#define POLYCLINIC_TRY(...)                                                       \
  do {                                                                            \
    if (auto polyclinic_status = (__VA_ARGS__); !polyclinic_status.has_value()) { \
      return std::unexpected(std::move(polyclinic_status).error());               \
    }                                                                             \
  } while (false)

// POLYCLINIC_ASSIGN(lhs, expression): assigns the value of a Result to lhs (which may declare a variable), or
// returns its error from the enclosing function. Two statements: it needs braces under an if.
#define POLYCLINIC_ASSIGN(lhs, ...) \
  POLYCLINIC_ASSIGN_(POLYCLINIC_JOIN(polyclinic_result_, __COUNTER__), lhs, __VA_ARGS__)
#define POLYCLINIC_ASSIGN_(result, lhs, ...)           \
  auto result = (__VA_ARGS__);                         \
  if (!result.has_value()) {                           \
    return std::unexpected(std::move(result).error()); \
  }                                                    \
  lhs = *std::move(result)

// Reads the short notation of ages.
#include "engine/life/age_span.h"

#include <string>

namespace polyclinic::life {

Result<AgeSpan> parse_age_span(std::string_view text) {
  AgeSpan span;
  const std::string whole(text);
  const auto broken = [&whole] {
    return fail(ErrorKind::kInternal, "an age of a reference table is not as expected",
                {{whole, "is not a number with d, w, m or y", "this is a bug of the build"}});
  };
  while (!text.empty()) {
    int32_t number = 0;
    size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 5) {
      number = number * 10 + (text[digits++] - '0');
    }
    if (digits == 0 || digits == text.size()) {
      return broken();
    }
    int32_t months = 0;
    int32_t days = 0;
    switch (text[digits]) {
      case 'd': days = number; break;
      case 'w': days = 7 * number; break;
      case 'm': months = number; break;
      case 'y': months = 12 * number; break;
      default: return broken();
    }
    if (months > 2400 || days > 30000) {
      return broken();
    }
    span.months = static_cast<int16_t>(span.months + months);
    span.days = static_cast<int16_t>(span.days + days);
    span.is_set = true;
    text.remove_prefix(digits + 1);
    if (!text.empty()) {
      if (text.front() != '+' || text.size() == 1) {
        return broken();
      }
      text.remove_prefix(1);
    }
  }
  return span;
}

}  // namespace polyclinic::life

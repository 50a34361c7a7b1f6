// How an Error reads to a person. Not for how it is shown: the command line and the page decide that.
#include "engine/foundation/result.h"

namespace polyclinic {

std::string Error::to_text() const {
  std::string text = message;
  for (const Finding& finding : findings) {
    text += text.empty() ? "  " : "\n  ";
    if (!finding.where.empty()) {
      text += finding.where;
      text += ": ";
    }
    text += finding.what;
    if (!finding.hint.empty()) {
      text += " (";
      text += finding.hint;
      text += ')';
    }
  }
  return text;
}

Error Error::with_context(std::string_view context) && {
  std::string prefixed;
  prefixed.reserve(context.size() + 2 + message.size());
  prefixed.append(context).append(": ").append(message);
  message = std::move(prefixed);
  return std::move(*this);
}

}  // namespace polyclinic

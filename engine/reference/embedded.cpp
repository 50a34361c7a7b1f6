// Finds an embedded file by name; the table of files is written by cmake/embed.cmake.
#include "engine/reference/embedded.h"

#include <algorithm>

namespace polyclinic::reference {

std::string_view embedded_file(std::string_view name) {
  const std::span<const EmbeddedFile> files = embedded_files();
  const auto found = std::ranges::lower_bound(files, name, {}, &EmbeddedFile::name);
  return found != files.end() && found->name == name ? found->bytes : std::string_view{};
}

}  // namespace polyclinic::reference

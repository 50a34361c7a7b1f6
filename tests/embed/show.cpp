// Prints an embedded file, or the names of all of them; for the test group `embed` only.
#include <cstdio>

#include "engine/reference/embedded.h"

int main(int count, char** arguments) {
  using namespace polyclinic::reference;
  if (count > 1) {
    const std::string_view bytes = embedded_file(arguments[1]);
    return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() ? 0 : 1;
  }
  const char* separator = "";
  for (const EmbeddedFile& file : embedded_files()) {
    std::printf("%s%.*s", separator, static_cast<int>(file.name.size()), file.name.data());
    separator = " ";
  }
}

// The data files compiled into the engine, as raw bytes; reading them as tables is csv_reader.h's part.
#pragma once

#include <span>
#include <string_view>

namespace polyclinic::reference {

// One file of engine/reference/data: its name without folder, and exactly its bytes. Both live for the whole program.
struct EmbeddedFile {
  std::string_view name;
  std::string_view bytes;
};

// Every embedded file, in ascending order of names.
std::span<const EmbeddedFile> embedded_files();

// The bytes of the file of that name; empty if there is none.
std::string_view embedded_file(std::string_view name);

}  // namespace polyclinic::reference

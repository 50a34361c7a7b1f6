# Turns data files into one C++ source, byte for byte, with CMake alone. The same file is the script that ninja runs when
# one of them has changed (cmake -P): then MANIFEST and OUTPUT are set.
#
# A data file becomes a raw string literal: compilers read that at the speed of a file, where a list of
# numbers would take a hundred times as long. What neither CMake nor a literal can carry is refused: carriage returns
# (both drop them at line ends) and zero bytes.

if(CMAKE_SCRIPT_MODE_FILE)
  # Sets namespace, paths and names (of the same length).
  include("${MANIFEST}")
  file(WRITE "${OUTPUT}.new" "// Written by cmake/embed.cmake.
#include \"engine/reference/embedded.h\"

#include <array>

namespace ${namespace} {
namespace {
")
  set(entries "")
  set(count 0)
  foreach(path name IN ZIP_LISTS paths names)
    file(SIZE "${path}" size)
    file(READ "${path}" text)
    string(LENGTH "${text}" length)
    # string(LENGTH) counts bytes: what file(READ) did not hand over as it is shows here.
    if(NOT length EQUAL size)
      message(FATAL_ERROR "${path}: holds a carriage return or a zero byte; save it as text with LF line ends.")
    endif()
    string(FIND "${text}" ")polyclinic\"" terminator)
    if(NOT terminator EQUAL -1)
      message(FATAL_ERROR "${path}: holds )polyclinic\", which ends the literal that carries it.")
    endif()
    file(APPEND "${OUTPUT}.new" "// ${name}\nconstexpr char kFile${count}[] = R\"polyclinic(${text})polyclinic\";
static_assert(sizeof(kFile${count}) - 1 == ${size});
")
    string(APPEND entries "    {\"${name}\", {kFile${count}, sizeof(kFile${count}) - 1}},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  file(APPEND "${OUTPUT}.new" "}  // namespace

std::span<const polyclinic::reference::EmbeddedFile> embedded_files() {
  static const std::array<polyclinic::reference::EmbeddedFile, ${count}> files{{
${entries}  }};
  return files;
}
}  // namespace ${namespace}
")
  file(RENAME "${OUTPUT}.new" "${OUTPUT}")
  return()
endif()

include_guard(GLOBAL)
set(polyclinic_embed_script "${CMAKE_CURRENT_LIST_FILE}")

# polyclinic_embed(OUT NAMESPACE [BASE FOLDER] FILE...): sets `out` to the source that holds the given files and
# defines embedded_files() in `namespace` as engine/reference/embedded.h declares it. Files are known by their names
# without folder, or with BASE by their paths below it, in ascending order of bytes.
function(polyclinic_embed out namespace)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "BASE" "")
  set(paths ${arg_UNPARSED_ARGUMENTS})
  if(NOT arg_BASE)
    list(SORT paths COMPARE FILE_BASENAME)
  else()
    list(SORT paths)
  endif()
  set(names "")
  foreach(path IN LISTS paths)
    if(arg_BASE)
      file(RELATIVE_PATH name "${arg_BASE}" "${path}")
    else()
      get_filename_component(name "${path}" NAME)
    endif()
    list(APPEND names "${name}")
  endforeach()
  string(REPLACE "::" "_" stem "${namespace}")
  set(manifest "${CMAKE_BINARY_DIR}/generated/embedded/${stem}.cmake")
  file(CONFIGURE OUTPUT "${manifest}" @ONLY CONTENT
    "set(namespace \"@namespace@\")\nset(paths \"@paths@\")\nset(names \"@names@\")\n")
  set(source "${CMAKE_BINARY_DIR}/generated/embedded/${stem}.cpp")
  add_custom_command(OUTPUT "${source}"
    COMMAND "${CMAKE_COMMAND}" "-DMANIFEST=${manifest}" "-DOUTPUT=${source}" -P "${polyclinic_embed_script}"
    DEPENDS ${paths} "${manifest}" "${polyclinic_embed_script}"
    COMMENT "Embedding the files of ${namespace}" VERBATIM)
  set(${out} "${source}" PARENT_SCOPE)
endfunction()

# Turns data files into C++ sources, byte for byte, with CMake alone. The same file is the script that ninja runs for
# each data file (cmake -P): then INPUT, OUTPUT, SYMBOL and NAMESPACE are set.
#
# A data file becomes a raw string literal: compilers read that at the speed of a file, where a list of
# numbers would take a hundred times as long. What neither CMake nor a literal can carry is refused: carriage returns
# (both drop them at line ends) and zero bytes.

if(CMAKE_SCRIPT_MODE_FILE)
  file(SIZE "${INPUT}" size)
  file(READ "${INPUT}" text)
  string(LENGTH "${text}" length)
  # string(LENGTH) counts bytes: what file(READ) did not hand over as it is shows here.
  if(NOT length EQUAL size)
    message(FATAL_ERROR "${INPUT}: holds a carriage return or a zero byte; save it as text with LF line ends.")
  endif()
  string(FIND "${text}" ")polyclinic\"" terminator)
  if(NOT terminator EQUAL -1)
    message(FATAL_ERROR "${INPUT}: holds )polyclinic\", which ends the literal that carries it.")
  endif()
  file(WRITE "${OUTPUT}" "// Written by cmake/embed.cmake.
#include <string_view>

namespace ${NAMESPACE}::embedded {
namespace {
constexpr char kBytes[] = R\"polyclinic(${text})polyclinic\";
}  // namespace
extern const std::string_view ${SYMBOL};
constinit const std::string_view ${SYMBOL}(kBytes, sizeof(kBytes) - 1);
static_assert(sizeof(kBytes) - 1 == ${size});
}  // namespace ${NAMESPACE}::embedded
")
  return()
endif()

include_guard(GLOBAL)
set(polyclinic_embed_script "${CMAKE_CURRENT_LIST_FILE}")

# polyclinic_embed(OUT NAMESPACE [BASE FOLDER] FILE...): sets `out` to the sources that hold the given files and their
# index, which defines embedded_files() in `namespace` as engine/reference/embedded.h declares it. Files are known by
# their names without folder, or with BASE by their paths below it, in ascending order of bytes.
function(polyclinic_embed out namespace)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "BASE" "")
  set(files ${arg_UNPARSED_ARGUMENTS})
  string(REPLACE "::" "_" folder "${namespace}")
  set(folder "${CMAKE_BINARY_DIR}/generated/${folder}")
  set(sources "")
  set(declarations "")
  set(entries "")
  set(count 0)
  if(NOT arg_BASE)
    list(SORT files COMPARE FILE_BASENAME)
  else()
    list(SORT files)
  endif()
  foreach(file IN LISTS files)
    if(arg_BASE)
      file(RELATIVE_PATH name "${arg_BASE}" "${file}")
    else()
      get_filename_component(name "${file}" NAME)
    endif()
    string(MAKE_C_IDENTIFIER "${name}" symbol)
    set(output "${folder}/${symbol}.cpp")
    add_custom_command(OUTPUT "${output}"
      COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${output}" -DSYMBOL=${symbol} "-DNAMESPACE=${namespace}"
        -P "${polyclinic_embed_script}"
      DEPENDS "${file}" "${polyclinic_embed_script}" COMMENT "Embedding ${name}" VERBATIM)
    list(APPEND sources "${output}")
    string(APPEND declarations "extern const std::string_view ${symbol};\n")
    string(APPEND entries "    {\"${name}\", embedded::${symbol}},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  set(index "${folder}/index.cpp")
  file(CONFIGURE OUTPUT "${index}" @ONLY CONTENT [[
// Written by cmake/embed.cmake.
#include "engine/reference/embedded.h"

#include <array>

namespace @namespace@ {
namespace embedded {
@declarations@}  // namespace embedded

std::span<const polyclinic::reference::EmbeddedFile> embedded_files() {
  static const std::array<polyclinic::reference::EmbeddedFile, @count@> files{{
@entries@  }};
  return files;
}
}  // namespace @namespace@
]])
  set(${out} ${sources} "${index}" PARENT_SCOPE)
endfunction()

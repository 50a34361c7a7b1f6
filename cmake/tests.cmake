# The programs of tests/ that are compiled: unit tests and the polling oracle (Catch2), fuzz targets (libFuzzer), micro
# benchmarks.
include_guard(GLOBAL)

# A test may include any room's header and uses the same third-party headers as the engine.
add_library(polyclinic_test_access INTERFACE)
target_include_directories(polyclinic_test_access INTERFACE "${CMAKE_SOURCE_DIR}")
target_link_libraries(polyclinic_test_access INTERFACE polyclinic_engine polyclinic_third_party_headers polyclinic_warnings)
target_compile_definitions(polyclinic_test_access INTERFACE POLYCLINIC_HAS_THREADS=$<BOOL:${threads}>)

if(POLYCLINIC_FUZZERS)
  file(GLOB fuzz_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp")
  foreach(source IN LISTS fuzz_sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(${name} "${source}")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
    target_link_libraries(${name} PRIVATE polyclinic_test_access)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()

file(GLOB unit_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/unit/*.cpp")
if(unit_sources)
  if(POLYCLINIC_UNITY)
    polyclinic_unity_apart(unit_sources tests_unit 14 ${unit_sources})
  endif()
  polyclinic_add_catch2()
  polyclinic_add_random123()
  # Where the repository is, as a function in a source of its own: as a definition it would keep ccache from sharing
  # objects between clones.
  set(source_directory "${CMAKE_BINARY_DIR}/generated/source_directory.cpp")
  file(CONFIGURE OUTPUT "${source_directory}" @ONLY CONTENT [[
// Written by cmake/tests.cmake.
#include "tests/unit/source_directory.h"

namespace polyclinic::testing {
const char* source_directory() { return "@CMAKE_SOURCE_DIR@"; }
}  // namespace polyclinic::testing
]])
  add_executable(polyclinic_unit_tests ${unit_sources} "${source_directory}")
  set_target_properties(polyclinic_unit_tests PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
  target_link_libraries(polyclinic_unit_tests PRIVATE polyclinic_test_access polyclinic_catch2 polyclinic_random123)
  # Less than the engine: a compiler takes a quarter less time over test cases than at -O3. At -O0 it would take half of
  # that, and under a sanitizer the tests five times as long.
  target_compile_options(polyclinic_unit_tests PRIVATE -O1)
  # One entry: Catch2's own report counts the cases; starting the program once per case would take longer than they do.
  add_test(NAME unit COMMAND polyclinic_unit_tests)
endif()

# The polling oracle and the closed forms: too long for a sanitizer.
file(GLOB oracle_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/oracle/*.cpp")
if(oracle_sources AND TARGET polyclinic_catch2 AND NOT POLYCLINIC_SANITIZERS)
  add_executable(polyclinic_gmf_oracle ${oracle_sources})
  set_target_properties(polyclinic_gmf_oracle PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
  target_link_libraries(polyclinic_gmf_oracle PRIVATE polyclinic_test_access polyclinic_catch2)
endif()

if(NOT POLYCLINIC_SANITIZERS)
  # tests/derive: what derivations of reference tables count by running the engine.
  file(GLOB bench_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/bench/*.cpp" "${CMAKE_SOURCE_DIR}/tests/derive/*.cpp")
  foreach(source IN LISTS bench_sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(${name} "${source}")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
    target_link_libraries(${name} PRIVATE polyclinic_test_access)
  endforeach()
endif()

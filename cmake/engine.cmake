# The library polyclinic_engine (polyclinic::engine): every source below engine/, the embedded reference tables and the
# third-party objects, in one archive.
include_guard(GLOBAL)

file(GLOB_RECURSE engine_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/engine/*.cpp")
file(GLOB reference_tables CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/engine/reference/data/*.csv"
  "${CMAKE_SOURCE_DIR}/engine/datasets/*/*_tables.csv")

# The version stands in project() alone.
set(version_source "${CMAKE_BINARY_DIR}/generated/version.cpp")
file(CONFIGURE OUTPUT "${version_source}" @ONLY CONTENT [[
// Written by cmake/engine.cmake from the version of the CMake project.
#include "polyclinic/version.h"

namespace polyclinic {
const char* version() { return "@PROJECT_VERSION@"; }
}  // namespace polyclinic
]])
polyclinic_embed(embedded_sources polyclinic::reference ${reference_tables})
# Our disease modules, with their lookup tables; none yet is a library too.
file(GLOB_RECURSE module_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/engine/modules/*.json"
  "${CMAKE_SOURCE_DIR}/engine/modules/lookup_tables/*.csv")
polyclinic_embed(module_sources polyclinic::modules BASE "${CMAKE_SOURCE_DIR}/engine/modules" ${module_files})

# What the scorecard holds datasets against.
file(GLOB anchor_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/engine/quality/anchors/*.csv")
polyclinic_embed(anchor_sources polyclinic::quality ${anchor_files})

if(POLYCLINIC_UNITY)
  polyclinic_unity(engine_sources ${engine_sources})
endif()
add_library(polyclinic_engine STATIC ${engine_sources} "${version_source}" ${embedded_sources} ${module_sources} ${anchor_sources}
  $<TARGET_OBJECTS:polyclinic_third_party>)
add_library(polyclinic::engine ALIAS polyclinic_engine)
set_target_properties(polyclinic_engine PROPERTIES EXPORT_NAME engine)
if(native)
  # For consumers that link us into a shared library; in WebAssembly it would cost an indirection at every global.
  set_target_properties(polyclinic_engine polyclinic_third_party PROPERTIES POSITION_INDEPENDENT_CODE ON)
endif()
target_include_directories(polyclinic_engine
  PUBLIC "$<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/engine/include>" "$<INSTALL_INTERFACE:include>"
  PRIVATE "${CMAKE_SOURCE_DIR}")
target_compile_features(polyclinic_engine PUBLIC cxx_std_23)
target_link_libraries(polyclinic_engine
  # Flags that must be the same in whoever links us within this build; an installed engine needs threads only.
  PUBLIC "$<BUILD_INTERFACE:polyclinic_target>"
  PRIVATE "$<BUILD_INTERFACE:polyclinic_third_party_headers>" "$<BUILD_INTERFACE:polyclinic_warnings>")
if(native)
  target_link_libraries(polyclinic_engine PUBLIC Threads::Threads)
endif()
# WASI has no exceptions to offer; type information stays, because users derive from classes of our public headers.
target_compile_options(polyclinic_engine PRIVATE -fno-exceptions)
# Whether std::thread may be used at all; engine/run is the one room that asks.
target_compile_definitions(polyclinic_engine PRIVATE POLYCLINIC_HAS_THREADS=$<BOOL:${threads}>)
if(POLYCLINIC_FUZZERS)
  target_compile_options(polyclinic_engine PRIVATE -fsanitize=fuzzer-no-link)
endif()

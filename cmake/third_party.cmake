# Compiles the pinned third-party sources as object libraries; their versions and origins stand in dependencies.cmake.
#
# Their objects go into the engine's own archive, so that an installed polyclinic::engine needs nothing beside it.
# Header-only ones are interface libraries. All of them are private to the engine: no public header includes them.
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake")

foreach(name IN ITEMS fmt nlohmann_json zlib)
  polyclinic_fetch(${name})
endforeach()

# Headers of every dependency, as system headers (their warnings are not ours), with the definitions that must be alike
# wherever they are included.
add_library(polyclinic_third_party_headers INTERFACE)
target_include_directories(polyclinic_third_party_headers SYSTEM INTERFACE
  "${fmt_SOURCE_DIR}/include"
  "${nlohmann_json_SOURCE_DIR}/single_include"
  "${zlib_SOURCE_DIR}")
target_compile_definitions(polyclinic_third_party_headers INTERFACE
  # The engine has no exceptions; tests include the same headers and must see the same inline functions.
  FMT_EXCEPTIONS=0
  JSON_NOEXCEPTION=1
  # Our zlib's functions are called z_deflate and so on: a program that links another zlib as well cannot mix them up.
  Z_PREFIX=1)

add_library(polyclinic_third_party OBJECT
  "${fmt_SOURCE_DIR}/src/format.cc"
  "${zlib_SOURCE_DIR}/adler32.c"
  "${zlib_SOURCE_DIR}/crc32.c"
  "${zlib_SOURCE_DIR}/deflate.c"
  "${zlib_SOURCE_DIR}/inffast.c"
  "${zlib_SOURCE_DIR}/inflate.c"
  "${zlib_SOURCE_DIR}/inftrees.c"
  "${zlib_SOURCE_DIR}/trees.c"
  "${zlib_SOURCE_DIR}/zutil.c")
target_link_libraries(polyclinic_third_party PRIVATE polyclinic_target polyclinic_third_party_headers)
target_compile_options(polyclinic_third_party PRIVATE -w $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)

# Random123, for the unit tests only: it refuses to compile for WebAssembly, so the engine's Philox is our own, which the
# tests compare with this one.
function(polyclinic_add_random123)
  polyclinic_fetch(random123)
  add_library(polyclinic_random123 INTERFACE)
  target_include_directories(polyclinic_random123 SYSTEM INTERFACE "${random123_SOURCE_DIR}/include")
endfunction()

# Catch2, for the unit tests only. Its amalgamated source is one file to compile and for ccache to remember; the tests
# include its small headers as usual (<catch2/catch_test_macros.hpp>).
function(polyclinic_add_catch2)
  polyclinic_fetch(catch2)
  # All options of Catch2 at their defaults, as in the amalgamated source.
  configure_file("${catch2_SOURCE_DIR}/src/catch2/catch_user_config.hpp.in"
    "${CMAKE_BINARY_DIR}/generated/catch2/catch2/catch_user_config.hpp")
  add_library(polyclinic_catch2 STATIC "${catch2_SOURCE_DIR}/extras/catch_amalgamated.cpp")
  # Without the flags of polyclinic_target: a sanitizer would take minutes for this file and look for nobody's faults.
  target_compile_options(polyclinic_catch2 PRIVATE -w -O1)
  target_include_directories(polyclinic_catch2 SYSTEM PUBLIC
    "${catch2_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated/catch2")
endfunction()

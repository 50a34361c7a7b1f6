# Compiles the pinned third-party sources as object libraries; their versions and origins stand in dependencies.cmake.
#
# Their objects go into the engine's own archive, so that an installed polyclinic::engine needs nothing beside it.
# Header-only ones are interface libraries. All of them are private to the engine: no public header includes them.
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake")

foreach(name IN ITEMS fmt nlohmann_json zlib zstd)
  polyclinic_fetch(${name})
endforeach()

# Headers of every dependency, as system headers (their warnings are not ours), with the definitions that must be alike
# wherever they are included.
add_library(polyclinic_third_party_headers INTERFACE)
target_include_directories(polyclinic_third_party_headers SYSTEM INTERFACE
  "${fmt_SOURCE_DIR}/include"
  "${nlohmann_json_SOURCE_DIR}/single_include"
  "${zlib_SOURCE_DIR}"
  "${zstd_SOURCE_DIR}/lib")
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
  "${zlib_SOURCE_DIR}/zutil.c"
  # zstd's compressor; nothing here decompresses.
  "${zstd_SOURCE_DIR}/lib/common/entropy_common.c"
  "${zstd_SOURCE_DIR}/lib/common/error_private.c"
  "${zstd_SOURCE_DIR}/lib/common/fse_decompress.c"
  "${zstd_SOURCE_DIR}/lib/common/xxhash.c"
  "${zstd_SOURCE_DIR}/lib/common/zstd_common.c"
  "${zstd_SOURCE_DIR}/lib/compress/fse_compress.c"
  "${zstd_SOURCE_DIR}/lib/compress/hist.c"
  "${zstd_SOURCE_DIR}/lib/compress/huf_compress.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_compress.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_compress_literals.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_compress_sequences.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_compress_superblock.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_double_fast.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_fast.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_lazy.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_ldm.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_opt.c"
  "${zstd_SOURCE_DIR}/lib/compress/zstd_preSplit.c")
target_compile_definitions(polyclinic_third_party PRIVATE
  XXH_NAMESPACE=ZSTD_ ZSTD_DISABLE_ASM=1 ZSTD_LEGACY_SUPPORT=0 ZSTD_TRACE=0
  # Levels 1 to 3 use the strategies `fast` and `dfast` alone; without the others a page loads 200 KB less.
  ZSTD_EXCLUDE_GREEDY_BLOCK_COMPRESSOR ZSTD_EXCLUDE_LAZY_BLOCK_COMPRESSOR ZSTD_EXCLUDE_LAZY2_BLOCK_COMPRESSOR
  ZSTD_EXCLUDE_BTLAZY2_BLOCK_COMPRESSOR ZSTD_EXCLUDE_BTOPT_BLOCK_COMPRESSOR ZSTD_EXCLUDE_BTULTRA_BLOCK_COMPRESSOR)
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

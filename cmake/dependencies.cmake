# Pins every third-party source and fetches it; how each is compiled stands in third_party.cmake.
#
# Every target, native ones too, compiles these same sources: the bytes of a ZIP depend on the version of zlib and those
# of a Parquet file on that of zstd, so the system's own are never used. FetchContent takes each archive from its authors;
# where they cannot be reached, from the Debian mirror of this machine, which keeps the same release (trixie's source
# packages). Archives are kept in POLYCLINIC_CACHE/downloads and shared by all build folders.
#
# How the hashes were obtained. Debian's: from trixie's signed Sources list, and by fetching each file. The authors':
# nlohmann_json and Catch2: Debian's orig archive is that very file (same hash); fmt, zlib, zstd and Random123: the hash
# that several public recipes agree on (Bazel and CMake files for fmt, zlib and zstd, Spack for Random123), FetchContent
# checks it.
include_guard(GLOBAL)
include(FetchContent)
include("${CMAKE_CURRENT_LIST_DIR}/locations.cmake")

#            name           version  authors' archive and its SHA-256; path in Debian's pool and its SHA-256
set(polyclinic_pin_fmt
  10.1.1
  https://github.com/fmtlib/fmt/archive/refs/tags/10.1.1.tar.gz
  78b8c0a72b1c35e4443a7e308df52498252d1cefc2b08c9a97bc9ee6cfe61f8b
  pool/main/f/fmtlib/fmtlib_10.1.1+ds1.orig.tar.gz
  7000f214d2628f04174822f8048c573f1608194408d7931121595a03f1c18a17)
set(polyclinic_pin_nlohmann_json
  3.11.3
  https://github.com/nlohmann/json/archive/refs/tags/v3.11.3.tar.gz
  0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406
  pool/main/n/nlohmann-json3/nlohmann-json3_3.11.3.orig.tar.gz
  0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406)
set(polyclinic_pin_random123
  1.14.0
  https://github.com/DEShawResearch/random123/archive/refs/tags/v1.14.0.tar.gz
  effafd8656b18030b2a5b995cd3650c51a7c45052e6e1c21e48b9fa7a59d926e
  pool/main/libr/librandom123/librandom123_1.14.0+dfsg.orig.tar.xz
  0ed9bf1de7732303f35529ff9b42b0ab84e1fbeaad8ba97768440d8e2b109e87)
set(polyclinic_pin_zlib
  1.3.1
  https://github.com/madler/zlib/releases/download/v1.3.1/zlib-1.3.1.tar.gz
  9a93b2b7dfdac77ceba5a558a580e74667dd6fede4585b91eefb60f03b72df23
  pool/main/z/zlib/zlib_1.3.dfsg+really1.3.1.orig.tar.gz
  60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb)
set(polyclinic_pin_zstd
  1.5.7
  https://github.com/facebook/zstd/releases/download/v1.5.7/zstd-1.5.7.tar.gz
  eb33e51f49a15e023950cd7825ca74a4a2b43db8354825ac24fc1b7ee09e6fa3
  pool/main/libz/libzstd/libzstd_1.5.7+dfsg.orig.tar.xz
  0c092ef267edce57ba7f3f2645c861f72eaf5e76273c6c3632869423464b90a5)
set(polyclinic_pin_catch2
  3.7.1
  https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
  pool/main/c/catch2/catch2_3.7.1.orig.tar.gz
  c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)

set(polyclinic_downloads "${POLYCLINIC_CACHE}/downloads")
# An hour during which a site that did not answer is not asked again: the wait is paid once, not by every build folder.
set(polyclinic_unreachable_seconds 3600)

# Sets `out` to whether the site of `url` failed to answer a short while ago.
function(polyclinic_is_unreachable url out)
  string(REGEX REPLACE "^[a-z]+://([^/]+)/.*$" "\\1" site "${url}")
  set(mark "${polyclinic_downloads}/unreachable-${site}")
  set(${out} FALSE PARENT_SCOPE)
  if(EXISTS "${mark}")
    file(TIMESTAMP "${mark}" then "%s" UTC)
    string(TIMESTAMP now "%s" UTC)
    math(EXPR age "${now} - ${then}")
    if(age LESS polyclinic_unreachable_seconds)
      set(${out} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

# Fetches `url` into `file` if its SHA-256 is `hash`; `out` says whether the file is there. A wrong hash is an error of
# its own: it is reported and the file thrown away, but the other source may still be right.
function(polyclinic_download url hash file out)
  set(${out} FALSE PARENT_SCOPE)
  if(EXISTS "${file}")
    file(SHA256 "${file}" present)
    if(present STREQUAL hash)
      set(${out} TRUE PARENT_SCOPE)
      return()
    endif()
  endif()
  polyclinic_is_unreachable("${url}" unreachable)
  if(unreachable)
    return()
  endif()
  string(RANDOM LENGTH 8 suffix)
  set(partial "${file}.${suffix}")
  file(DOWNLOAD "${url}" "${partial}" TIMEOUT 120 INACTIVITY_TIMEOUT 10 STATUS status TLS_VERIFY ON)
  list(GET status 0 code)
  if(NOT code EQUAL 0)
    file(REMOVE "${partial}")
    list(GET status 1 reason)
    message(STATUS "Cannot fetch ${url}: ${reason}")
    # 6, 7, 28, 35: no such host, no connection, time out, TLS handshake. Anything else may be this file's own fault.
    if(code MATCHES "^(6|7|28|35)$")
      string(REGEX REPLACE "^[a-z]+://([^/]+)/.*$" "\\1" site "${url}")
      file(TOUCH "${polyclinic_downloads}/unreachable-${site}")
    endif()
    return()
  endif()
  file(SHA256 "${partial}" present)
  if(NOT present STREQUAL hash)
    file(REMOVE "${partial}")
    message(WARNING "${url} has SHA-256 ${present}, expected ${hash}: not used.")
    return()
  endif()
  file(RENAME "${partial}" "${file}")
  set(${out} TRUE PARENT_SCOPE)
endfunction()

# Makes the sources of a pinned dependency available in ${name}_SOURCE_DIR, without running their own build files.
function(polyclinic_fetch name)
  list(GET polyclinic_pin_${name} 0 version)
  list(GET polyclinic_pin_${name} 1 url)
  list(GET polyclinic_pin_${name} 2 hash)
  list(GET polyclinic_pin_${name} 3 debian_path)
  list(GET polyclinic_pin_${name} 4 debian_hash)
  string(TOUPPER "${name}" upper)
  if(NOT FETCHCONTENT_SOURCE_DIR_${upper})
    file(MAKE_DIRECTORY "${polyclinic_downloads}")
    set(mirror "${POLYCLINIC_DEBIAN_MIRROR}")
    if(NOT mirror)
      set(mirror http://deb.debian.org/debian)
    endif()
    # The hash is part of the name: an archive that another version of this file pinned is never taken for ours.
    string(REGEX MATCH "\\.tar\\.[a-z]+$" kind "${url}")
    string(REGEX MATCH "\\.tar\\.[a-z]+$" debian_kind "${debian_path}")
    set(archive "${polyclinic_downloads}/${name}-${version}-${hash}${kind}")
    set(debian_archive "${polyclinic_downloads}/${name}-${version}-${debian_hash}${debian_kind}")
    # What is in the cache already is asked for first, whichever source it came from.
    if(EXISTS "${debian_archive}" AND NOT EXISTS "${archive}")
      polyclinic_download("${mirror}/${debian_path}" ${debian_hash} "${debian_archive}" there)
      if(there)
        set(archive "${debian_archive}")
        set(hash ${debian_hash})
      endif()
    endif()
    if(NOT there)
      polyclinic_download("${url}" ${hash} "${archive}" there)
    endif()
    if(NOT there)
      polyclinic_download("${mirror}/${debian_path}" ${debian_hash} "${debian_archive}" there)
      set(archive "${debian_archive}")
      set(hash ${debian_hash})
    endif()
    if(NOT there)
      message(FATAL_ERROR "Cannot fetch ${name} ${version}, neither from ${url} nor from ${mirror}/${debian_path}. "
        "Put the archive's content somewhere and set FETCHCONTENT_SOURCE_DIR_${upper} to that folder.")
    endif()
    FetchContent_Declare(${name} URL "${archive}" URL_HASH SHA256=${hash} DOWNLOAD_EXTRACT_TIMESTAMP TRUE
      # A folder that does not exist: the sources are fetched and unpacked, their own CMakeLists.txt is not read.
      SOURCE_SUBDIR not-read)
  else()
    FetchContent_Declare(${name} SOURCE_SUBDIR not-read)
  endif()
  FetchContent_MakeAvailable(${name})
  set(${name}_SOURCE_DIR "${${name}_SOURCE_DIR}" PARENT_SCOPE)
endfunction()

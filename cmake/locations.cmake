# Reads where cmake/setup.sh put the toolchains (toolchain.cmake in the cache); it looks for nothing itself.
include_guard(GLOBAL)

if(DEFINED ENV{POLYCLINIC_CACHE})
  set(POLYCLINIC_CACHE "$ENV{POLYCLINIC_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(POLYCLINIC_CACHE "$ENV{XDG_CACHE_HOME}/polyclinic")
else()
  set(POLYCLINIC_CACHE "$ENV{HOME}/.cache/polyclinic")
endif()
include("${POLYCLINIC_CACHE}/toolchain.cmake" OPTIONAL)

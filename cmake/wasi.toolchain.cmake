# The toolchain of the preset wasi: Clang 19 with the sysroot that cmake/setup.sh found or fetched.
include("${CMAKE_CURRENT_LIST_DIR}/locations.cmake")
if(NOT EXISTS "${POLYCLINIC_WASI_SYSROOT}")
  message(FATAL_ERROR "The WASI sysroot is not set up: run \"bash cmake/setup.sh wasi\" first.")
endif()

set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_VERSION 1)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
# CMake before 3.31 has no platform file of that name: ours is Platform/WASI.cmake beside this file.
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_SYSROOT "${POLYCLINIC_WASI_SYSROOT}")
# Clang looks for the runtime of the target there; the host's own resource folder has none for wasm32.
string(APPEND CMAKE_C_FLAGS_INIT " -resource-dir=${POLYCLINIC_WASI_RESOURCE_DIR}")
string(APPEND CMAKE_CXX_FLAGS_INIT " -resource-dir=${POLYCLINIC_WASI_RESOURCE_DIR} -fno-exceptions")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

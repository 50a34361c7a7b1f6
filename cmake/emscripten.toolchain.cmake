# The toolchain of the presets wasm and wasm-st: the Emscripten that cmake/setup.sh found or fetched.
include("${CMAKE_CURRENT_LIST_DIR}/locations.cmake")
if(NOT EXISTS "${POLYCLINIC_EMSCRIPTEN_TOOLCHAIN_FILE}")
  message(FATAL_ERROR "Emscripten is not set up: run \"bash cmake/setup.sh wasm\" first.")
endif()
include("${POLYCLINIC_EMSCRIPTEN_TOOLCHAIN_FILE}")

# The program `polyclinic`, one source for native and WASI (wasi/); it sees the engine's public headers only.
include_guard(GLOBAL)

file(GLOB command_line_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/wasi/*.cpp")
if(NOT command_line_sources)
  return()
endif()

add_executable(polyclinic_command_line ${command_line_sources})
set_target_properties(polyclinic_command_line PROPERTIES OUTPUT_NAME polyclinic RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
target_link_libraries(polyclinic_command_line PRIVATE polyclinic_engine polyclinic_warnings)
target_include_directories(polyclinic_command_line PRIVATE "${CMAKE_SOURCE_DIR}/wasi")
target_compile_definitions(polyclinic_command_line PRIVATE POLYCLINIC_HAS_THREADS=$<BOOL:${threads}>)
if(WASI)
  # CMake 3.31 knows WASI, but gives its programs no suffix.
  set_target_properties(polyclinic_command_line PROPERTIES SUFFIX .wasm)
  target_compile_options(polyclinic_command_line PRIVATE -fno-exceptions)
  target_link_options(polyclinic_command_line PRIVATE
    # The default is 64 KB, less than one deep call chain of the engine.
    LINKER:-z,stack-size=1048576
    # Below the stack lies nothing then: an overflow traps instead of overwriting data.
    LINKER:--stack-first)
endif()

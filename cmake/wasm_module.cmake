# The WebAssembly module of bindings/embind as an ES module: polyclinic-mt.mjs (threads) or polyclinic-st.mjs, with its
# .wasm and the TypeScript declarations that Embind derives.
include_guard(GLOBAL)

file(GLOB binding_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bindings/embind/*.cpp")
if(NOT binding_sources)
  return()
endif()
if(threads)
  set(module polyclinic-mt)
else()
  set(module polyclinic-st)
endif()

add_executable(polyclinic_module ${binding_sources})
set_target_properties(polyclinic_module PROPERTIES OUTPUT_NAME ${module} SUFFIX .mjs
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}"
  ADDITIONAL_CLEAN_FILES "${CMAKE_BINARY_DIR}/${module}.wasm;${CMAKE_BINARY_DIR}/${module}.d.ts")
target_link_libraries(polyclinic_module PRIVATE polyclinic_engine polyclinic_warnings)
target_compile_options(polyclinic_module PRIVATE -fno-exceptions)
target_compile_definitions(polyclinic_module PRIVATE POLYCLINIC_HAS_THREADS=$<BOOL:${threads}>)
# --emit-tsd starts the first tsc on the PATH: that is node-tools/bin/tsc here.
set_property(TARGET polyclinic_module PROPERTY RULE_LAUNCH_LINK
  "${CMAKE_COMMAND} -E env \"POLYCLINIC_NODE_TOOLS_BIN=${POLYCLINIC_NODE_TOOLS_BIN}\" \"PATH=${CMAKE_SOURCE_DIR}/cmake/node-tools/bin:$ENV{PATH}\"")

target_link_options(polyclinic_module PRIVATE
  -lembind
  # A factory function instead of one global module: an application may load it twice.
  -sMODULARIZE -sEXPORT_ES6 -sEXPORT_NAME=createPolyclinic
  # The module runs in a dedicated worker or in Node; `web` is listed because bundlers and the loader's checks want it.
  -sENVIRONMENT=web,worker,node
  # The engine opens no file in a browser: without this, Emscripten's emulated file system comes along (60 KB).
  -sFILESYSTEM=0
  # 64-bit numbers cross as BigInt; byte counts of an archive pass 2^32.
  -sWASM_BIGINT
  # Embind builds its callers with closures, not with eval: a page with a strict Content-Security-Policy works.
  -sDYNAMIC_EXECUTION=0
  # Memory follows the blocks in flight, which the config decides.
  -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=33554432
  # The default of 64 KB is less than one deep call chain of the engine; the same for threads below.
  -sSTACK_SIZE=1048576
  --emit-tsd ${module}.d.ts)
if(threads)
  target_link_options(polyclinic_module PRIVATE
    # The caller says how many workers to start before the module is ready (it alone knows what the host allows).
    -sPTHREAD_POOL_SIZE=Module.poolSize|0
    # A thread beyond the pool could only start when the main thread returns to its event loop, so a join would hang:
    # refuse it instead.
    -sPTHREAD_POOL_SIZE_STRICT=2
    -sDEFAULT_PTHREAD_STACK_SIZE=1048576
    # iOS Safari refuses large shared maxima.
    -sMAXIMUM_MEMORY=536870912
    # The default allocator has one lock for all threads, but the engine allocates per block, not per row: mimalloc is no
    # faster (8 threads: 4.2 s of processor time either way) and needs twice the memory, past the maximum above.
    -sMALLOC=dlmalloc
    # Growing shared memory makes JavaScript's access slower; we copy out of it once per piece, so it costs nothing.
    -Wno-pthreads-mem-growth)
else()
  target_link_options(polyclinic_module PRIVATE -sMAXIMUM_MEMORY=1073741824)
endif()

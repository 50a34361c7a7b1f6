# Compiler flags: what everything shares (polyclinic_target) and what our own code adds (polyclinic_warnings).
include_guard(GLOBAL)

add_library(polyclinic_target INTERFACE)
# The determinism contract: a * b + c is never fused, because not every target has the instruction.
target_compile_options(polyclinic_target INTERFACE -ffp-contract=off)

if(EMSCRIPTEN)
  # Every browser and Node that we support has fixed-width SIMD; relaxed SIMD would break the determinism contract.
  target_compile_options(polyclinic_target INTERFACE -msimd128)
  if(threads)
    # Objects with and without threads cannot be linked together, so third-party sources need it too.
    target_compile_options(polyclinic_target INTERFACE -pthread)
    target_link_options(polyclinic_target INTERFACE -pthread)
  endif()
elseif(WASI)
  target_compile_options(polyclinic_target INTERFACE -msimd128)
elseif(threads)
  set(THREADS_PREFER_PTHREAD_FLAG ON)
  find_package(Threads REQUIRED)
  target_link_libraries(polyclinic_target INTERFACE Threads::Threads)
endif()

if(POLYCLINIC_SANITIZERS)
  set(sanitizers "${POLYCLINIC_SANITIZERS}")
  # Instead of -O3 -DNDEBUG. A sanitizer's build is for finding faults: asserts of ours and of the standard library are on.
  set(CMAKE_C_FLAGS_RELEASE "-O1 -gline-tables-only")
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -gline-tables-only")
  target_compile_options(polyclinic_target INTERFACE
    -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS)
  target_link_options(polyclinic_target INTERFACE -fsanitize=${sanitizers})
endif()

add_library(polyclinic_warnings INTERFACE)
target_compile_options(polyclinic_warnings INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  # A designated initializer that leaves members at their defaults is how we write options and schemas.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(polyclinic_warnings INTERFACE
    # These three report sound code of GCC 12's own std::string and std::vector at -O3.
    -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
    -Wno-error=maybe-uninitialized -Wno-error=null-dereference)
else()
  # size_t has 32 bits in WebAssembly: a narrowing that native builds would never show.
  target_compile_options(polyclinic_warnings INTERFACE -Wshorten-64-to-32)
endif()
if(POLYCLINIC_WARNINGS_AS_ERRORS)
  target_compile_options(polyclinic_warnings INTERFACE -Werror)
endif()

# What `cmake --install` puts where, and the package that find_package(polyclinic) reads.
include_guard(GLOBAL)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS polyclinic_engine EXPORT polyclinic ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${CMAKE_SOURCE_DIR}/engine/include/polyclinic" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(TARGET polyclinic_command_line)
  install(TARGETS polyclinic_command_line RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/polyclinic")
install(EXPORT polyclinic NAMESPACE polyclinic:: FILE polyclinic-targets.cmake DESTINATION "${package_folder}")
file(WRITE "${CMAKE_BINARY_DIR}/generated/polyclinic-config.cmake" [[
# Read by find_package(polyclinic): brings the target polyclinic::engine.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
include("${CMAKE_CURRENT_LIST_DIR}/polyclinic-targets.cmake")
]])
write_basic_package_version_file("${CMAKE_BINARY_DIR}/generated/polyclinic-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_BINARY_DIR}/generated/polyclinic-config.cmake"
  "${CMAKE_BINARY_DIR}/generated/polyclinic-config-version.cmake"
  DESTINATION "${package_folder}")

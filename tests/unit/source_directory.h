// Where the repository is, for tests that read its files; the definition is written by cmake/tests.cmake.
#pragma once

namespace polyclinic::testing {

// Absolute, without a trailing slash.
const char* source_directory();

}  // namespace polyclinic::testing

// The version of the engine, which is part of what decides the bytes of a dataset; it says nothing of a format's version.
#pragma once

namespace polyclinic {

// "MAJOR.MINOR.PATCH", from project() in CMakeLists.txt; lives for the whole program.
const char* version();

}  // namespace polyclinic

// Prints the version of the engine it was linked with; it shows that a package finds and links, nothing more.
#include <cstdio>

#include "polyclinic/version.h"

int main() { std::puts(polyclinic::version()); }

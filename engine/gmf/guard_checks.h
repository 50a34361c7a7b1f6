// What can be said of a Guard without running it: that it can never pass, or that it must be tested every step.
#pragma once

#include "engine/gmf/loading.h"

namespace polyclinic::gmf {

// W45 for the Guard; its detail and its condition are there.
void check_guard(Loading& loading, StateId guard);

}  // namespace polyclinic::gmf

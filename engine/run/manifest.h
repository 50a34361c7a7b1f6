// The text of manifest.json, the last file of every dataset: what was made, from what, and how to check it.
#pragma once

#include <string>
#include <vector>

#include "engine/run/accounts.h"
#include "engine/run/plan.h"

namespace polyclinic::run {

std::string manifest_text(const Plan& plan, const Accounts& accounts, const std::vector<std::string>& checksums);

}  // namespace polyclinic::run

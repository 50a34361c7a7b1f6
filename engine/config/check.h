// Holds a config's JSON against the table of options. It does not read text (json_document.h) and does not build the
// Config (parse.cpp).
#pragma once

#include <vector>

#include "engine/config/gazetteer.h"
#include "engine/config/json_document.h"
#include "engine/config/options.h"

namespace polyclinic::config {

struct CheckedConfig {
  // The config with every default filled in and every name in its canonical form. What was wrong has its default here,
  // or is left out: only for looking on for further mistakes.
  JsonValue completed;
  // In the order of the text.
  std::vector<Finding> findings;
};

CheckedConfig check_config(const JsonValue& given, const Vocabulary& vocabulary, const Gazetteer& gazetteer);

}  // namespace polyclinic::config

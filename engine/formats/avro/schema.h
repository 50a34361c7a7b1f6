// A table's schema as Avro declares it.
#pragma once

#include <string>

#include "engine/tables/schema.h"

namespace polyclinic::formats::avro {

// JSON; indented for people, or in one line for the head of a file.
std::string schema_text(const tables::Table& table, bool indented);

}  // namespace polyclinic::formats::avro

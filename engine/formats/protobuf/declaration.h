// The .proto file of a dataset.
#pragma once

#include <string>

#include "engine/tables/schema.h"

namespace polyclinic::formats::protobuf {

// All tables, wanted or not: the file is the same whatever is written.
std::string declaration_text(const tables::Dataset& dataset);

}  // namespace polyclinic::formats::protobuf

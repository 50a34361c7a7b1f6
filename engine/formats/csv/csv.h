// CSV: RFC 4180 with a header row, UTF-8, LF line ends, empty cells for nulls.
#pragma once

#include <memory>

#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::unique_ptr<TableFormat> make_csv(const TextPool& texts);

}  // namespace polyclinic::formats

// CSV: RFC 4180 in UTF-8, by default with a header row, LF line ends and empty cells for nulls; a text that reads like a
// null stands in quotes. datapackage.json tells readers what is in it.
#pragma once

#include <memory>

#include "engine/config/config.h"
#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::unique_ptr<TableFormat> make_csv(const TextPool& texts, const config::CsvOptions& options = {});

}  // namespace polyclinic::formats

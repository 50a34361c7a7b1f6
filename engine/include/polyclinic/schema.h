// The public face of the tables: the generated data dictionary of a dataset. It holds no data.
#pragma once

#include <string>
#include <string_view>

#include "polyclinic/result.h"

namespace polyclinic {

// The tables of `dataset` ("clinical") as text. `format`: "markdown" (a dictionary for people), "json" (for programs),
// "sql" (portable CREATE TABLE statements with primary and foreign keys).
// Errors: kInvalidInput for an unknown dataset or format, naming the known ones.
Result<std::string> schema_text(std::string_view dataset, std::string_view format);

}  // namespace polyclinic

// Reads the declaration of a dataset's tables (its <name>_tables.csv). The rows themselves are the datasets' business.
#pragma once

#include <string>
#include <string_view>

#include "engine/foundation/result.h"
#include "engine/tables/schema.h"

namespace polyclinic::datasets {

// Reads a declaration (table,column,type,null,key,references,codes,privacy,meaning; a row without a column opens a
// table). The text must outlive the dataset. Errors: kInternal, naming the row, for unknown types, dangling references
// and names that repeat.
Result<tables::Dataset> read_dataset(std::string_view name, std::string_view declaration);
// A text that ends with the call cannot outlive the dataset: it does not compile.
Result<tables::Dataset> read_dataset(std::string_view name, std::string&& declaration) = delete;

}  // namespace polyclinic::datasets

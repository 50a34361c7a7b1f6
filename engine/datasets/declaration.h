// Reads the declaration of a dataset's tables (its <name>_tables.csv). The rows themselves are the datasets' business.
#pragma once

#include <string>
#include <string_view>

#include "engine/foundation/result.h"
#include "engine/tables/schema.h"

namespace polyclinic::datasets {

// Reads a declaration (table,column,field,type,null,key,references,codes,privacy,meaning; a row without a column opens a
// table). The text must outlive the dataset. Errors: kInternal, naming the row, for unknown types, dangling references,
// and for names and field numbers that repeat.
//
// The field number is the column's for ever in formats that know columns by number (Protocol Buffers, Parquet's field
// ids): a new column takes the next one that its table never had, wherever it stands; a number of a column that is gone is
// not given again.
Result<tables::Dataset> read_dataset(std::string_view name, std::string_view declaration);
// A text that ends with the call cannot outlive the dataset: it does not compile.
Result<tables::Dataset> read_dataset(std::string_view name, std::string&& declaration) = delete;

}  // namespace polyclinic::datasets

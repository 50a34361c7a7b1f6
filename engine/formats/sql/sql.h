// SQL scripts for MySQL (and MariaDB), PostgreSQL and SQLite: the tables with their keys, and their rows as INSERT
// statements or as CSV files with what loads them. One command a database, in the order that foreign keys want.
#pragma once

#include <memory>

#include "engine/config/config.h"
#include "engine/formats/table_encoder.h"
#include "engine/foundation/result.h"

namespace polyclinic::formats {

// Errors: kInvalidInput for a text with a NUL byte, which PostgreSQL cannot hold.
Result<std::unique_ptr<TableFormat>> make_sql(const TextPool& texts, const config::SqlOptions& options = {});

}  // namespace polyclinic::formats

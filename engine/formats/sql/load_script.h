// load.sql: what brings schema and rows into a database with one command, given to the database's own shell in the folder
// of the script.
#pragma once

#include <string>

#include "engine/formats/sql/dialect.h"
#include "engine/tables/schema.h"

namespace polyclinic::formats {

// Rows stand in data/<table>.sql as INSERT statements or, for `inserts` = false, in ../data/<table>.csv.
std::string load_script(const tables::Selection& selection, SqlDialect dialect, bool inserts);

}  // namespace polyclinic::formats

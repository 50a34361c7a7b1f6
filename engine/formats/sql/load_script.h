// load.sql: what brings schema and rows into a database with one command, given to the database's own shell in the folder
// of the script.
#pragma once

#include <cstdint>
#include <string>

#include "engine/formats/sql/dialect.h"
#include "engine/tables/schema.h"

namespace polyclinic::formats {

// INSERT statements of a table stand in this file. The numbers are the order in which tables must be loaded, for people
// and for cat data/*.sql.
std::string insert_file(uint32_t number, const tables::Table& table);

// Rows stand in insert_file() or, for `inserts` = false, in ../data/<table>.csv. Empty when nothing is to be said: after an
// error in a script that another one includes, the shells of MySQL and MariaDB go on, so that theirs are concatenated.
std::string load_script(const tables::Selection& selection, SqlDialect dialect, bool inserts);

}  // namespace polyclinic::formats

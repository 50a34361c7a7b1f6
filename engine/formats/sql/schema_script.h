// schema.sql: the tables of a dataset with types, keys, indexes and comments, in an order in which every reference exists.
#pragma once

#include <string>

#include "engine/formats/sql/dialect.h"
#include "engine/tables/schema.h"

namespace polyclinic::formats {

// Foreign keys to tables that are not written are left out. Tables that exist stay as they are, so that the parts of a
// dataset can be loaded one after the other. `inserts`: rows come as INSERT statements, in data/*.sql.
std::string schema_script(const tables::Selection& selection, SqlDialect dialect, bool long_terms, bool inserts);

}  // namespace polyclinic::formats

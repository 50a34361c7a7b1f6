// Finds tables and columns by name.
#include "engine/tables/schema.h"

namespace polyclinic::tables {

uint32_t Table::column(std::string_view wanted) const {
  uint32_t at = 0;
  while (at < columns.size() && columns[at].name != wanted) ++at;
  return at;
}

uint32_t Dataset::table(std::string_view wanted) const {
  uint32_t at = 0;
  while (at < tables.size() && tables[at].name != wanted) ++at;
  return at;
}

}  // namespace polyclinic::tables

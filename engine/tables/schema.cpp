// Finds tables and columns by name, and follows references.
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

Reference reference_of(const Dataset& dataset, const Column& column) {
  const size_t dot = column.references.find('.');
  return {dataset.table(column.references.substr(0, dot)), column.references.substr(dot + 1)};
}

std::vector<uint32_t> dependency_order(const Dataset& dataset) {
  std::vector<uint32_t> order;
  std::vector<bool> placed(dataset.tables.size(), false);
  while (order.size() < dataset.tables.size()) {
    const size_t before = order.size();
    for (uint32_t t = 0; t < dataset.tables.size(); ++t) {
      bool ready = !placed[t];
      for (const Column& column : dataset.tables[t].columns) {
        if (column.references.empty()) continue;
        const uint32_t target = reference_of(dataset, column).table;
        if (target != t && !placed[target]) ready = false;
      }
      if (ready) {
        placed[t] = true;
        order.push_back(t);
      }
    }
    if (order.size() == before) break;  // a circle: the rest stays out, which a test notices
  }
  return order;
}

}  // namespace polyclinic::tables

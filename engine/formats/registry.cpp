// The list of table formats.
#include <array>

#include "engine/formats/csv/csv.h"
#include "engine/formats/json/json.h"
#include "engine/formats/parquet/parquet.h"
#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::span<const FormatEntry> table_formats() {
  static constexpr std::array<FormatEntry, 4> kFormats{
      {{"csv", ".csv", make_csv},
       {"json", ".json", make_json},
       {"ndjson", ".ndjson", make_ndjson},
       {"parquet", ".parquet", [](const TextPool& texts) { return make_parquet(texts, {}); }}}};
  return kFormats;
}

}  // namespace polyclinic::formats

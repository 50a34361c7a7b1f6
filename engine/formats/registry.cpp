// The list of table formats.
#include <array>

#include "engine/formats/csv/csv.h"
#include "engine/formats/json/json.h"
#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::span<const FormatEntry> table_formats() {
  static constexpr std::array<FormatEntry, 3> kFormats{
      {{"csv", ".csv", make_csv}, {"json", ".json", make_json}, {"ndjson", ".ndjson", make_ndjson}}};
  return kFormats;
}

}  // namespace polyclinic::formats

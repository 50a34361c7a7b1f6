// The lists of formats, and what the lists of files of table formats have in common.
#include <array>

#include "engine/formats/avro/avro.h"
#include "engine/formats/csv/csv.h"
#include "engine/formats/fhir/fhir.h"
#include "engine/formats/hl7v2/hl7v2.h"
#include "engine/formats/json/json.h"
#include "engine/formats/parquet/parquet.h"
#include "engine/formats/protobuf/protobuf.h"
#include "engine/formats/record_format.h"
#include "engine/formats/sql/sql.h"
#include "engine/formats/table_encoder.h"
#include "engine/formats/vista/vista.h"

namespace polyclinic::formats {

std::span<const FormatEntry> table_formats() {
  using Made = Result<std::unique_ptr<TableFormat>>;
  using Options = config::FormatOptions;
  static constexpr std::array kFormats{
      FormatEntry{"csv", [](const TextPool& texts, const Options& options) -> Made { return make_csv(texts, options.csv); }},
      FormatEntry{"json", [](const TextPool& texts, const Options& options) -> Made { return make_json(texts, options.json); }},
      FormatEntry{"ndjson", [](const TextPool& texts, const Options& options) -> Made { return make_ndjson(texts, options.ndjson); }},
      FormatEntry{"parquet", [](const TextPool& texts, const Options& options) -> Made { return make_parquet(texts, options.parquet); }},
      FormatEntry{"avro", [](const TextPool& texts, const Options& options) -> Made { return make_avro(texts, options.avro); }},
      FormatEntry{"protobuf", [](const TextPool& texts, const Options& options) -> Made { return make_protobuf(texts, options.protobuf); }},
      FormatEntry{"sql", [](const TextPool& texts, const Options& options) -> Made { return make_sql(texts, options.sql); }},
  };
  return kFormats;
}

std::span<const RecordFormatEntry> record_formats() {
  static constexpr std::array kFormats{
      RecordFormatEntry{"fhir", make_fhir},
      RecordFormatEntry{"hl7v2", make_hl7v2},
      RecordFormatEntry{"vista", make_vista},
  };
  return kFormats;
}

std::vector<FormatFile> TableFormat::file_per_table(const tables::Selection& selection, std::string_view extension) const {
  std::vector<FormatFile> files;
  for (uint32_t table = 0; table < selection.dataset.tables.size(); ++table) {
    if (!selection.has(table)) continue;
    const tables::Table& declared = selection.dataset.tables[table];
    files.push_back(FormatFile::rows(std::string(declared.name) + std::string(extension), table, encoder(declared)));
  }
  return files;
}

}  // namespace polyclinic::formats

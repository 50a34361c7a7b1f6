// Lists the datasets and formats.
#include "engine/run/catalogue.h"

#include <array>
#include <string>

#include "engine/datasets/clinical/clinical.h"
#include "engine/formats/record_format.h"
#include "engine/formats/table_encoder.h"
#include "engine/foundation/text.h"

namespace polyclinic::run {
namespace {

constexpr std::array<std::string_view, 1> kDatasetNames{"clinical"};

}  // namespace

std::span<const std::string_view> dataset_names() { return kDatasetNames; }

Result<tables::Dataset> dataset(std::string_view name) {
  if (name == "clinical") return datasets::clinical_dataset();
  const auto meant = nearest(name, kDatasetNames);
  return fail(ErrorKind::kInvalidInput, "unknown dataset \"" + std::string(name) + "\"",
              {Finding{"dataset", "the datasets are: clinical", meant ? "did you mean " + std::string(*meant) + "?" : ""}});
}

Result<config::Vocabulary> vocabulary() {
  config::Vocabulary words;
  for (const std::string_view name : kDatasetNames) {
    POLYCLINIC_ASSIGN(const tables::Dataset tables, dataset(name));
    words.datasets.push_back({name, {}});
    for (const tables::Table& table : tables.tables) words.datasets.back().tables.push_back(table.name);
  }
  for (const formats::FormatEntry& format : formats::table_formats()) words.formats.push_back(format.name);
  for (const formats::RecordFormatEntry& format : formats::record_formats()) words.formats.push_back(format.name);
  return words;
}

}  // namespace polyclinic::run

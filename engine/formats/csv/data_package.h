// datapackage.json: what the CSV files of a dataset hold, as Frictionless Data's Data Package and Table Schema say it.
// Readers that know it guess neither types nor keys nor the dialect.
#pragma once

#include <string>

#include "engine/config/config.h"
#include "engine/tables/schema.h"

namespace polyclinic::formats {

std::string data_package(const tables::Selection& selection, const config::CsvOptions& options);

}  // namespace polyclinic::formats

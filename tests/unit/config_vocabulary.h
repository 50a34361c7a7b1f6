// The names that a run hands to the config room, for its tests: fixed here, so that they do not follow other rooms.
#pragma once

#include "engine/config/parse.h"

namespace polyclinic::config {

inline const Vocabulary& test_vocabulary() {
  static const Vocabulary kVocabulary{
      .datasets = {{.name = "clinical",
                    .tables = {"patients", "encounters", "conditions", "medications", "allergies", "procedures",
                               "immunizations", "observations", "deaths", "family_history", "providers",
                               "organizations", "payers", "coverages", "care_plans", "diagnostic_reports", "devices",
                               "imaging_studies"}},
                   {.name = "ward", .tables = {"wards", "staff"}}},
      .formats = {"csv", "json", "ndjson", "parquet", "avro", "protobuf", "sql", "fhir", "hl7v2", "vista"}};
  return kVocabulary;
}

}  // namespace polyclinic::config

// The small public calls that need to know every dataset and format.
#include "engine/config/parse.h"
#include "engine/run/catalogue.h"
#include "polyclinic/config.h"
#include "polyclinic/schema.h"

namespace polyclinic {

Result<std::string> complete_config(std::string_view text) {
  POLYCLINIC_ASSIGN(const config::Vocabulary words, run::vocabulary());
  return config::complete(text, words);
}

Result<std::string> config_reference(std::string_view format) {
  POLYCLINIC_ASSIGN(const config::Vocabulary words, run::vocabulary());
  return config::reference_text(format, words);
}

Result<std::string> schema_text(std::string_view dataset, std::string_view format) {
  POLYCLINIC_ASSIGN(const tables::Dataset tables, run::dataset(dataset));
  return tables::dictionary(tables, format);
}

}  // namespace polyclinic

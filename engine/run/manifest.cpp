// Writes the manifest, and reads one again.
#include "engine/run/manifest.h"

#include "engine/config/json_document.h"
#include "engine/foundation/text.h"
#include "polyclinic/manifest.h"
#include "polyclinic/version.h"

namespace polyclinic::run {

std::string manifest_text(const Plan& plan, const Accounts& accounts, const std::vector<std::string>& checksums) {
  std::string out = "{\n  \"generator\": \"polyclinic\",\n  \"version\": \"";
  out += version();
  out += "\",\n  \"dataset\": \"" + plan.config().dataset + "\",\n  \"part\": " + std::to_string(plan.part()) +
         ",\n  \"parts\": " + std::to_string(plan.parts()) + ",\n  \"patients\": " + std::to_string(accounts.slots()) +
         ",\n  \"people\": " + std::to_string(accounts.people()) + ",\n  \"config\": ";
  // The completed config is indented by two spaces; here it stands one level deeper.
  std::string_view completed = plan.config().completed;
  while (!completed.empty() && completed.back() == '\n') completed.remove_suffix(1);
  for (const char c : completed) {
    out += c;
    if (c == '\n') out += "  ";
  }
  out += ",\n  \"files\": [";
  for (size_t f = 0; f < plan.files().size(); ++f) {
    const PlannedFile& file = plan.files()[f];
    out += f == 0 ? "\n    " : ",\n    ";
    out += "{\"name\": \"" + file.name + "\", \"table\": \"" + std::string(plan.table_of(file)) +
           "\", \"rows\": " + std::to_string(accounts.rows(f)) + ", \"bytes\": " + std::to_string(accounts.bytes(f)) +
           ", \"sha256\": \"" + checksums[f] + "\"}";
  }
  out += "\n  ]\n}\n";
  return out;
}

namespace {

// "csv/patients.csv": steps that only go down.
bool stays_inside(std::string_view name) {
  for (const std::string_view step : split(name, '/')) {
    if (step.empty() || step == "." || step == ".." || step.find_first_of("\\:") != std::string_view::npos) return false;
  }
  return true;
}

}  // namespace
}  // namespace polyclinic::run

namespace polyclinic {

Result<std::vector<std::string>> files_of_manifest(std::string_view text) {
  using Kind = config::JsonValue::Kind;
  POLYCLINIC_ASSIGN(const config::JsonValue manifest, config::read_json(text, "The manifest"));
  const config::JsonValue* generator = manifest.find("generator");
  const config::JsonValue* files = manifest.find("files");
  if (generator == nullptr || generator->text != "polyclinic" || files == nullptr || !files->is(Kind::kArray)) {
    return fail(ErrorKind::kInvalidInput, "this is no manifest of polyclinic");
  }
  std::vector<std::string> names;
  for (const config::JsonValue& file : files->items) {
    const config::JsonValue* name = file.find("name");
    if (name == nullptr || !name->is(Kind::kString) || !run::stays_inside(name->text)) {
      return fail(ErrorKind::kInvalidInput, "the manifest lists a file without a name inside of its folder");
    }
    names.push_back(name->text);
  }
  return names;
}

}  // namespace polyclinic

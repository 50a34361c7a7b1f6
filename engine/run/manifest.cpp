// Writes the manifest.
#include "engine/run/manifest.h"

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
    out += "{\"name\": \"" + file.name + "\", \"table\": \"" + std::string(plan.dataset().tables[file.table].name) +
           "\", \"rows\": " + std::to_string(accounts.rows(f)) + ", \"bytes\": " + std::to_string(accounts.bytes(f)) +
           ", \"sha256\": \"" + checksums[f] + "\"}";
  }
  out += "\n  ]\n}\n";
  return out;
}

}  // namespace polyclinic::run

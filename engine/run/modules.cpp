// Chooses modules and has them compiled.
#include "engine/run/modules.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/foundation/text.h"
#include "engine/gmf/loader.h"
#include "engine/modules/library.h"

namespace polyclinic::run {
namespace {

bool matches_any(std::string_view name, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches_pattern(name, pattern); });
}

// Whether a module's text calls the submodule with this key; a slash in JSON may stand behind a backslash.
bool calls(std::string_view json, std::string_view key) {
  const std::string plain = '"' + std::string(key) + '"';
  std::string escaped = plain;
  for (size_t at = 0; (at = escaped.find('/', at)) != std::string::npos; at += 2) escaped.insert(at, 1, '\\');
  return json.find(plain) != std::string_view::npos || json.find(escaped) != std::string_view::npos;
}

}  // namespace

LibraryTexts library_texts(bool whole, std::vector<std::string_view> callers) {
  constexpr std::string_view kTables = "lookup_tables/", kModule = ".json";
  LibraryTexts texts;
  std::vector<gmf::ModuleText> offered;
  for (const auto& [name, bytes] : modules::embedded_files()) {
    if (name.starts_with(kTables)) {
      texts.tables.push_back({name.substr(kTables.size()), bytes});
    } else if (name.ends_with(kModule)) {
      const std::string_view key = name.substr(0, name.size() - kModule.size());
      if (whole) {
        texts.modules.push_back({key, bytes});
      } else if (!is_top_level(key)) {
        offered.push_back({key, bytes});
      }
    }
  }
  while (!callers.empty() && !offered.empty()) {
    const std::string_view caller = callers.back();
    callers.pop_back();
    std::erase_if(offered, [&](const gmf::ModuleText& module) {
      if (!calls(caller, module.key)) return false;
      callers.push_back(module.json);
      texts.modules.push_back(module);
      return true;
    });
  }
  return texts;
}

bool matches_pattern(std::string_view name, std::string_view pattern) {
  size_t at = 0, in = 0, star = std::string_view::npos, resume = 0;
  while (at < name.size()) {
    if (in < pattern.size() && pattern[in] == '*') {
      star = in++;
      resume = at;
    } else if (in < pattern.size() && to_ascii_lower(pattern[in]) == to_ascii_lower(name[at])) {
      ++in;
      ++at;
    } else if (star != std::string_view::npos) {
      in = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (in < pattern.size() && pattern[in] == '*') ++in;
  return in == pattern.size();
}

Result<std::shared_ptr<const gmf::Program>> load_program(const config::Modules& wanted) {
  std::vector<std::string_view> callers;
  for (const config::NamedText& file : wanted.files) callers.push_back(file.text);
  auto [given, tables] = library_texts(wanted.library, std::move(callers));
  for (const config::NamedText& file : wanted.files) given.push_back({file.name, file.text});
  for (const config::NamedText& file : wanted.tables) tables.push_back({file.name, file.text});

  std::vector<Finding> unknown;
  const auto check = [&](const std::vector<std::string>& patterns, std::string_view pointer) {
    for (size_t index = 0; index < patterns.size(); ++index) {
      const bool is_known = std::any_of(given.begin(), given.end(), [&](const gmf::ModuleText& module) {
        return is_top_level(module.key) && matches_pattern(module.key, patterns[index]);
      });
      if (is_known) continue;
      std::vector<std::string_view> keys;
      for (const gmf::ModuleText& module : given) keys.push_back(module.key);
      const auto near = nearest(patterns[index], keys);
      unknown.push_back({std::string(pointer) + "/" + std::to_string(index), "no top-level module is called \"" + patterns[index] + "\"",
                         near              ? "did you mean \"" + std::string(*near) + "\"?"
                         : !wanted.library ? "with /modules/library true, those that come with Polyclinic are known too"
                                           : std::to_string(given.size()) + " modules are known to this run"});
    }
  };
  check(wanted.only, "/modules/only");
  check(wanted.without, "/modules/without");
  if (!unknown.empty()) return fail(ErrorKind::kInvalidInput, "The config chooses modules that there are not", std::move(unknown));

  std::vector<gmf::ModuleText> chosen;
  bool has_root = false;
  for (const gmf::ModuleText& module : given) {
    const bool is_root = is_top_level(module.key);
    if (is_root && ((!wanted.only.empty() && !matches_any(module.key, wanted.only)) || matches_any(module.key, wanted.without))) continue;
    has_root = has_root || is_root;
    chosen.push_back(module);
  }
  if (!has_root) return nullptr;
  gmf::LoadResult loaded = gmf::load_modules(chosen, tables);
  if (!loaded.program) return std::unexpected(loaded.findings.as_error("The disease modules have mistakes"));
  return std::make_shared<const gmf::Program>(*std::move(loaded.program));
}

}  // namespace polyclinic::run

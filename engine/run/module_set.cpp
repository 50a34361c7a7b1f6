// Chooses and compiles modules; small pieces of text that all answers about modules share.
#include "engine/run/module_set.h"

#include <algorithm>

#include "engine/foundation/text.h"
#include "engine/run/modules.h"

namespace polyclinic::run {
namespace {

bool fits_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches_pattern(name, pattern); });
}

// What the library gives to the set, then the set's own.
LibraryTexts texts_of(const ModuleSet& set) {
  std::vector<std::string_view> callers;
  for (const ModuleText& module : set.modules) callers.push_back(module.json);
  LibraryTexts texts = library_texts(set.modules.empty(), std::move(callers));
  for (const ModuleText& module : set.modules) texts.modules.push_back({module.key, module.json});
  for (const LookupTableText& table : set.tables) texts.tables.push_back({table.name, table.csv});
  return texts;
}

gmf::LoadResult load_chosen(const ModuleSet& set, const std::vector<std::string>& only,
                            const std::vector<std::string>& without) {
  LibraryTexts texts = texts_of(set);
  std::erase_if(texts.modules, [&](const gmf::ModuleText& module) {
    return is_top_level(module.key) && ((!only.empty() && !fits_any(only, module.key)) || fits_any(without, module.key));
  });
  return gmf::load_modules(texts.modules, texts.tables);
}

void check_names(const ModuleSet& set, std::string_view pointer, const std::vector<std::string>& names,
                 std::vector<Finding>& findings) {
  std::vector<std::string_view> known;
  const LibraryTexts texts = texts_of(set);
  for (const gmf::ModuleText& module : texts.modules) {
    if (is_top_level(module.key)) known.push_back(module.key);
  }
  for (const std::string& name : names) {
    if (std::any_of(known.begin(), known.end(), [&](std::string_view key) { return matches_pattern(key, name); })) continue;
    const auto meant = nearest(name, known);
    findings.push_back({std::string(pointer) + "/" + std::to_string(&name - names.data()),
                        "there is no top-level module \"" + config::printable(name) + "\"",
                        meant ? "did you mean \"" + std::string(*meant) + "\"?" : ""});
  }
}

}  // namespace

gmf::LoadResult load(const ModuleSet& set) { return load_chosen(set, {}, {}); }

std::vector<std::string> keys_of(const ModuleSet& set) {
  std::vector<std::string> keys;
  const LibraryTexts texts = texts_of(set);
  for (const gmf::ModuleText& module : texts.modules) {
    const bool is_own = set.modules.empty() || std::any_of(set.modules.begin(), set.modules.end(), [&](const ModuleText& own) {
      return own.key == module.key;
    });
    if (is_own && std::find(keys.begin(), keys.end(), module.key) == keys.end()) keys.emplace_back(module.key);
  }
  return keys;
}

Result<std::shared_ptr<const gmf::Program>> load_set(const ModuleSet& set, const std::vector<std::string>& only,
                                                     const std::vector<std::string>& without) {
  std::vector<Finding> findings;
  check_names(set, "/modules/only", only, findings);
  check_names(set, "/modules/without", without, findings);
  if (!findings.empty()) return fail(ErrorKind::kInvalidInput, "the choice of modules is not right", std::move(findings));
  gmf::LoadResult loaded = load_chosen(set, only, without);
  if (loaded.program) return std::make_shared<const gmf::Program>(*std::move(loaded.program));
  Error error = loaded.findings.as_error("the modules have " + count_of(loaded.findings.count(gmf::Severity::kError), "error"));
  return std::unexpected(std::move(error));
}

std::optional<gmf::ModuleText> text_of(const ModuleSet& set, std::string_view key) {
  const LibraryTexts texts = texts_of(set);
  const auto found = std::find_if(texts.modules.rbegin(), texts.modules.rend(),
                                  [&](const gmf::ModuleText& module) { return module.key == key; });
  return found == texts.modules.rend() ? std::nullopt : std::optional(*found);
}

Error no_such_module(std::string_view key, const std::vector<std::string>& keys) {
  const std::vector<std::string_view> known(keys.begin(), keys.end());
  const auto meant = nearest(key, known);
  return {ErrorKind::kInvalidInput,
          "there is no module \"" + config::printable(key) + "\"" +
              (meant ? " (did you mean \"" + std::string(*meant) + "\"?)" : ""),
          {}};
}

std::string file_of(const ModuleSet& set, std::string_view key_or_name) {
  const auto module = std::find_if(set.modules.rbegin(), set.modules.rend(),
                                   [&](const ModuleText& text) { return text.key == key_or_name; });
  if (module != set.modules.rend()) return module->file.empty() ? module->key + ".json" : module->file;
  const auto table = std::find_if(set.tables.rbegin(), set.tables.rend(),
                                  [&](const LookupTableText& text) { return text.name == key_or_name; });
  if (table != set.tables.rend() && !table->file.empty()) return table->file;
  return std::string(key_or_name);
}

Status check_format(std::string_view format, std::string_view first, std::string_view second) {
  if (format == first || format == second) return {};
  return fail(ErrorKind::kInvalidInput, "unknown format \"" + config::printable(format) + "\"; known formats are " +
                                            std::string(first) + " and " + std::string(second));
}

std::string count_of(std::uint64_t count, std::string_view thing) {
  return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

// A file's name may be any bytes: JSON takes UTF-8 alone.
config::JsonValue json_text(std::string_view text) {
  std::string clean(text);
  while (const auto invalid = first_invalid_utf8(clean)) clean[*invalid] = '?';
  return config::JsonValue::of_string(clean);
}
config::JsonValue json_count(std::uint64_t count) { return config::JsonValue::of_unsigned(count); }
config::JsonValue json_truth(bool truth) {
  config::JsonValue value;
  value.kind = config::JsonValue::Kind::kBoolean;
  value.boolean = truth;
  return value;
}

TextTable::TextTable(std::vector<std::string> columns) {
  for (std::string& column : columns) {
    right_.push_back(column.starts_with('>'));
    if (right_.back()) column.erase(0, 1);
  }
  rows_.push_back(std::move(columns));
}

// Columns of a terminal that a text takes, as far as counting characters tells.
static std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(right_.size());
  for (const std::vector<std::string>& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], width_of(row[column]));
    }
  }
  std::string text;
  for (const std::vector<std::string>& row : rows_) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::size_t room = widths[column] - width_of(row[column]);
      if (column > 0) line += "  ";
      if (right_[column]) line.append(room, ' ');
      line += row[column];
      if (!right_[column]) line.append(room, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text;
}

}  // namespace polyclinic::run

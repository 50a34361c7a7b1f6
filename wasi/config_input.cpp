// Turns options into settings and puts them into the config.
#include "config_input.h"

#include <algorithm>
#include <array>

#include "module_files.h"
#include "platform.h"
#include "polyclinic/config.h"

namespace polyclinic::command_line {
namespace {

std::string quote(std::string_view text) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHexadecimal[byte >> 4];
      out += kHexadecimal[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string quote_list(std::string_view text) {
  std::string out = "[";
  while (true) {
    const std::size_t comma = text.find(',');
    out += quote(text.substr(0, comma));
    if (comma == std::string_view::npos) {
      return out + "]";
    }
    out += ", ";
    text.remove_prefix(comma + 1);
  }
}

bool is_json(const std::string& text) {
  const std::array probe{Setting{"/value", text}};
  return with_settings("{}", probe).has_value();
}

// Modules and tables from folders and files, as the config takes them.
Status add_modules(std::span<const std::string_view> paths, std::vector<Setting>& settings) {
  const Result<ModuleFiles> read = read_modules(paths);
  if (!read.has_value()) {
    return std::unexpected(read.error());
  }
  std::string modules;
  for (const ModuleText& module : read->set.modules) {
    modules += (modules.empty() ? "[" : ", ") + ("{\"name\": " + quote(module.key)) + ", \"json\": " + quote(module.json) + "}";
  }
  std::string tables;
  for (const LookupTableText& table : read->set.tables) {
    tables += (tables.empty() ? "[" : ", ") + ("{\"name\": " + quote(table.name)) + ", \"csv\": " + quote(table.csv) + "}";
  }
  settings.push_back({"/modules/files", modules + "]"});
  if (!tables.empty()) {
    settings.push_back({"/modules/tables", tables + "]"});
  }
  return {};
}

// What opens a JSON text but is none stays as it is, to be reported as bad JSON; any other word is a string.
std::string value_or_string(std::string_view text) {
  const bool opens_json = !text.empty() && std::string_view("[{\"").find(text.front()) != std::string_view::npos;
  std::string value(text);
  return opens_json || is_json(value) ? value : quote(text);
}

Result<Setting> parse_setting(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return fail(ErrorKind::kInvalidInput,
                "--set " + std::string(text) + ": write POINTER=VALUE, for example --set /filters/age/min=18");
  }
  const std::string_view pointer = text.substr(0, equals);
  if (!pointer.starts_with('/')) {
    return fail(ErrorKind::kInvalidInput,
                "--set " + std::string(text) + ": a pointer begins with /, for example --set /" + std::string(text));
  }
  return Setting{std::string(pointer), value_or_string(text.substr(equals + 1))};
}

}  // namespace

Result<ConfigInput> ConfigInput::read(const Arguments& arguments) {
  ConfigInput input;
  if (const std::string_view file = arguments.value("--config"); !file.empty()) {
    input.file_ = file == "-" ? "standard input" : std::string(file);
    Result<std::string> text = read_text(std::string(file));
    if (!text.has_value()) {
      return std::unexpected(std::move(text).error());
    }
    input.text_ = *std::move(text);
  }
  std::vector<Setting> settings;
  std::vector<std::pair<const Flag*, std::string>> repeated;  // the array so far, without its closing bracket
  std::vector<std::string_view> module_paths;
  for (const auto& [flag, value] : arguments.given()) {
    std::string origin(flag->name);
    if (origin == "--modules") {
      module_paths.push_back(value);
      continue;
    }
    Setting setting{std::string(flag->pointer), {}};
    switch (flag->form) {
      case SettingForm::kNone:
        if (flag->name != "--set") {
          continue;
        } else if (Result<Setting> parsed = parse_setting(value); parsed.has_value()) {
          setting = *std::move(parsed);
          origin += " " + setting.pointer;
        } else {
          return std::unexpected(std::move(parsed).error());
        }
        break;
      case SettingForm::kValue: setting.value = value_or_string(value); break;
      case SettingForm::kString: setting.value = quote(value); break;
      case SettingForm::kList: setting.value = quote_list(value); break;
      case SettingForm::kRepeated: {
        const Flag* repeated_flag = flag;
        auto list = std::find_if(repeated.begin(), repeated.end(),
                                 [&](const auto& entry) { return entry.first == repeated_flag; });
        if (list == repeated.end()) {
          repeated.emplace_back(flag, "[" + quote(value));
          list = repeated.end() - 1;
        } else {
          list->second += ", " + quote(value);
        }
        setting.value = list->second + "]";
        break;
      }
    }
    input.origins_.emplace_back(setting.pointer, std::move(origin));
    settings.push_back(std::move(setting));
  }
  if (!module_paths.empty()) {
    if (Status read = add_modules(module_paths, settings); !read) {
      return std::unexpected(std::move(read).error());
    }
    input.origins_.emplace_back("/modules/files", "--modules");
    input.origins_.emplace_back("/modules/tables", "--modules");
  }
  if (settings.empty()) {
    return input;
  }
  Result<std::string> text = with_settings(input.text_, settings);
  if (!text.has_value()) {
    return std::unexpected(input.explain(std::move(text).error()));
  }
  input.text_ = *std::move(text);
  return input;
}

Error ConfigInput::explain(Error error) const {
  bool about_file = false;
  for (Finding& finding : error.findings) {
    // The option given last decided the value.
    const auto origin = std::find_if(origins_.rbegin(), origins_.rend(), [&](const auto& entry) {
      return finding.where.starts_with(entry.first) &&
             (finding.where.size() == entry.first.size() || finding.where[entry.first.size()] == '/');
    });
    if (origin == origins_.rend()) {
      about_file = true;
    } else if (origin->second.starts_with("--set ") && finding.where == origin->first) {
      finding.where = origin->second;
    } else {
      finding.where = origin->second + " (" + finding.where + ")";
    }
  }
  if (!file_.empty() && (about_file || error.findings.empty())) {
    error.message = file_ + ": " + error.message;
  }
  return error;
}

}  // namespace polyclinic::command_line

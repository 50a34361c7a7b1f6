// Walks folders and follows references.
#include "module_files.h"

#include <algorithm>

#include "platform.h"

namespace polyclinic::command_line {
namespace {

constexpr std::string_view kModule = ".json";
constexpr std::string_view kTable = ".csv";
constexpr std::string_view kTableFolder = "lookup_tables";
constexpr std::size_t kMostFiles = 2000;  // as many modules as the engine takes, and as many tables
constexpr int kDeepest = 16;              // folders within each other; a link to a folder above ends here too

std::string joined(const std::string& folder, std::string_view name) {
  return folder.empty() || folder.ends_with('/') ? folder + std::string(name) : folder + "/" + std::string(name);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

// A name that leads nowhere but below the folder: modules are input from strangers.
bool stays_below(std::string_view name) {
  return !name.empty() && !name.starts_with('/') && name.find("..") == std::string_view::npos &&
         name.find('\\') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

class Reader {
 public:
  Status read(const std::string& path) {
    if (path == "-") {
      return add_module("stdin", path, "standard input");
    }
    switch (kind_of(path)) {
      case PathKind::kFolder: return read_folder(path, path, {}, 0);
      case PathKind::kFile: return read_file(path);
      case PathKind::kNothing:
        return fail(ErrorKind::kInvalidInput, "cannot read " + path + ": " + system_reason());
      case PathKind::kOther: break;
    }
    return fail(ErrorKind::kInvalidInput, path + " is neither a file nor a folder");
  }

  // What the modules of single files call, and what those call.
  Status follow() {
    for (std::size_t index = 0; index < files_.set.modules.size(); ++index) {
      const std::string root = roots_[index];
      if (root.empty()) {
        continue;
      }
      const ModuleReferences references = module_references(files_.set.modules[index].json);
      for (const std::string& key : references.submodules) {
        const std::string path = joined(root == "." ? "" : root, key + std::string(kModule));
        if (!has_module(key) && stays_below(key) && kind_of(path) == PathKind::kFile) {
          if (Status added = add_module(key, path, path); !added) {
            return added;
          }
          roots_.back() = root;
        }
      }
      for (const std::string& name : references.tables) {
        if (Status found = find_table(root == "." ? "" : root, name); !found) {
          return found;
        }
      }
    }
    return {};
  }

  ModuleFiles take() { return std::move(files_); }

 private:
  Status read_file(const std::string& path) {
    if (!path.ends_with(kModule)) {
      return fail(ErrorKind::kInvalidInput, path + " is no module: name a .json file, or a folder of them");
    }
    const std::string folder = folder_of(path);
    const std::string name = path.substr(folder.size());
    std::string key = name.substr(0, name.size() - kModule.size());
    for (std::size_t index = 0; index < roots_.size(); ++index) {
      const ModuleText& other = files_.set.modules[index];
      if (!roots_[index].empty() && other.key == key) {
        return fail(ErrorKind::kInvalidInput, other.file + " and " + path + " are both the module " + key + ": name one of them");
      }
    }
    files_.about.push_back(key);
    Status added = add_module(std::move(key), path, path);
    if (!added) {
      return added;
    }
    roots_.back() = folder.empty() ? "." : folder;
    return added;
  }

  Status read_folder(const std::string& root, const std::string& folder, const std::string& prefix, int depth) {
    if (depth > kDeepest) {
      return fail(ErrorKind::kInvalidInput, folder + " lies too deep: folders of modules may be " + std::to_string(kDeepest) + " deep");
    }
    const Result<std::vector<std::string>> names = names_in_folder(folder);
    if (!names.has_value()) {
      return std::unexpected(names.error());
    }
    const std::size_t before = files_.set.modules.size();
    for (const std::string& name : *names) {
      const std::string path = joined(folder, name);
      const PathKind kind = kind_of(path);
      Status status;
      if (kind == PathKind::kFolder) {
        status = depth == 0 && name == kTableFolder ? read_tables(path) : read_folder(root, path, prefix + name + "/", depth + 1);
      } else if (kind == PathKind::kFile && name.ends_with(kModule)) {
        std::string key = prefix + name.substr(0, name.size() - kModule.size());
        files_.about.push_back(key);
        status = add_module(std::move(key), path, path);
      }
      if (!status) {
        return status;
      }
    }
    if (depth == 0 && files_.set.modules.size() == before) {
      return fail(ErrorKind::kInvalidInput, "there is no module in the folder " + folder + ": modules are .json files");
    }
    return {};
  }

  Status read_tables(const std::string& folder) {
    const Result<std::vector<std::string>> names = names_in_folder(folder);
    if (!names.has_value()) {
      return std::unexpected(names.error());
    }
    for (const std::string& name : *names) {
      if (!name.ends_with(kTable)) {
        continue;
      }
      if (Status added = add_table(name, joined(folder, name)); !added) {
        return added;
      }
    }
    return {};
  }

  Status find_table(const std::string& root, const std::string& name) {
    const bool is_known = std::any_of(files_.set.tables.begin(), files_.set.tables.end(),
                                      [&](const LookupTableText& table) { return table.name == name; });
    if (is_known || !stays_below(name)) {
      return {};
    }
    for (const std::string& path : {joined(root, std::string(kTableFolder) + "/" + name), joined(root, name)}) {
      if (kind_of(path) == PathKind::kFile) {
        return add_table(name, path);
      }
    }
    return {};
  }

  Status add_module(std::string key, const std::string& path, const std::string& file) {
    Result<std::string> text = read_text(path);
    if (!text.has_value()) {
      return std::unexpected(std::move(text).error());
    }
    if (files_.set.modules.size() >= kMostFiles) {
      return fail(ErrorKind::kInvalidInput, "there are more than " + std::to_string(kMostFiles) + " modules");
    }
    if (path == "-") {
      files_.about.push_back(key);
    }
    files_.set.modules.push_back({std::move(key), *std::move(text), file});
    roots_.emplace_back();
    return {};
  }

  Status add_table(const std::string& name, const std::string& path) {
    Result<std::string> text = read_text(path);
    if (!text.has_value()) {
      return std::unexpected(std::move(text).error());
    }
    if (files_.set.tables.size() >= kMostFiles) {
      return fail(ErrorKind::kInvalidInput, "there are more than " + std::to_string(kMostFiles) + " lookup tables");
    }
    files_.set.tables.push_back({name, *std::move(text), path});
    return {};
  }

  bool has_module(std::string_view key) const {
    return std::any_of(files_.set.modules.begin(), files_.set.modules.end(),
                       [&](const ModuleText& module) { return module.key == key; });
  }

  ModuleFiles files_;
  std::vector<std::string> roots_;  // by module: the folder that its references begin at; empty: it brought them along
};

}  // namespace

Result<ModuleFiles> read_modules(std::span<const std::string_view> paths) {
  Reader reader;
  for (const std::string_view path : paths) {
    if (Status read = reader.read(std::string(path)); !read) {
      return std::unexpected(std::move(read).error());
    }
  }
  if (Status followed = reader.follow(); !followed) {
    return std::unexpected(std::move(followed).error());
  }
  return reader.take();
}

}  // namespace polyclinic::command_line

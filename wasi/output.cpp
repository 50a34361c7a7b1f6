// The folder and the archive as sinks of a job.
#include "output.h"

#include <algorithm>

#include "file_writer.h"
#include "platform.h"
#include "polyclinic/manifest.h"

namespace polyclinic::command_line {
namespace {

constexpr int kStandardOutput = 1;
constexpr std::string_view kManifest = "manifest.json";

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string without_trailing_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') {
    path.pop_back();
  }
  return path;
}

// The folders that a run made, to be taken away again, if they are empty, unless it is kept.
class MadeFolders {
 public:
  MadeFolders() = default;
  MadeFolders(const MadeFolders&) = delete;
  MadeFolders& operator=(const MadeFolders&) = delete;
  ~MadeFolders() {
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) {
      remove_folder(*folder);
    }
  }

  Status make(const std::string& path) {
    switch (kind_of(path)) {
      case PathKind::kFolder: return {};
      case PathKind::kFile:
      case PathKind::kOther:
        return fail(ErrorKind::kInvalidInput, "cannot make the folder " + path + ": a file has that name");
      case PathKind::kNothing: break;
    }
    if (const std::string parent = parent_of(path); parent != path) {
      if (Status made = make(parent); !made) {
        return made;
      }
    }
    if (!make_folder(path)) {
      const std::string reason = system_reason();
      if (kind_of(path) == PathKind::kFolder) {  // "a//b": its parent "a/" was made as "a"
        return {};
      }
      return fail(ErrorKind::kRunFailed, "cannot make the folder " + path + ": " + reason);
    }
    made_.push_back(path);
    return {};
  }

  void keep() { made_.clear(); }

 private:
  std::vector<std::string> made_;
};

class FolderOutput final : public Output {
 public:
  static Result<std::unique_ptr<Output>> open(const std::string& path, std::span<const OutputFile> files, bool force) {
    auto output = std::unique_ptr<FolderOutput>(new FolderOutput());
    if (Status prepared = output->prepare(path, files, force); !prepared) {
      return std::unexpected(std::move(prepared).error());
    }
    return output;
  }

  // Files that have their names already when a later one cannot have its own go too: half a dataset is none.
  ~FolderOutput() override {
    for (const std::string& path : published_) {
      remove_file(path);
    }
    files_.clear();  // before the folders that they are in
  }

  Status write(uint32_t output, std::string_view bytes) override { return files_[output].write(bytes); }

  Status finish() override {
    for (FileWriter& file : files_) {
      if (Status complete = file.complete(); !complete) {
        return complete;
      }
    }
    for (const std::string& path : outdated_) {
      remove_file(path);  // one that has gone already, or cannot go, is not listed by the new manifest
      remove_folder(parent_of(path));
    }
    for (FileWriter& file : files_) {  // the manifest is the last of the job's files
      if (Status published = file.publish(); !published) {
        return published;
      }
      published_.push_back(file.path());
    }
    published_.clear();
    folders_.keep();
    return {};
  }

 private:
  FolderOutput() = default;

  Status prepare(const std::string& path, std::span<const OutputFile> files, bool force) {
    const PathKind kind = kind_of(path);
    if (kind == PathKind::kFile || kind == PathKind::kOther) {
      return fail(ErrorKind::kInvalidInput,
                  path + " is no folder; name a folder, a file that ends in .zip, or - for standard output");
    }
    const std::string manifest = path + "/" + std::string(kManifest);
    if (kind == PathKind::kFolder && !force) {
      if (Status free = refuse_dataset(path, manifest, files); !free) {
        return free;
      }
    }
    find_outdated(path, manifest, files);
    // Without its manifest the old dataset is none, from the first byte that is overwritten on.
    if (kind_of(manifest) != PathKind::kNothing && !remove_file(manifest)) {
      return fail(ErrorKind::kRunFailed, "cannot remove " + manifest + ": " + system_reason());
    }
    for (const OutputFile& file : files) {
      const std::string name = path + "/" + file.name;
      if (Status made = folders_.make(parent_of(name)); !made) {
        return made;
      }
      Result<FileWriter> writer = FileWriter::create(name);
      if (!writer.has_value()) {
        return std::unexpected(std::move(writer).error());
      }
      files_.push_back(*std::move(writer));
    }
    return {};
  }

  // Files of the dataset to be overwritten that the new one will not have: other tables, other formats.
  void find_outdated(const std::string& path, const std::string& manifest, std::span<const OutputFile> files) {
    if (kind_of(manifest) != PathKind::kFile) {
      return;
    }
    const Result<std::string> text = read_text(manifest);
    if (!text.has_value()) {
      return;
    }
    const Result<std::vector<std::string>> names = files_of_manifest(*text);
    if (!names.has_value()) {  // somebody else's: what it lists is not ours to remove
      return;
    }
    for (const std::string& name : *names) {
      const bool is_kept = std::any_of(files.begin(), files.end(), [&](const OutputFile& file) { return file.name == name; });
      if (!is_kept) {
        outdated_.push_back(path + "/" + name);
      }
    }
  }

  static Status refuse_dataset(const std::string& path, const std::string& manifest,
                               std::span<const OutputFile> files) {
    constexpr std::string_view kHint = "; use --force to overwrite it, or another folder";
    if (kind_of(manifest) != PathKind::kNothing) {
      return fail(ErrorKind::kInvalidInput,
                  path + " holds a dataset already (" + std::string(kManifest) + ")" + std::string(kHint));
    }
    // The manifest of an interrupted run: the files beside it are that run's.
    if (kind_of(FileWriter::partial_name(manifest)) == PathKind::kFile) {
      return {};
    }
    const auto found = std::find_if(files.begin(), files.end(), [&](const OutputFile& file) {
      return kind_of(path + "/" + file.name) != PathKind::kNothing;
    });
    if (found != files.end()) {
      return fail(ErrorKind::kInvalidInput, path + " has a file " + found->name + " already" + std::string(kHint));
    }
    return {};
  }

  MadeFolders folders_;  // before the files: destroyed after them
  std::vector<FileWriter> files_;
  std::vector<std::string> published_;
  std::vector<std::string> outdated_;
};

class ArchiveOutput final : public Output {
 public:
  static Result<std::unique_ptr<Output>> open(const std::string& path, bool force) {
    if (path == "-") {
      if (is_terminal(kStandardOutput)) {
        return fail(ErrorKind::kInvalidInput,
                    "standard output is a terminal; redirect it (> people.zip) or name a file");
      }
      return std::unique_ptr<Output>(new ArchiveOutput(FileWriter::standard_output(), nullptr));
    }
    const PathKind kind = kind_of(path);
    if (kind == PathKind::kFolder || kind == PathKind::kOther) {
      return fail(
          ErrorKind::kInvalidInput,
          path + (kind == PathKind::kFolder ? " is a folder" : " is no ordinary file") + "; name another ZIP file");
    }
    if (kind == PathKind::kFile && !force) {
      return fail(ErrorKind::kInvalidInput, path + " is there already; use --force to overwrite it, or another name");
    }
    auto folders = std::make_unique<MadeFolders>();
    if (Status made = folders->make(parent_of(path)); !made) {
      return std::unexpected(std::move(made).error());
    }
    Result<FileWriter> file = FileWriter::create(path);
    if (!file.has_value()) {
      return std::unexpected(std::move(file).error());
    }
    return std::unique_ptr<Output>(new ArchiveOutput(*std::move(file), std::move(folders)));
  }

  Status write(uint32_t, std::string_view bytes) override { return file_.write(bytes); }

  Status finish() override {
    Status status = file_.complete();
    if (status) {
      status = file_.publish();
    }
    if (status && folders_) {
      folders_->keep();
    }
    return status;
  }

 private:
  ArchiveOutput(FileWriter file, std::unique_ptr<MadeFolders> folders)
      : folders_(std::move(folders)), file_(std::move(file)) {}

  std::unique_ptr<MadeFolders> folders_;  // before the file: destroyed after it
  FileWriter file_;
};

}  // namespace

Container container_of(std::string_view path) {
  const auto ends_in_zip = [&] {
    if (path.size() < 4) {
      return false;
    }
    const std::string_view end = path.substr(path.size() - 4);
    return end == ".zip" || end == ".ZIP" || end == ".Zip";
  };
  return path == "-" || ends_in_zip() ? Container::kZip : Container::kFiles;
}

std::string spool_folder(const std::string& path) { return path == "-" ? temporary_folder() : parent_of(path); }

Result<std::unique_ptr<Output>> open_output(const std::string& path, std::span<const OutputFile> files, bool force) {
  return container_of(path) == Container::kZip ? ArchiveOutput::open(path, force)
                                               : FolderOutput::open(without_trailing_slashes(path), files, force);
}

}  // namespace polyclinic::command_line

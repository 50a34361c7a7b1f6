// One unbuffered file, read and written at 64-bit offsets. Not portable to systems without fseeko.

// fseeko takes 64 bits on 32-bit systems as well.
#define _FILE_OFFSET_BITS 64

#include "engine/archive/file_spool.h"

#include <stdio.h>      // fseeko is POSIX, not C
#include <sys/types.h>  // off_t

#include <cerrno>
#include <cstring>

#include "engine/foundation/result.h"

static_assert(sizeof(off_t) == 8, "archives are larger than 2 GiB");

namespace polyclinic::archive {

namespace {

// So many files of programs that ended too early, or run now, are stepped over.
constexpr int kMostNames = 1000;

std::string system_reason(int code) { return code == 0 ? "no reason given" : std::strerror(code); }

}  // namespace

Result<std::unique_ptr<FileSpool>> FileSpool::create(const std::string& directory) {
  const std::string stem = (directory.empty() ? std::string(".") : directory) + "/.polyclinic-spool-";
  for (int number = 0; number < kMostNames; ++number) {
    std::string path = stem + std::to_string(number);
    errno = 0;
    // x: fails when the file is there, so that no other program's file is ever touched.
    std::FILE* file = std::fopen(path.c_str(), "w+bx");
    if (file == nullptr) {
      const int code = errno;
      if (code == EEXIST) {
        continue;
      }
      return fail(ErrorKind::kRunFailed, "cannot make a temporary file",
                  {{path, system_reason(code), "name a folder that can be written to"}});
    }
    // Pieces are large already, and a full disk is to be noticed by the write that meets it.
    std::setvbuf(file, nullptr, _IONBF, 0);
    if (std::remove(path.c_str()) == 0) {
      path.clear();
    }
    return std::unique_ptr<FileSpool>(new FileSpool(file, std::move(path), directory));
  }
  return fail(ErrorKind::kRunFailed, "cannot make a temporary file",
              {{stem + "*", "too many are there already", "remove them if no other run is using them"}});
}

FileSpool::FileSpool(std::FILE* file, std::string path, std::string directory)
    : file_(file), path_(std::move(path)), directory_(std::move(directory)) {}

FileSpool::~FileSpool() {
  std::fclose(file_);
  if (!path_.empty()) {
    std::remove(path_.c_str());
  }
}

Status FileSpool::append(std::string_view bytes) {
  errno = 0;
  if (fseeko(file_, static_cast<off_t>(size_), SEEK_SET) != 0 ||
      std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
    return fail(ErrorKind::kRunFailed, "cannot write the temporary file for compressed data that has to wait",
                {{directory_, system_reason(errno) + " after " + std::to_string(size_) + " bytes",
                  "free some disk space there or name another folder; the archive was not finished"}});
  }
  size_ += bytes.size();
  return {};
}

Status FileSpool::read(std::uint64_t offset, char* into, std::size_t size) {
  errno = 0;
  if (fseeko(file_, static_cast<off_t>(offset), SEEK_SET) != 0 || std::fread(into, 1, size, file_) != size) {
    return fail(ErrorKind::kRunFailed, "cannot read the temporary file back",
                {{directory_, system_reason(errno) + " at byte " + std::to_string(offset), ""}});
  }
  return {};
}

}  // namespace polyclinic::archive

namespace polyclinic {

Result<std::unique_ptr<Spool>> open_file_spool(const std::string& directory) {
  POLYCLINIC_ASSIGN(std::unique_ptr<Spool> spool, archive::FileSpool::create(directory));
  return spool;
}

}  // namespace polyclinic

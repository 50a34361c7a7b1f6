// Buffering, and what a failed write is called.
#include "file_writer.h"

#include <utility>

#include "platform.h"

namespace polyclinic::command_line {
namespace {

// Large enough that a system call costs nothing, small enough for a hundred files at once.
constexpr std::size_t kBufferSize = 128u << 10;
constexpr int kStandardOutput = 1;

}  // namespace

Result<FileWriter> FileWriter::create(std::string path) {
  const std::string partial = partial_name(path);
  const int descriptor = open_for_writing(partial);
  if (descriptor < 0) {
    return fail(ErrorKind::kRunFailed, "cannot write " + partial + ": " + system_reason());
  }
  return FileWriter(std::move(path), descriptor);
}

FileWriter FileWriter::standard_output() { return {std::string(), kStandardOutput}; }

FileWriter::FileWriter(FileWriter&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      published_(std::exchange(other.published_, true)),
      buffer_(std::move(other.buffer_)) {}

FileWriter::~FileWriter() {
  if (is_standard_output()) {
    return;
  }
  if (descriptor_ >= 0) {
    close_file(descriptor_);
  }
  if (!published_) {
    remove_file(partial_name(path_));
  }
}

Status FileWriter::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() <= kBufferSize) {
    buffer_.append(bytes);
    return {};
  }
  if (Status written = write_through(buffer_); !written) {
    return written;
  }
  buffer_.clear();
  if (bytes.size() <= kBufferSize / 2) {
    buffer_.append(bytes);
    return {};
  }
  return write_through(bytes);
}

Status FileWriter::write_through(std::string_view bytes) {
  if (write_all(descriptor_, bytes)) {
    return {};
  }
  if (Interruptions::signal() != 0) {
    return fail(ErrorKind::kCancelled, "the run was cancelled");
  }
  if (!is_standard_output()) {
    return fail(ErrorKind::kRunFailed, "cannot write " + partial_name(path_) + ": " + system_reason());
  }
  if (reader_is_gone()) {
    return fail(ErrorKind::kRunFailed, "standard output was closed by its reader before everything was written");
  }
  return fail(ErrorKind::kRunFailed, "cannot write to standard output: " + system_reason());
}

Status FileWriter::complete() {
  if (Status written = write_through(buffer_); !written) {
    return written;
  }
  buffer_ = std::string();
  if (!is_standard_output() && !close_file(std::exchange(descriptor_, -1))) {
    return fail(ErrorKind::kRunFailed, "cannot finish " + partial_name(path_) + ": " + system_reason());
  }
  return {};
}

Status FileWriter::publish() {
  if (!is_standard_output() && !rename_file(partial_name(path_), path_)) {
    return fail(ErrorKind::kRunFailed,
                "cannot rename " + partial_name(path_) + " to " + path_ + ": " + system_reason());
  }
  published_ = true;
  return {};
}

}  // namespace polyclinic::command_line

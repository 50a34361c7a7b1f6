// POSIX calls, as far as both Linux or macOS and wasi-libc have them.
#include "platform.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>

#ifndef __wasi__
#include <sys/ioctl.h>
#include <sys/resource.h>

#include <csignal>
#endif

namespace polyclinic::command_line {
namespace {

constexpr std::size_t kLargestText = 64u << 20;
constexpr std::size_t kPieceSize = 256u << 10;

// Kept apart from errno: a clean-up between the failing call and its message may change that.
int last_error = 0;

bool succeeded(bool success) {
  if (!success) {
    last_error = errno;
  }
  return success;
}

}  // namespace

std::string_view platform_name() {
#ifdef __wasi__
  return "wasi";
#else
  return "native";
#endif
}

double monotonic_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::uint64_t peak_memory_bytes() {
#ifdef __wasi__
  // Linear memory never shrinks: what it is now is the most that it was.
  return static_cast<std::uint64_t>(__builtin_wasm_memory_size(0)) * 65536;
#else
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) {
    return 0;
  }
#ifdef __APPLE__
  return static_cast<std::uint64_t>(usage.ru_maxrss);  // bytes there, kilobytes on Linux
#else
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
#endif
#endif
}

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

int terminal_width(int descriptor) {
#ifndef __wasi__
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
#endif
  (void)descriptor;
  return 80;
}

std::string system_reason() { return std::strerror(last_error); }

bool reader_is_gone() { return last_error == EPIPE; }

PathKind kind_of(const std::string& path) {
  struct stat status{};
  if (!succeeded(stat(path.c_str(), &status) == 0)) {
    return PathKind::kNothing;
  }
  if (S_ISDIR(status.st_mode)) {
    return PathKind::kFolder;
  }
  return S_ISREG(status.st_mode) ? PathKind::kFile : PathKind::kOther;
}

Status read_pieces(const std::string& path, const std::function<Status(std::string_view)>& take) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  const int descriptor = standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY);
  if (!succeeded(descriptor >= 0)) {
    return fail(ErrorKind::kInvalidInput, "cannot read " + name + ": " + system_reason());
  }
  std::vector<char> bytes(kPieceSize);
  Status status;
  ssize_t count = 0;
  do {
    count = read(descriptor, bytes.data(), bytes.size());
    if (count > 0) {
      status = take({bytes.data(), static_cast<std::size_t>(count)});
    }
  } while (status && (count > 0 || (count < 0 && errno == EINTR)));
  const bool complete = succeeded(count >= 0);
  if (!standard_input) {
    close(descriptor);
  }
  if (status && !complete) {
    return fail(ErrorKind::kInvalidInput, "cannot read " + name + ": " + system_reason());
  }
  return status;
}

Result<std::string> read_text(const std::string& path) {
  std::string text;
  const Status read = read_pieces(path, [&](std::string_view bytes) -> Status {
    text += bytes;
    if (text.size() > kLargestText) {
      return fail(ErrorKind::kInvalidInput, (path == "-" ? "standard input" : path) + " is larger than 64 MiB");
    }
    return {};
  });
  if (!read) {
    return std::unexpected(read.error());
  }
  return text;
}

Result<std::vector<std::string>> names_in_folder(const std::string& path) {
  DIR* folder = opendir(path.c_str());
  if (!succeeded(folder != nullptr)) {
    return fail(ErrorKind::kInvalidInput, "cannot read the folder " + path + ": " + system_reason());
  }
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] != '.') {
      names.emplace_back(entry->d_name);
    }
  }
  closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

bool make_folder(const std::string& path) { return succeeded(mkdir(path.c_str(), 0777) == 0); }
bool remove_folder(const std::string& path) { return succeeded(rmdir(path.c_str()) == 0); }
bool remove_file(const std::string& path) { return succeeded(unlink(path.c_str()) == 0); }
bool rename_file(const std::string& from, const std::string& to) {
  return succeeded(rename(from.c_str(), to.c_str()) == 0);
}

int open_for_writing(const std::string& path) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  succeeded(descriptor >= 0);
  return descriptor;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return succeeded(false);
    }
    bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    // A reader that sleeps would keep the next call waiting for ever.
    if (!bytes.empty() && Interruptions::signal() != 0) {
      return false;
    }
  }
  return true;
}

bool close_file(int descriptor) { return succeeded(close(descriptor) == 0); }

std::string temporary_folder() {
  const char* chosen = std::getenv("TMPDIR");
  if (chosen != nullptr && *chosen != '\0') {
    return chosen;
  }
#ifdef __wasi__
  return ".";
#else
  return "/tmp";
#endif
}

#ifdef __wasi__

Interruptions::Interruptions() = default;
Interruptions::~Interruptions() = default;
void Interruptions::hold() {}
void Interruptions::release(Job*) {}
int Interruptions::signal() { return 0; }

#else

namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
std::atomic<Job*> job_to_cancel{nullptr};
std::atomic<int> arrived{0};
static_assert(std::atomic<Job*>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void receive(int number) {
  arrived.store(number);
  if (Job* job = job_to_cancel.load(); job != nullptr) {
    job->cancel();
  }
}

sigset_t signal_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : kSignals) {
    sigaddset(&set, number);
  }
  return set;
}

}  // namespace

Interruptions::Interruptions() {
  struct sigaction action{};
  action.sa_handler = receive;
  // Not SA_RESTART: a write that waits for a slow reader must come back. SA_RESETHAND: the second signal ends at once.
  action.sa_flags = SA_RESETHAND;
  for (const int number : kSignals) {
    struct sigaction present{};
    // Ignored by whoever started us (nohup, a background job): stays so.
    if (sigaction(number, nullptr, &present) == 0 && present.sa_handler != SIG_IGN) {
      sigaction(number, &action, nullptr);
    }
  }
}

Interruptions::~Interruptions() { release(nullptr); }

void Interruptions::hold() {
  const sigset_t set = signal_set();
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

void Interruptions::release(Job* job) {
  job_to_cancel.store(job);
  const sigset_t set = signal_set();
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

int Interruptions::signal() { return arrived.load(); }

#endif

void prepare_process() {
#ifndef __wasi__
  std::signal(SIGPIPE, SIG_IGN);
#endif
  std::set_new_handler([] {
    constexpr std::string_view kMessage = "polyclinic: out of memory; use fewer threads, tables or formats\n";
    // Straight to the descriptor: anything else may want memory. There is nobody to tell when this fails too.
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kMessage.data(), kMessage.size());
    _exit(1);
  });
}

}  // namespace polyclinic::command_line

// Lays out the summary: a table with one column of bytes for each format.
#include "summary.h"

#include <algorithm>
#include <vector>

#include "people_text.h"
#include "polyclinic/checksum.h"

namespace polyclinic::command_line {
namespace {

struct Row {
  std::string table;
  std::uint64_t rows = 0;
  std::vector<std::uint64_t> bytes;  // by format
};

void append_right(std::string& text, std::string_view cell, std::size_t width) {
  text.append(cell.size() < width ? width - cell.size() : 0, ' ').append(cell);
}

std::string table_of_rows(const Job& job, const Progress& progress) {
  std::vector<std::string> formats;
  std::vector<Row> rows;
  const std::span<const OutputFile> files = job.files();
  for (std::size_t index = 0; index < files.size() && index < progress.files.size(); ++index) {
    const OutputFile& file = files[index];
    if (file.table.empty()) {
      continue;  // no rows: a schema, the manifest
    }
    auto format = std::find(formats.begin(), formats.end(), file.format);
    if (format == formats.end()) {
      format = formats.insert(formats.end(), file.format);
    }
    auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& known) { return known.table == file.table; });
    if (row == rows.end()) {
      row = rows.insert(rows.end(), Row{file.table, progress.files[index].rows, {}});
    }
    row->bytes.resize(formats.size());
    row->bytes[static_cast<std::size_t>(format - formats.begin())] += progress.files[index].bytes;
  }
  Row total{"total", 0, std::vector<std::uint64_t>(formats.size())};
  std::size_t width = total.table.size();
  for (Row& row : rows) {
    row.bytes.resize(formats.size());
    width = std::max(width, row.table.size());
    total.rows += row.rows;
    for (std::size_t format = 0; format < formats.size(); ++format) {
      total.bytes[format] += row.bytes[format];
    }
  }
  rows.push_back(total);

  constexpr std::size_t kRowsWidth = 15;
  constexpr std::size_t kBytesWidth = 11;
  std::string text = "table";
  text.append(width - std::string_view("table").size(), ' ');
  append_right(text, "rows", kRowsWidth);
  for (const std::string& format : formats) {
    append_right(text, format, kBytesWidth);
  }
  text += '\n';
  for (const Row& row : rows) {
    text += row.table;
    text.append(width - row.table.size(), ' ');
    append_right(text, count_text(row.rows), kRowsWidth);
    for (const std::uint64_t bytes : row.bytes) {
      append_right(text, bytes_text(bytes), kBytesWidth);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

Result<std::string> summary_text(const Job& job, const std::string& path, Container container, double seconds) {
  const Progress progress = job.progress();
  std::string text = table_of_rows(job, progress);
  const double divisor = seconds > 0 ? seconds : 1e-9;
  text += "\n" + count_text(progress.patients_done) + " patients";
  if (progress.people != progress.patients_done) {
    text += " (" + count_text(progress.people) + " people)";
  }
  text += " in " + seconds_text(seconds) + " with " + count_text(job.threads()) +
          (job.threads() == 1 ? " thread: " : " threads: ") +
          rate_text(static_cast<double>(progress.patients_done) / divisor) + " patients/s, " +
          bytes_text(static_cast<std::uint64_t>(static_cast<double>(progress.bytes_generated) / divisor)) + "/s\n";
  std::string hash = job.archive_sha256();
  if (container == Container::kZip) {
    text += (path == "-" ? "standard output" : path) + ": " + bytes_text(progress.bytes_delivered) + " (" +
            bytes_text(progress.bytes_generated) + " unpacked)\n";
  } else {
    Result<std::string> manifest = job.manifest();
    if (!manifest.has_value()) {
      return std::unexpected(std::move(manifest).error());
    }
    hash = sha256_hex(*manifest);
    text += path + (path.ends_with('/') ? "" : "/") + "manifest.json\n";
  }
  return text + "SHA-256 " + hash + "\n";
}

}  // namespace polyclinic::command_line

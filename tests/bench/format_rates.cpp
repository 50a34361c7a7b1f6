// How fast tables in memory become files, format by format, on one thread: reads the CSV files of a dataset into batches,
// writes them in every format, and prints one JSON object. tests/bench/formats.mjs puts it side by side with DuckDB.
//
//   format_rates DATASET/csv OUTPUT FORMAT|all TABLE...     files go to OUTPUT/<format>-<table>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/datasets/clinical/clinical.h"
#include "engine/formats/table_encoder.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/text_pool.h"

namespace {

using namespace polyclinic;
using tables::Batch;
using tables::Column;
using tables::ColumnType;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "format_rates: " << why << '\n';
  std::exit(1);
}

// One record of a CSV file at a time.
class Records {
 public:
  explicit Records(std::string text) : text_(std::move(text)) {}
  bool next(std::vector<std::string>& cells) {
    cells.clear();
    if (at_ >= text_.size()) return false;
    std::string cell;
    for (;;) {
      if (text_[at_] == '"') {
        for (++at_; text_[at_] != '"' || text_[at_ + 1] == '"'; ++at_) {
          at_ += text_[at_] == '"';
          cell += text_[at_];
        }
        ++at_;
      }
      const size_t end = text_.find_first_of(",\n", at_);
      cell.append(text_, at_, end - at_);
      cells.push_back(std::move(cell));
      cell.clear();
      at_ = end + 1;
      if (text_[end] == '\n') return true;
    }
  }

 private:
  std::string text_;
  size_t at_ = 0;
};

int64_t mantissa_of(const std::string& text, uint8_t& scale) {
  std::string digits = text;
  const size_t point = digits.find('.');
  scale = point == std::string::npos ? 0 : static_cast<uint8_t>(digits.size() - point - 1);
  if (point != std::string::npos) digits.erase(point, 1);
  return std::strtoll(digits.c_str(), nullptr, 10);
}

void add_cell(tables::RowWriter& row, const Column& column, const std::string& text, TextPool& texts) {
  if (text.empty()) {
    row.null();
    return;
  }
  uint8_t scale = 0;
  switch (column.type) {
    case ColumnType::kId: {
      std::string digits;
      for (const char c : text) {
        if (c != '-') digits += c;
      }
      row.id({std::strtoull(digits.substr(0, 16).c_str(), nullptr, 16), std::strtoull(digits.substr(16).c_str(), nullptr, 16)});
      break;
    }
    case ColumnType::kTerm: row.term(texts.intern(text)); break;
    case ColumnType::kText: row.text(text); break;
    case ColumnType::kInteger: row.integer(std::strtoll(text.c_str(), nullptr, 10)); break;
    case ColumnType::kDecimal: row.decimal(mantissa_of(text, scale)); break;
    case ColumnType::kNumber: {
      const int64_t mantissa = mantissa_of(text, scale);
      row.number({mantissa, scale});
      break;
    }
    case ColumnType::kDate: row.date(parse_date(text).value()); break;
    case ColumnType::kTimestamp: row.timestamp(parse_instant(text).value()); break;
    case ColumnType::kBoolean: row.boolean(text == "true"); break;
  }
}

// Batches of as many rows as a unit of a run has, more or less.
constexpr uint32_t kBatchRows = 4096;

std::vector<Batch> load(const std::string& file, const tables::Table& table, TextPool& texts) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) give_up("cannot read " + file);
  Records records(text.str());
  std::vector<std::string> cells;
  records.next(cells);
  std::vector<Batch> batches;
  while (records.next(cells)) {
    if (cells.size() != table.columns.size()) give_up(file + " has other columns");
    if (batches.empty() || batches.back().rows() == kBatchRows) batches.emplace_back(table);
    tables::RowWriter row(batches.back());
    for (size_t c = 0; c < cells.size(); ++c) add_cell(row, table.columns[c], cells[c], texts);
  }
  return batches;
}

// The whole file of a table.
void write(const formats::TableFormat& format, const tables::Table& table, const std::vector<Batch>& batches,
           formats::GroupWorkspace* workspace, ByteBuffer& out) {
  out.clear();
  const auto check = [](const Status& status) {
    if (!status) give_up(status.error().to_text());
  };
  if (const auto encoder = format.encoder(table)) {
    out.append(encoder->before());
    for (size_t b = 0; b < batches.size(); ++b) {
      if (b > 0) out.append(encoder->between());
      encoder->encode(batches[b], out);
    }
    out.append(encoder->after());
    return;
  }
  const auto file = format.grouped_file(table);
  file->open(out);
  for (const Batch& batch : batches) check(add_batch(*file, batch, *workspace, out));
  if (!file->is_empty()) check(write_group(*file, *workspace, out));
  file->finish(out);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) give_up("usage: format_rates DATASET/csv OUTPUT FORMAT|all TABLE...");
  const auto dataset = datasets::clinical_dataset().value();
  TextPool texts;
  const std::string input = arguments[1], output = arguments[2], wanted_format = arguments[3];
  const std::vector<std::string> wanted(arguments + 4, arguments + count);
  std::vector<std::vector<Batch>> loaded;
  std::vector<const tables::Table*> tables;
  for (const tables::Table& table : dataset.tables) {
    if (std::find(wanted.begin(), wanted.end(), table.name) == wanted.end()) continue;
    loaded.push_back(load(input + "/" + std::string(table.name) + ".csv", table, texts));
    tables.push_back(&table);
  }
  std::cout << '{';
  bool first = true;
  for (const formats::FormatEntry& entry : formats::table_formats()) {
    if (wanted_format != "all" && wanted_format != entry.name) continue;
    const auto format = entry.make(texts, {}).value();
    const auto workspace = format->workspace();
    for (size_t t = 0; t < tables.size(); ++t) {
      ByteBuffer out;
      uint64_t rows = 0;
      for (const Batch& batch : loaded[t]) rows += batch.rows();
      double best = 1e9;
      const std::string name = output + "/" + std::string(entry.name) + "-" + std::string(tables[t]->name);
      for (int repeat = 0; repeat < 7; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        write(*format, *tables[t], loaded[t], workspace.get(), out);
        std::ofstream file(name, std::ios::binary);
        file.write(out.data(), static_cast<std::streamsize>(out.size()));
        file.close();
        if (!file) give_up("cannot write " + name);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
      }
      std::printf("%s\n\"%s %s\": {\"rows\": %llu, \"bytes\": %llu, \"seconds\": %.6f}", first ? "" : ",",
                  std::string(entry.name).c_str(), std::string(tables[t]->name).c_str(), static_cast<unsigned long long>(rows),
                  static_cast<unsigned long long>(out.size()), best);
      first = false;
    }
  }
  std::puts("\n}");
}

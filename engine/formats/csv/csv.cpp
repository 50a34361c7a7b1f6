// Writes tables as CSV.
#include "engine/formats/csv/csv.h"

#include <algorithm>
#include <string>

#include "engine/formats/csv/data_package.h"
#include "engine/formats/text_rows.h"

namespace polyclinic::formats {
namespace {

using config::CsvOptions;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool needs_quotes(std::string_view text, char delimiter, std::string_view null) {
  for (const char c : text) {
    if (c == '"' || c == delimiter || c == '\n' || c == '\r') return true;
  }
  // A cell that begins or ends with a space survives readers that trim only when quoted.
  return text == null || (!text.empty() && (text.front() == ' ' || text.back() == ' '));
}

char* write_quoted(char* out, std::string_view text) {
  *out++ = '"';
  for (const char c : text) {
    if (c == '"') *out++ = '"';
    *out++ = c;
  }
  *out++ = '"';
  return out;
}

char* write_cell(char* out, std::string_view text, char delimiter, std::string_view null) {
  if (needs_quotes(text, delimiter, null)) return write_quoted(out, text);
  return std::copy(text.begin(), text.end(), out);
}

char* write_cell(char* out, std::string_view text, const CsvOptions& options) {
  return options.quoting == CsvOptions::Quoting::kMinimal ? write_cell(out, text, options.delimiter, options.null)
                                                          : write_quoted(out, text);
}

constexpr size_t cell_bound(size_t size) { return 2 * size + 2; }

// The defaults, known to the compiler: this is what most runs write, millions of cells a second.
struct PlainDialect {
  const RenderedTerms& terms;

  static std::string_view lead(uint32_t column) { return column == 0 ? "" : ","; }
  static std::string_view row_end() { return "\n"; }
  static std::string_view row_separator(uint32_t) { return {}; }
  static size_t row_separator_bound() { return 0; }
  static std::string_view null() { return {}; }
  template <CellKind>
  static char* quote(char* out) { return out; }
  static size_t text_bound(size_t size) { return cell_bound(size); }
  static char* write_text(char* out, std::string_view text) { return write_cell(out, text, ',', {}); }
  static char* write_timestamp(char* out, Instant value) { return write_instant(out, value); }
};

struct ChosenDialect {
  const RenderedTerms& terms;
  const CsvOptions& options;

  std::string_view lead(uint32_t column) const {
    return column == 0 ? std::string_view() : std::string_view(&options.delimiter, 1);
  }
  std::string_view row_end() const { return options.crlf ? "\r\n" : "\n"; }
  static std::string_view row_separator(uint32_t) { return {}; }
  static size_t row_separator_bound() { return 0; }
  std::string_view null() const { return options.null; }
  template <CellKind kind>
  char* quote(char* out) const {
    const bool quotes = options.quoting == CsvOptions::Quoting::kAll ||
                        (kind != CellKind::kNumber && options.quoting == CsvOptions::Quoting::kNonnumeric);
    *out = '"';  // there is room
    return out + quotes;
  }
  static size_t text_bound(size_t size) { return cell_bound(size); }
  char* write_text(char* out, std::string_view text) const { return write_cell(out, text, options); }
  static char* write_timestamp(char* out, Instant value) { return write_instant(out, value); }
};

bool writes_plain_cells(const CsvOptions& options) {
  return options.delimiter == ',' && !options.crlf && options.null.empty() && options.quoting == CsvOptions::Quoting::kMinimal;
}

class CsvEncoder final : public TableEncoder {
 public:
  CsvEncoder(const RenderedTerms& terms, const CsvOptions& options, const tables::Table& table)
      : terms_(terms), options_(options), plain_(writes_plain_cells(options)) {
    if (options.bom) before_ = kByteOrderMark;
    if (!options.header) return;
    const ChosenDialect dialect{terms, options};
    std::string cell;
    for (uint32_t c = 0; c < table.columns.size(); ++c) {
      const std::string_view name = table.columns[c].name;
      cell.resize(cell_bound(name.size()));
      before_ += dialect.lead(c);
      before_.append(cell.data(), dialect.write_text(cell.data(), name));
    }
    before_ += dialect.row_end();
  }
  std::string_view before() const override { return before_; }
  void encode(const tables::Batch& batch, ByteBuffer& out) const override {
    if (plain_) {
      write_rows(PlainDialect{terms_}, batch, out);
    } else {
      write_rows(ChosenDialect{terms_, options_}, batch, out);
    }
  }
  std::string_view between() const override { return {}; }
  std::string_view after() const override { return {}; }

 private:
  const RenderedTerms& terms_;
  const CsvOptions& options_;
  bool plain_;
  std::string before_;
};

class CsvFormat final : public TableFormat {
 public:
  CsvFormat(const TextPool& texts, const CsvOptions& options)
      : options_(options), terms_(texts, options_.null, [&options](std::string_view text, ByteBuffer& out) {
          out.commit(write_cell(out.reserve(cell_bound(text.size())), text, options));
        }) {}
  std::unique_ptr<TableEncoder> encoder(const tables::Table& table) const override {
    return std::make_unique<CsvEncoder>(terms_, options_, table);
  }
  std::vector<FormatFile> files(const tables::Selection& selection) const override {
    std::vector<FormatFile> files = file_per_table(selection, ".csv");
    if (options_.datapackage) files.push_back(FormatFile::fixed("datapackage.json", data_package(selection, options_)));
    return files;
  }

 private:
  CsvOptions options_;
  RenderedTerms terms_;
};

}  // namespace

std::unique_ptr<TableFormat> make_csv(const TextPool& texts, const CsvOptions& options) {
  return std::make_unique<CsvFormat>(texts, options);
}

}  // namespace polyclinic::formats

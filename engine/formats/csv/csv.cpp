// Writes tables as CSV.
#include "engine/formats/csv/csv.h"

#include <string>

#include "engine/formats/text_rows.h"

namespace polyclinic::formats {
namespace {

bool needs_quotes(std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == ',' || c == '\n' || c == '\r') return true;
  }
  // A cell that begins or ends with a space survives readers that trim only when quoted.
  return !text.empty() && (text.front() == ' ' || text.back() == ' ');
}

char* write_cell(char* out, std::string_view text) {
  if (!needs_quotes(text)) {
    std::memcpy(out, text.data(), text.size());
    return out + text.size();
  }
  *out++ = '"';
  for (const char c : text) {
    if (c == '"') *out++ = '"';
    *out++ = c;
  }
  *out++ = '"';
  return out;
}

struct CsvDialect {
  const RenderedTerms& terms;

  static std::string_view lead(uint32_t column) { return column == 0 ? "" : ","; }
  static std::string_view row_end() { return "\n"; }
  static std::string_view row_separator() { return ""; }
  static constexpr std::string_view kNull = "";
  static constexpr bool kQuotes = false;
  static size_t text_bound(size_t size) { return 2 * size + 2; }
  static char* write_text(char* out, std::string_view text) { return write_cell(out, text); }
};

class CsvEncoder final : public TableEncoder {
 public:
  CsvEncoder(const RenderedTerms& terms, const tables::Table& table) : terms_(terms) {
    for (const tables::Column& column : table.columns) {
      if (!header_.empty()) header_ += ',';
      header_ += column.name;
    }
    header_ += '\n';
  }
  std::string_view before() const override { return header_; }
  void encode(const tables::Batch& batch, ByteBuffer& out) const override { write_rows(CsvDialect{terms_}, batch, out); }
  std::string_view between() const override { return {}; }
  std::string_view after() const override { return {}; }

 private:
  const RenderedTerms& terms_;
  std::string header_;
};

class CsvFormat final : public TableFormat {
 public:
  explicit CsvFormat(const TextPool& texts)
      : terms_(texts, "", [](std::string_view text, ByteBuffer& out) {
          out.commit(write_cell(out.reserve(2 * text.size() + 2), text));
        }) {}
  std::unique_ptr<TableEncoder> encoder(const tables::Table& table) const override {
    return std::make_unique<CsvEncoder>(terms_, table);
  }

 private:
  RenderedTerms terms_;
};

}  // namespace

std::unique_ptr<TableFormat> make_csv(const TextPool& texts) { return std::make_unique<CsvFormat>(texts); }

}  // namespace polyclinic::formats

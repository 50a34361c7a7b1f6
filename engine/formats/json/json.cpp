// Writes tables as JSON and NDJSON.
#include "engine/formats/json/json.h"

#include <string>
#include <vector>

#include "engine/formats/json/json_schema.h"
#include "engine/formats/json_escape.h"
#include "engine/formats/text_rows.h"

namespace polyclinic::formats {
namespace {

char* write_string(char* out, std::string_view text) {
  *out++ = '"';
  out = write_json_escaped(out, text);
  *out++ = '"';
  return out;
}

struct JsonDialect {
  const RenderedTerms& terms;
  const std::vector<std::string>& leads;
  bool lines;  // NDJSON

  std::string_view lead(uint32_t column) const { return leads[column]; }
  std::string_view row_end() const { return lines ? "}\n" : "}"; }
  std::string_view row_separator(uint32_t) const { return lines ? "" : ",\n"; }
  static size_t row_separator_bound() { return 2; }
  static std::string_view null() { return "null"; }
  template <CellKind kind>
  static char* quote(char* out) {
    if constexpr (kind == CellKind::kWord) *out++ = '"';
    return out;
  }
  static size_t text_bound(size_t size) { return 6 * size + 2; }
  static char* write_text(char* out, std::string_view text) { return write_string(out, text); }
  static char* write_timestamp(char* out, Instant value) { return write_instant(out, value); }
};

class JsonEncoder final : public TableEncoder {
 public:
  JsonEncoder(const RenderedTerms& terms, const tables::Table& table, bool lines) : terms_(terms), lines_(lines) {
    for (const tables::Column& column : table.columns) {
      leads_.push_back((leads_.empty() ? "{\"" : ",\"") + std::string(column.name) + "\":");
    }
  }
  std::string_view before() const override { return lines_ ? "" : "[\n"; }
  void encode(const tables::Batch& batch, ByteBuffer& out) const override {
    write_rows(JsonDialect{terms_, leads_, lines_}, batch, out);
  }
  std::string_view between() const override { return lines_ ? "" : ",\n"; }
  std::string_view after() const override { return lines_ ? "" : "\n]\n"; }

 private:
  const RenderedTerms& terms_;
  bool lines_;
  std::vector<std::string> leads_;
};

class JsonFormat final : public TableFormat {
 public:
  JsonFormat(const TextPool& texts, const config::JsonOptions& options, bool lines)
      : options_(options), terms_(texts, "null",
               [](std::string_view text, ByteBuffer& out) {
                 out.commit(write_string(out.reserve(6 * text.size() + 2), text));
               }),
        lines_(lines) {}
  std::unique_ptr<TableEncoder> encoder(const tables::Table& table) const override {
    return std::make_unique<JsonEncoder>(terms_, table, lines_);
  }
  std::vector<FormatFile> files(const tables::Selection& selection) const override {
    std::vector<FormatFile> files = file_per_table(selection, lines_ ? ".ndjson" : ".json");
    for (uint32_t t = 0; options_.schema && t < selection.dataset.tables.size(); ++t) {
      if (!selection.has(t)) continue;
      const tables::Table& table = selection.dataset.tables[t];
      files.push_back(FormatFile::fixed(std::string(table.name) + ".schema.json",
                                        lines_ ? json_schema_of_row(table) : json_schema_of_array(table)));
    }
    return files;
  }

 private:
  config::JsonOptions options_;
  RenderedTerms terms_;
  bool lines_;
};

}  // namespace

std::unique_ptr<TableFormat> make_json(const TextPool& texts, const config::JsonOptions& options) {
  return std::make_unique<JsonFormat>(texts, options, false);
}
std::unique_ptr<TableFormat> make_ndjson(const TextPool& texts, const config::JsonOptions& options) {
  return std::make_unique<JsonFormat>(texts, options, true);
}

}  // namespace polyclinic::formats

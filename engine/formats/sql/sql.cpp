// Writes rows as INSERT statements, and puts the format's files together.
#include "engine/formats/sql/sql.h"

#include <string>
#include <vector>

#include "engine/formats/csv/csv.h"
#include "engine/formats/sql/dialect.h"
#include "engine/formats/sql/load_script.h"
#include "engine/formats/sql/schema_script.h"
#include "engine/formats/text_rows.h"

namespace polyclinic::formats {
namespace {

using config::SqlOptions;

// Rows of VALUES. kBackslashes: whether \ begins an escape in a text; such databases also want no T and Z in instants.
template <bool kBackslashes>
struct ValuesDialect {
  const RenderedTerms& terms;
  std::string_view next_insert;  // ends one statement and begins another
  uint32_t rows_per_insert;

  static std::string_view lead(uint32_t column) { return column == 0 ? "(" : ","; }
  static std::string_view row_end() { return ")"; }
  std::string_view row_separator(uint32_t row) const { return row % rows_per_insert == 0 ? next_insert : ",\n"; }
  size_t row_separator_bound() const { return next_insert.size(); }
  static std::string_view null() { return "NULL"; }
  template <CellKind kind>
  static char* quote(char* out) {
    if constexpr (kind == CellKind::kWord) *out++ = '\'';
    return out;
  }
  static size_t text_bound(size_t size) { return literal_bound(size); }
  static char* write_text(char* out, std::string_view text) { return write_literal(out, text, kBackslashes); }
  static char* write_timestamp(char* out, Instant value) {
    char* end = write_instant(out, value);
    if constexpr (kBackslashes) {
      out[10] = ' ';
      --end;
    }
    return end;
  }
};

// What makes a script of rows stand by itself: the settings that its literals rely on, all rows or none.
std::string opening(SqlDialect dialect) {
  switch (dialect) {
    case SqlDialect::kMysql:
      return "SET NAMES utf8mb4;\nSET SESSION sql_mode = 'STRICT_ALL_TABLES';\nSTART TRANSACTION;\n";
    case SqlDialect::kPostgresql:
      return "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nBEGIN;\n";
    case SqlDialect::kSqlite:
      break;
  }
  return "PRAGMA foreign_keys = ON;\nBEGIN;\n";
}

class InsertEncoder final : public TableEncoder {
 public:
  InsertEncoder(const RenderedTerms& terms, SqlDialect dialect, uint32_t rows_per_insert, const tables::Table& table)
      : terms_(terms),
        rows_per_insert_(rows_per_insert),
        escapes_(escapes_backslashes(dialect)),
        before_(opening(dialect)),
        insert_("INSERT INTO " + quote_name(dialect, table.name) + " (" + column_list(dialect, table) + ") VALUES\n"),
        next_insert_(";\n" + insert_) {}

  std::string_view before() const override { return before_; }
  void encode(const tables::Batch& batch, ByteBuffer& out) const override {
    if (batch.rows() == 0) return;
    out.append(insert_);
    if (escapes_) {
      write_rows(ValuesDialect<true>{terms_, next_insert_, rows_per_insert_}, batch, out);
    } else {
      write_rows(ValuesDialect<false>{terms_, next_insert_, rows_per_insert_}, batch, out);
    }
    out.append(";\n");
  }
  std::string_view between() const override { return {}; }
  std::string_view after() const override { return "COMMIT;\n"; }

 private:
  const RenderedTerms& terms_;
  uint32_t rows_per_insert_;
  bool escapes_;
  std::string before_, insert_, next_insert_;
};

class SqlFormat final : public TableFormat {
 public:
  SqlFormat(const TextPool& texts, const SqlOptions& options, bool long_terms)
      : options_(options), long_terms_(long_terms) {
    if (!options.inserts) {
      // MySQL takes the word NULL without quotes for a null.
      rows_ = make_csv(texts, {.quoting = config::CsvOptions::Quoting::kNonnumeric});
      return;
    }
    for (const SqlDialect dialect : options.dialects) {
      std::unique_ptr<RenderedTerms>& terms = terms_[escapes_backslashes(dialect)];
      if (terms != nullptr) continue;
      terms = std::make_unique<RenderedTerms>(texts, "NULL", [dialect](std::string_view text, ByteBuffer& out) {
        out.commit(write_literal(out.reserve(literal_bound(text.size())), text, escapes_backslashes(dialect)));
      });
    }
  }

  // Of the first dialect.
  std::unique_ptr<TableEncoder> encoder(const tables::Table& table) const override {
    return options_.inserts ? inserts(options_.dialects.front(), table) : rows_->encoder(table);
  }

  std::vector<FormatFile> files(const tables::Selection& selection) const override {
    std::vector<FormatFile> files;
    std::vector<uint32_t> order;
    for (const uint32_t t : tables::dependency_order(selection.dataset)) {
      if (selection.has(t)) order.push_back(t);
    }
    for (uint32_t at = 0; !options_.inserts && at < order.size(); ++at) {
      const tables::Table& table = selection.dataset.tables[order[at]];
      files.push_back(FormatFile::rows("data/" + std::string(table.name) + ".csv", order[at], rows_->encoder(table)));
    }
    for (const SqlDialect dialect : options_.dialects) {
      const std::string folder = std::string(name_of(dialect)) + "/";
      files.push_back(FormatFile::fixed(folder + "schema.sql", schema_script(selection, dialect, long_terms_, options_.inserts)));
      if (std::string script = load_script(selection, dialect, options_.inserts); !script.empty()) {
        files.push_back(FormatFile::fixed(folder + "load.sql", std::move(script)));
      }
      for (uint32_t at = 0; options_.inserts && at < order.size(); ++at) {
        const tables::Table& table = selection.dataset.tables[order[at]];
        files.push_back(FormatFile::rows(folder + insert_file(at + 1, table), order[at], inserts(dialect, table)));
      }
    }
    return files;
  }

 private:
  std::unique_ptr<TableEncoder> inserts(SqlDialect dialect, const tables::Table& table) const {
    return std::make_unique<InsertEncoder>(*terms_[escapes_backslashes(dialect)], dialect, options_.rows_per_insert, table);
  }

  SqlOptions options_;
  bool long_terms_;
  std::unique_ptr<RenderedTerms> terms_[2];  // by escapes_backslashes(); nullptr when no dialect wants it
  std::unique_ptr<TableFormat> rows_;        // of data/*.csv
};

}  // namespace

Result<std::unique_ptr<TableFormat>> make_sql(const TextPool& texts, const SqlOptions& options) {
  bool long_terms = false;
  for (TextId id = 1; id < texts.size(); ++id) {
    const std::string_view text = texts.text(id);
    if (text.find('\0') != std::string_view::npos) {
      return fail(ErrorKind::kInvalidInput, "SQL cannot hold a text of this dataset",
                  {Finding{"formats", "\"" + std::string(text.substr(0, text.find('\0'))) + "\" has a NUL byte behind it",
                           "take it out of the module that brings it, or leave sql out"}});
    }
    long_terms = long_terms || text.size() > kShortTerm;
  }
  return std::make_unique<SqlFormat>(texts, options, long_terms);
}

}  // namespace polyclinic::formats

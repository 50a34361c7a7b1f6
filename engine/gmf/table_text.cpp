// The reader of lookup tables' text.
#include "engine/gmf/table_text.h"

#include <optional>

#include "engine/foundation/text.h"

namespace polyclinic::gmf {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kListed = 20;

class TableReader {
 public:
  explicit TableReader(std::string_view text) : text_(text) {}

  TableRows read() {
    if (text_.size() > kLargestTable) {
      return refuse("it has " + std::to_string(text_.size()) + " bytes; at most " + std::to_string(kLargestTable) +
                    " are read");
    }
    if (const std::optional<std::size_t> bad = first_invalid_utf8(text_)) {
      return refuse("the byte at offset " + std::to_string(*bad) + " is not UTF-8");
    }
    if (text_.starts_with(kByteOrderMark)) {
      text_.remove_prefix(kByteOrderMark.size());
    }
    bool first = true;
    while (next_record()) {
      if (first) {
        if (record_.size() > kMostTableColumns) {
          return refuse("it has more than " + std::to_string(kMostTableColumns) + " columns");
        }
        rows_.columns = record_;
        first = false;
      } else {
        add_row();
        if (rows_.cells.size() > kMostTableCells) {
          return refuse("it has more than " + std::to_string(kMostTableCells) + " cells");
        }
      }
    }
    if (first) {
      return refuse("it is empty");
    }
    return std::move(rows_);
  }

 private:
  TableRows refuse(std::string why) {
    rows_ = TableRows{};
    rows_.readable = false;
    rows_.mistake_count = 1;
    rows_.mistakes.push_back({0, std::move(why)});
    return std::move(rows_);
  }

  void mistake(std::string why) {
    ++rows_.mistake_count;
    if (rows_.mistakes.size() < kListed) {
      rows_.mistakes.push_back({record_line_, std::move(why)});
    }
  }

  void add_row() {
    if (record_.size() != rows_.columns.size()) {
      mistake("it has " + std::to_string(record_.size()) + " cells, and there are " +
              std::to_string(rows_.columns.size()) + " columns");
      return;
    }
    rows_.cells.insert(rows_.cells.end(), record_.begin(), record_.end());
    rows_.lines.push_back(record_line_);
  }

  // Steps over the end of a line, if the text is at one.
  bool take_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n')) {
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '\n') {
      ++at_;
      ++line_;
      return true;
    }
    return at_ == text_.size();
  }

  bool next_record() {
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
      if (!take_line_end()) {
        break;
      }
    }
    if (at_ >= text_.size()) {
      return false;
    }
    record_.clear();
    record_line_ = line_;
    while (true) {
      record_.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted_cell() : plain_cell());
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      take_line_end();
      return true;
    }
  }

  std::string_view plain_cell() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' &&
           !(text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'))) {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  std::string_view quoted_cell() {
    std::string cell;
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) {
        mistake("a quoted cell is not closed");
        break;
      }
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
          ++at_;
          break;
        }
        ++at_;
      }
      line_ += text_[at_] == '\n' ? 1 : 0;
      cell += text_[at_];
    }
    const std::string_view rest = plain_cell();
    if (!rest.empty()) {
      mistake("text follows a closing quote");
    }
    return rows_.unquoted.copy(cell);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t record_line_ = 1;
  std::vector<std::string_view> record_;
  TableRows rows_;
};

}  // namespace

TableRows read_table(std::string_view text) { return TableReader(text).read(); }

}  // namespace polyclinic::gmf

// The parser of the compiled-in tables.
#include "engine/reference/csv_reader.h"

#include <algorithm>
#include <charconv>

namespace polyclinic::reference {

CsvReader::CsvReader(std::string_view name, std::string_view text) : name_(name), text_(text) {
  unquoted_.reserve(64);  // views into these strings must stay valid while a row grows
  if (read_record()) {
    for (std::string_view cell : cells_) headers_.emplace_back(cell);
  }
  cells_.clear();
}

Result<uint32_t> CsvReader::column(std::string_view header) const {
  const auto found = std::find(headers_.begin(), headers_.end(), header);
  if (found == headers_.end()) {
    return fail(ErrorKind::kInternal, std::string("the table ") + std::string(name_) + " has no column " + std::string(header));
  }
  return static_cast<uint32_t>(found - headers_.begin());
}

Status CsvReader::columns(std::initializer_list<std::string_view> headers, uint32_t* positions) const {
  for (std::string_view header : headers) {
    POLYCLINIC_ASSIGN(*positions, column(header));
    ++positions;
  }
  return {};
}

bool CsvReader::next() {
  return read_record();
}

bool CsvReader::read_record() {
  while (at_ < text_.size() && (text_[at_] == '#' || text_[at_] == '\n' || text_[at_] == '\r')) {
    const size_t end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
    ++line_;
  }
  if (at_ >= text_.size()) return false;
  ++line_;
  cells_.clear();
  size_t quoted = 0;
  for (;;) {
    if (at_ < text_.size() && text_[at_] == '"') {
      if (quoted == unquoted_.size() && unquoted_.size() < unquoted_.capacity()) unquoted_.emplace_back();
      std::string& cell = unquoted_[std::min(quoted++, unquoted_.size() - 1)];
      cell.clear();
      for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] != '"') {
          cell.push_back(text_[at_]);
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          cell.push_back('"');
          ++at_;
        } else {
          ++at_;
          break;
        }
      }
      cells_.push_back(cell);
    } else {
      const size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
      cells_.push_back(text_.substr(begin, at_ - begin));
    }
    if (at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      continue;
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    return true;
  }
}

int64_t CsvReader::integer(uint32_t column) const {
  const std::string_view cell = text(column);
  int64_t value = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return value;
}

// Own decimal reader: std::from_chars for doubles is missing in libc++ 19. The tables have at most 15 significant
// digits and small exponents, where mantissa * or / an exact power of ten is correctly rounded.
double CsvReader::number(uint32_t column) const {
  const std::string_view cell = text(column);
  size_t at = 0;
  const bool negative = at < cell.size() && cell[at] == '-';
  if (negative) ++at;
  int64_t mantissa = 0;
  int32_t exponent = 0;
  bool fraction = false;
  for (; at < cell.size(); ++at) {
    const char c = cell[at];
    if (c >= '0' && c <= '9') {
      mantissa = mantissa * 10 + (c - '0');
      if (fraction) --exponent;
    } else if (c == '.') {
      fraction = true;
    } else {
      break;
    }
  }
  if (at < cell.size() && (cell[at] == 'e' || cell[at] == 'E')) {
    int32_t written = 0;
    const size_t begin = at + 1 + (at + 1 < cell.size() && cell[at + 1] == '+' ? 1 : 0);
    std::from_chars(cell.data() + begin, cell.data() + cell.size(), written);
    exponent += written;
  }
  double value = static_cast<double>(mantissa);
  double power = 1;
  for (int32_t i = exponent < 0 ? -exponent : exponent; i > 0; --i) power *= 10;
  value = exponent < 0 ? value / power : value * power;
  return negative ? -value : value;
}

}  // namespace polyclinic::reference

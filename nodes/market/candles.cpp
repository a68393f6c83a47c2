#include "nodes/market/candles.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "sim/input_error.h"

namespace orrery::nodes {
namespace {

constexpr std::array<std::string_view, 5> kColumns = {"timestamp_utc", "open", "high", "low", "close"};
constexpr std::string_view kHeaderHint = "the header is timestamp_utc,open,high,low,close[,volume]";

struct Field {
  std::string_view text;
  std::size_t column = 1;  ///< of its first character, from 1
};

/// One line of the table, cut at its commas.
struct Row {
  std::size_t line = 0;
  std::vector<Field> fields;
};

class Parser {
 public:
  Parser(std::string_view text, std::string name) : rest_(text) { table_.name = std::move(name); }

  CandleTable parse() {
    Row row;
    if (!next_row(row)) fail(1, 1, "no candles: the file is empty", std::string(kHeaderHint));
    check_header(row);
    while (next_row(row)) add(row);
    if (table_.candles.size() < 2) {
      fail(line_ == 0 ? 1 : line_, 1, "at least two candles are needed, there " + count_text());
    }
    if (begins_with_a_gap()) {
      fail(second_row_, 1,
           "the step is " + sim::to_text(table_.interval) + ", and the rows after it stand closer: a gap",
           "candles follow each other at one interval, and most of them are whole");
    }
    return std::move(table_);
  }

 private:
  /// The next line that is neither empty nor a comment.
  bool next_row(Row& row) {
    while (!rest_.empty()) {
      const std::size_t end = rest_.find('\n');
      std::string_view line = rest_.substr(0, end);
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      ++line_;
      if (line_ == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty() || line.front() == '#') continue;
      row.line = line_;
      split(line, row.fields);
      return true;
    }
    return false;
  }

  static void split(std::string_view line, std::vector<Field>& fields) {
    fields.clear();
    std::size_t begin = 0;
    while (true) {
      const std::size_t comma = line.find(',', begin);
      fields.push_back({line.substr(begin, comma == std::string_view::npos ? comma : comma - begin), begin + 1});
      if (comma == std::string_view::npos) return;
      begin = comma + 1;
    }
  }

  void check_header(const Row& row) {
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      if (i >= row.fields.size()) {
        fail(row.line, row.fields.back().column, "the header has no column " + std::string(kColumns[i]),
             std::string(kHeaderHint));
      }
      if (row.fields[i].text != kColumns[i]) {
        fail(row.line, row.fields[i].column,
             "column " + std::to_string(i + 1) + " is called \"" + std::string(row.fields[i].text) + "\", not " +
                 std::string(kColumns[i]),
             std::string(kHeaderHint));
      }
    }
    width_ = row.fields.size();
  }

  void add(const Row& row) {
    if (row.fields.size() != width_) {
      fail(row.line, row.fields.back().column,
           std::to_string(row.fields.size()) + " fields where the header has " + std::to_string(width_));
    }
    const sim::Time opening = read_time(row);
    if (opening < sim::Time()) fail(row.line, 1, "the time is before 1970");
    const Candle candle = read_prices(row);
    if (const sim::Duration since = check_order(row, opening); since == sim::Duration::zero())
      table_.candles.push_back(candle);
    else
      cut(row, since, candle);
    last_ = opening;
  }

  /// The candle of the row before ends at `since` its opening, and `part` goes on.
  void cut(const Row& row, sim::Duration since, const Candle& part) {
    Candle& whole = table_.candles.back();
    if (part.open != whole.close) {
      fail(row.line, row.fields[1].column, "the row cuts the candle before it and does not open where that closed");
    }
    const std::size_t index = table_.candles.size() - 1;
    if (table_.parts.empty() || table_.parts.back().candle != index) table_.parts.push_back({index, {}, whole});
    table_.parts.push_back({index, since, part});
    whole = {whole.open, std::max(whole.high, part.high), std::min(whole.low, part.low), part.close};
  }

  sim::Time read_time(const Row& row) {
    const Field& field = row.fields[0];
    if (!field.text.ends_with('Z')) {
      fail(row.line, field.column, "the time \"" + std::string(field.text) + "\" does not end in Z",
           "all times are UTC: 2025-10-20T06:00:00Z");
    }
    try {
      return sim::parse_time(field.text);
    } catch (const sim::InputError& error) {
      throw error.at(place(row.line, field.column));
    }
  }

  Candle read_prices(const Row& row) {
    const Candle candle{read_price(row, 1), read_price(row, 2), read_price(row, 3), read_price(row, 4)};
    const auto column = [&](std::size_t i) { return row.fields[i].column; };
    if (candle.high < candle.low) fail(row.line, column(2), "high is below low");
    if (candle.open < candle.low || candle.open > candle.high) fail(row.line, column(1), "open is outside low..high");
    if (candle.close < candle.low || candle.close > candle.high)
      fail(row.line, column(4), "close is outside low..high");
    return candle;
  }

  Price read_price(const Row& row, std::size_t index) {
    const Field& field = row.fields[index];
    const auto refuse = [&](const std::string& why) {
      fail(row.line, field.column, std::string(kColumns[index]) + " " + why);
    };
    if (field.text.empty()) refuse("is empty");
    Price price;
    try {
      price = parse_price(field.text);
    } catch (const sim::InputError& error) {
      throw error.at(place(row.line, field.column));
    }
    if (price.units <= 0) refuse("is not above zero");
    return price;
  }

  /// How long after the opening of the last candle the row cuts it; zero for a row that begins a candle.
  sim::Duration check_order(const Row& row, sim::Time opening) {
    const std::size_t column = row.fields[0].column;
    if (!last_) {
      table_.start = opening;
      return {};
    }
    if (opening == *last_) fail(row.line, column, "the time of the row before is repeated");
    if (opening < *last_) fail(row.line, column, "the rows are not in rising order of time");
    const sim::Duration step = opening - *last_;
    if (table_.interval == sim::Duration::zero()) {
      table_.interval = step;
      second_row_ = row.line;
    } else {
      later_steps_.insert(step);
    }
    const sim::Duration since = opening - (table_.end() - table_.interval);
    if (since > table_.interval) {
      fail(row.line, column,
           "the step is " + sim::to_text(step) + " and passes over " + sim::to_text(table_.end()) + ": a gap",
           "candles follow each other at one interval, here " + sim::to_text(table_.interval));
    }
    if (since < table_.interval) return since;
    if (opening.unix_nanoseconds() > sim::Time::max().unix_nanoseconds() - table_.interval.count_nanoseconds()) {
      fail(row.line, column, "the candle ends after the last time there is");
    }
    return {};
  }

  /// The first step is then no interval: the rows after it would cut every candle, or all at one shorter step.
  bool begins_with_a_gap() const {
    std::set<std::size_t> cut;
    for (const CandlePart& part : table_.parts) cut.insert(part.candle);
    if (cut.empty()) return false;
    const std::size_t whole =
        table_.candles.size() - cut.size() - 1 - (cut.contains(table_.candles.size() - 1) ? 0 : 1);
    return whole == 0 && (cut.size() > 1 || later_steps_.size() == 1);
  }

  std::string count_text() const {
    return table_.candles.empty() ? "is none" : "is " + std::to_string(table_.candles.size());
  }
  std::string place(std::size_t line, std::size_t column) const {
    return table_.name + ":" + std::to_string(line) + ":" + std::to_string(column);
  }
  [[noreturn]] void fail(std::size_t line, std::size_t column, std::string message, std::string hint = {}) const {
    throw sim::InputError(place(line, column), std::move(message), std::move(hint));
  }

  std::string_view rest_;
  std::size_t line_ = 0;
  std::size_t width_ = 0;
  std::optional<sim::Time> last_;
  // What lies before the second row alone cannot be told from an interval; the rows after it tell.
  std::size_t second_row_ = 0;
  std::set<sim::Duration> later_steps_;
  CandleTable table_;
};

}  // namespace

CandleTable parse_candles(std::string_view text, std::string name) { return Parser(text, std::move(name)).parse(); }

CandleTable read_candles(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw sim::InputError(path, "cannot be opened for reading", "is the path right?");
  std::ostringstream text;
  text << file.rdbuf();
  // A directory opens but cannot be read (badbit); an empty file only sets failbit, and the parser reports it.
  if (text.bad() || file.bad()) throw sim::InputError(path, "cannot be read");
  return parse_candles(text.str(), path);
}

}  // namespace orrery::nodes

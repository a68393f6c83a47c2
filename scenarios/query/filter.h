#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/query/filter_fields.h"
#include "scenarios/query/filter_syntax.h"
#include "sim/journal.h"
#include "sim/recording/recorded_row.h"

namespace orrery::scenarios {

/// A row as a filter looks at it: one that is just being written, or one that was read.
class FilterRow {
 public:
  virtual ~FilterRow() = default;
  virtual std::uint64_t id() const = 0;
  virtual sim::Time time() const = 0;
  virtual std::uint64_t cause() const = 0;  ///< 0: none
  /// A column after id, time and cause; borrowed.
  virtual sim::Value column(std::size_t index) const = 0;
  /// The row whose id stands in a column; null when there is none or it is not known any more.
  virtual const FilterRow* follow(std::size_t column) const = 0;
  /// Whether a round that `leader` led had ended before this row was written.
  virtual bool round_ended(std::int64_t network, std::int64_t epoch, std::int64_t round, std::int64_t leader) const = 0;
  /// Whether a copy of this message is known not to have arrived.
  virtual bool lost() const = 0;
};

/// A filter as SQL: a condition over the table under the name `t`, with its parameters.
struct FilterSql {
  std::string where;               ///< "1" for all rows; it may call what FilterFunctions adds to SQL
  std::vector<sim::Cell> values;   ///< of ?1, ?2, ...
  bool needs_round_ends = false;   ///< it asks round_end(): see FilterFunctions
  std::optional<sim::Time> from;   ///< no row before can match
  std::optional<sim::Time> until;  ///< no row after can match
};

struct FilterTest;

/// A filter checked against a table: fields exist, values are of their type, names are names. The same filter selects
/// the same rows as SQL and as matches(). Every test is true or false: what is null equals nothing, so that `a != x`
/// always is `!(a == x)`.
class Filter {
 public:
  /// Throws FilterError.
  Filter(std::string_view text, const FilterSchema& schema, const sim::RecordedTable& table);
  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;
  ~Filter();

  const std::string& text() const { return text_; }
  const std::string& table() const { return table_; }
  FilterSql sql() const;
  bool matches(const FilterRow& row) const;
  /// Whether it asks for what is known only after a row was written, so that it cannot stop a run.
  bool looks_ahead() const;

 private:
  std::string text_, table_;
  std::unique_ptr<const FilterTest> test_;
};

/// The table that a filter without one means: the first, in the order message, delivery, span, state, transaction, log,
/// block and the others, that has all its fields; message when none has. Throws FilterError for wrong syntax.
const sim::RecordedTable& table_of_filter(std::string_view text, const FilterSchema& schema);

/// How a filter stands while it is typed.
struct FilterState {
  enum class Kind : std::uint8_t { kValid, kIncomplete, kInvalid };
  Kind kind = Kind::kValid;
  TextSpan span;        ///< what is wrong, or where more is expected
  std::string message;  ///< in words, with the nearest name; empty when valid
};
FilterState state_of_filter(std::string_view text, const FilterSchema& schema, const sim::RecordedTable& table);

}  // namespace orrery::scenarios

#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sim/bytes.h"
#include "sim/kernel.h"

namespace orrery::sim {

/// How much a run records. Each level holds everything of the one before it.
enum class Level : std::uint8_t { kNothing, kSummary, kProtocol, kFull };

/// One column's value, borrowed until the call returns.
class Value {
 public:
  enum class Type : std::uint8_t { kNull, kInteger, kReal, kText, kBlob };
  Value() = default;
  Value(std::int64_t v) : type_(Type::kInteger), integer_(v) {}                        // NOLINT
  Value(std::uint64_t v) : Value(static_cast<std::int64_t>(v)) {}                      // NOLINT
  Value(int v) : Value(static_cast<std::int64_t>(v)) {}                                // NOLINT
  Value(std::uint32_t v) : Value(static_cast<std::int64_t>(v)) {}                      // NOLINT
  Value(bool v) : Value(static_cast<std::int64_t>(v)) {}                               // NOLINT
  Value(double v) : type_(Type::kReal), real_(v) {}                                    // NOLINT: never decides history
  Value(std::string_view v) : type_(Type::kText), data_(v.data()), size_(v.size()) {}  // NOLINT
  Value(const std::string& v) : Value(std::string_view(v)) {}                          // NOLINT
  Value(const char* v) : Value(std::string_view(v)) {}                                 // NOLINT
  Value(BytesView v) : type_(Type::kBlob), data_(v.data()), size_(v.size()) {}         // NOLINT
  Value(const Bytes& v) : Value(BytesView(v)) {}                                       // NOLINT
  Value(Time t) : Value(t.unix_nanoseconds()) {}                                       // NOLINT
  Value(Duration d) : Value(d.count_nanoseconds()) {}                                  // NOLINT
  Value(EntityId e) : type_(e.is_none() ? Type::kNull : Type::kInteger), integer_(e.index) {}  // NOLINT
  Value(CauseId c)                                                                             // NOLINT
      : type_(c.row == 0 ? Type::kNull : Type::kInteger), integer_(static_cast<std::int64_t>(c.row)) {}

  Type type() const { return type_; }
  std::int64_t integer() const { return integer_; }
  double real() const { return real_; }
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }
  BytesView blob() const { return {static_cast<const std::uint8_t*>(data_), size_}; }

 private:
  Type type_ = Type::kNull;
  std::int64_t integer_ = 0;
  double real_ = 0;
  const void* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A table of the recording. Every table begins with the columns id, time (ns), cause; `columns` are what follows,
/// as SQL declares them ("entity INTEGER", "value TEXT").
struct TableSpec {
  std::string name;
  Level level = Level::kProtocol;
  std::vector<std::string> columns;
  std::string about;  ///< one sentence for docs/recording.md
};
struct TableId {
  std::uint32_t index = 0;
};

/// Where rows go. The SQLite recording is one; tests use their own.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void table_added(TableId table, const TableSpec& spec) = 0;
  virtual void entity_added(const Entity& entity) = 0;
  virtual void row(TableId table, std::uint64_t id, Time time, CauseId cause, const Value* values,
                   std::size_t count) = 0;
  /// Sets `column` (index into TableSpec::columns) of an earlier row, such as a fault's end.
  virtual void set(TableId table, std::uint64_t id, std::size_t column, const Value& value) = 0;
};

/// Hands out row ids and passes rows to the sink. All tables share one sequence of ids, in the order of writing, so a
/// cause names a row whatever its table. A row below the recording level is not written and gets no id: write() then
/// returns the current cause, so that chains stay whole at every level.
class Journal {
 public:
  Journal(Kernel& kernel, Level level, RowSink* sink) : kernel_(kernel), level_(level), sink_(sink) {}

  TableId add_table(TableSpec spec);
  void add_entity(const Entity& entity);
  bool wants(Level level) const { return sink_ != nullptr && level <= level_; }
  bool wants(TableId table) const { return wants(tables_[table.index].level); }

  /// Writes a row stamped with now and the current cause. The current cause stays: see write_as_cause.
  CauseId write(TableId table, std::initializer_list<Value> values);
  /// The same for a row whose own level differs from its table's (a resend that changed nothing, a data poll).
  CauseId write(TableId table, Level level, std::initializer_list<Value> values);
  /// Writes a row and makes it the current cause of what follows in this event.
  CauseId write_as_cause(TableId table, std::initializer_list<Value> values);
  void set(TableId table, CauseId row, std::size_t column, const Value& value);

  /// The row that led to what happens now; 0 when nothing did.
  CauseId cause() const { return kernel_.cause(); }
  /// The run is over: what is taken down from here on writes nothing.
  void stop() { sink_ = nullptr; }

  Level level() const { return level_; }
  const std::vector<TableSpec>& tables() const { return tables_; }
  std::uint64_t rows_written() const { return next_row_ - 1; }

 private:
  Kernel& kernel_;
  Level level_;
  RowSink* sink_;
  std::vector<TableSpec> tables_;
  std::uint64_t next_row_ = 1;
};

}  // namespace orrery::sim

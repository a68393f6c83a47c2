#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/bytes.h"
#include "sim/journal.h"

struct sqlite3;
struct sqlite3_stmt;

namespace orrery::sim {

/// What SQLite said when it refused, with its result code. Never leaves the recording's own files: those turn it into
/// an InputError (reading, creating) or a RecordingError (writing).
class SqliteError : public std::runtime_error {
 public:
  SqliteError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  int code() const { return code_; }
  /// The database cannot be read as one: damaged, cut off, or never a database.
  bool is_damage() const;
  /// The disk, a quota or a file size limit has no room left.
  bool is_full() const;
  bool is_busy() const;
  /// The file, or the files that its journal needs beside it, may not be opened.
  bool is_no_access() const;

 private:
  int code_;
};

class Database;

/// A prepared statement. Values are bound without a copy: they must live until the next reset.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  /// Binds parameter `index`, counted from 1.
  void bind(int index, const Value& value);
  /// Runs to the next row; false when there is none. Throws SqliteError.
  bool step();
  /// Runs a statement that returns no rows, then makes it ready for the next.
  void execute();
  void reset();

  int columns() const;
  std::string column_name(int column) const;  ///< counted from 0
  Value::Type type(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  ///< until the next step
  BytesView blob(int column) const;         ///< until the next step

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// An open database file. Used by one thread at a time; not to be carried over a fork.
class Database {
 public:
  enum class Mode : std::uint8_t { kCreate, kReadWrite, kReadOnly };
  /// Throws SqliteError.
  Database(const std::string& path, Mode mode);

  void execute(const std::string& sql);
  /// The same for what may fail: false when it did.
  bool try_execute(const std::string& sql) noexcept;
  /// The first column of the first row, or "" when there is none.
  std::string value(std::string_view sql);
  bool in_transaction() const;
  void set_busy_timeout(Duration timeout);
  /// Makes a statement that runs in another thread fail.
  void interrupt() const;
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A name as SQL quotes it.
std::string quoted(std::string_view name);

}  // namespace orrery::sim

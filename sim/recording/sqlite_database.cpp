#include "sim/recording/sqlite_database.h"

#include <sqlite3.h>

namespace orrery::sim {
namespace {

constexpr int kBusyMilliseconds = 5'000;

[[noreturn]] void fail(sqlite3* handle) { throw SqliteError(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle)); }

int flags_of(Database::Mode mode) {
  switch (mode) {
    case Database::Mode::kCreate:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Mode::kReadWrite:
      return SQLITE_OPEN_READWRITE;
    case Database::Mode::kReadOnly:
      return SQLITE_OPEN_READONLY;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

bool SqliteError::is_damage() const {
  const int primary = code_ & 0xff;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || code_ == SQLITE_IOERR_SHORT_READ;
}

bool SqliteError::is_full() const {
  // A file size limit shows as a failed write, a full disk as SQLITE_FULL.
  return (code_ & 0xff) == SQLITE_FULL || code_ == SQLITE_IOERR_WRITE || code_ == SQLITE_IOERR_SHMSIZE;
}

bool SqliteError::is_busy() const { return (code_ & 0xff) == SQLITE_BUSY; }

bool SqliteError::is_no_access() const {
  const int primary = code_ & 0xff;
  return primary == SQLITE_CANTOPEN || primary == SQLITE_PERM || primary == SQLITE_READONLY;
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(Database& database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK) {
    fail(database.handle());
  }
  statement_.reset(statement);
}

void Statement::bind(int index, const Value& value) {
  sqlite3_stmt* s = statement_.get();
  int result = SQLITE_OK;
  switch (value.type()) {
    case Value::Type::kNull:
      result = sqlite3_bind_null(s, index);
      break;
    case Value::Type::kInteger:
      result = sqlite3_bind_int64(s, index, value.integer());
      break;
    case Value::Type::kReal:
      result = sqlite3_bind_double(s, index, value.real());
      break;
    case Value::Type::kText: {
      // A null pointer would bind NULL, but an empty text is a text.
      const std::string_view text = value.text();
      result = sqlite3_bind_text64(s, index, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
      break;
    }
    case Value::Type::kBlob: {
      const BytesView blob = value.blob();
      result = blob.empty() ? sqlite3_bind_zeroblob(s, index, 0)
                            : sqlite3_bind_blob64(s, index, blob.data(), blob.size(), SQLITE_STATIC);
      break;
    }
  }
  if (result != SQLITE_OK) fail(sqlite3_db_handle(s));
}

bool Statement::step() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  const SqliteError error(sqlite3_extended_errcode(sqlite3_db_handle(statement_.get())),
                          sqlite3_errmsg(sqlite3_db_handle(statement_.get())));
  sqlite3_reset(statement_.get());
  throw error;
}

void Statement::execute() {
  step();
  sqlite3_reset(statement_.get());
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

int Statement::columns() const { return sqlite3_column_count(statement_.get()); }
std::string Statement::column_name(int column) const { return sqlite3_column_name(statement_.get(), column); }

Value::Type Statement::type(int column) const {
  switch (sqlite3_column_type(statement_.get(), column)) {
    case SQLITE_INTEGER:
      return Value::Type::kInteger;
    case SQLITE_FLOAT:
      return Value::Type::kReal;
    case SQLITE_TEXT:
      return Value::Type::kText;
    case SQLITE_BLOB:
      return Value::Type::kBlob;
    default:
      return Value::Type::kNull;
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* text = sqlite3_column_text(statement_.get(), column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

BytesView Statement::blob(int column) const {
  const void* blob = sqlite3_column_blob(statement_.get(), column);
  if (blob == nullptr) return {};
  return {static_cast<const std::uint8_t*>(blob),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(const std::string& path, Mode mode) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags_of(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) {
    throw SqliteError(result, handle == nullptr ? "out of memory" : sqlite3_errmsg(handle));
  }
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_.get());
}

bool Database::try_execute(const std::string& sql) noexcept {
  return sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::string Database::value(std::string_view sql) {
  Statement statement(*this, sql);
  return statement.step() ? std::string(statement.text(0)) : std::string();
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

void Database::set_busy_timeout(Duration timeout) {
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(timeout.count_nanoseconds() / 1'000'000));
}

void Database::interrupt() const { sqlite3_interrupt(handle_.get()); }

std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + "\"";
}

}  // namespace orrery::sim

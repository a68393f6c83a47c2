#include "scenarios/control/crash_note.h"

#include <algorithm>

#include "sim/input_error.h"
#include "sim/recording/recording_file.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

/// Several lines of a program's last words, in one.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.empty() ? "the run ended without a word" : text;
}

}  // namespace

void note_crash(const std::string& recording, const std::string& reason) {
  try {
    std::optional<sim::Time> last;
    {
      const sim::RecordingReader reader(recording);
      if (reader.state() != sim::RunState::kRunning) return;
      last = reader.last_time();
    }
    sim::Database database(sim::database_path(recording), sim::Database::Mode::kReadWrite);
    sim::Statement set(database, "UPDATE run SET value = ?2 WHERE key = ?1");
    sim::Statement add(database, "INSERT OR IGNORE INTO run (key, value) VALUES (?1, ?2)");
    const auto note = [&](const char* key, const std::string& value) {
      for (sim::Statement* statement : {&set, &add}) {
        statement->bind(1, sim::Value(key));
        statement->bind(2, sim::Value(value));
        statement->execute();
      }
    };
    database.execute("BEGIN IMMEDIATE");
    note(sim::run_key::kReason, one_line(reason));
    if (last) note(sim::run_key::kEnd, std::to_string(last->unix_nanoseconds()));
    note(sim::run_key::kState, std::string(sim::to_text(sim::RunState::kFailed)));
    database.execute("COMMIT");
  } catch (const sim::InputError&) {  // nothing was recorded yet, or the disk is gone: there is nothing to note it in
    return;
  } catch (const sim::SqliteError&) {
    return;
  }
}

}  // namespace orrery::scenarios

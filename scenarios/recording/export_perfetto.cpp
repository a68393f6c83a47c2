#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include "scenarios/recording/export.h"
#include "scenarios/recording/phrase.h"
#include "scenarios/recording/trace_event_writer.h"

namespace orrery::scenarios {
namespace {

using sim::RecordedRow;
using sim::RecordingReader;
using Track = TraceEventWriter::Track;

// Messages have no length of their own: long enough to be seen and to hold an arrow.
constexpr sim::Duration kMessageSlice = sim::Duration::microseconds(1);

class PerfettoExport {
 public:
  PerfettoExport(const RecordingReader& reader, NewFile& file)
      : reader_(reader), start_(time_of("start")), end_(end_of_run()), writer_(file, reader, start_) {}

  void write() {
    for (const sim::RecordedTable& table : reader_.tables()) {
      reader_.rows(table.name, {}, [&](const RecordedRow& row) {
        add(row);
        return true;
      });
    }
    for (const auto& [machine, state] : bad_since_) add_bad_state(machine, state, end_);
    writer_.finish();
  }

 private:
  struct Sent {
    Track track;
    sim::Time at;
  };
  struct BadState {
    std::string status;
    sim::Time since;
  };

  sim::Time time_of(std::string_view key) const {
    const auto value = reader_.run(key);
    return value.has_value() && !value->empty() ? sim::Time::from_unix_nanoseconds(std::stoll(*value)) : sim::Time();
  }
  // A run that was killed has no end: its last row is where it got to.
  sim::Time end_of_run() const { return std::max(time_of(sim::run_key::kEnd), reader_.last_time().value_or(start_)); }

  void add(const RecordedRow& row) {
    const std::string& table = row.table->name;
    if (table == "message") return add_message(row);
    if (table == "delivery") return add_delivery(row);
    if (table == "span") return add_span(row);
    if (table == "fault") return add_fault(row);
    if (table == "metric") return add_metric(row);
    if (table == "state" && row.text("field") == "status") add_status(row);
    const Track track = writer_.track(row.about(), "events", row.time, row.time);
    writer_.instant(track, phrase(reader_, row), row.time);
  }

  Track message_slice(sim::EntityId on, const std::string& name, const RecordedRow& row) {
    const sim::Time end = row.time + kMessageSlice;
    const Track track = writer_.track(on, "messages", row.time, end);
    writer_.slice(track, name, row.time, end, phrase(reader_, row));
    return track;
  }
  void add_message(const RecordedRow& row) {
    sent_.emplace(row.id, Sent{message_slice(row.about(), row.text("kind"), row), row.time});
  }
  void add_delivery(const RecordedRow& row) {
    const Track track = message_slice(row.entity("receiver"), row.text("fate"), row);
    const auto message = sent_.find(static_cast<std::uint64_t>(row.integer("message").value_or(0)));
    if (message != sent_.end()) writer_.flow(row.id, message->second.track, message->second.at, track, row.time);
  }
  void add_span(const RecordedRow& row) {
    const sim::Time begin =
        sim::Time::from_unix_nanoseconds(row.integer("begin").value_or(row.time.unix_nanoseconds()));
    const Track track = writer_.track(row.about(), row.text("kind"), begin, row.time);
    writer_.slice(track, row.text("kind") + " " + row.text("outcome"), begin, row.time, phrase(reader_, row));
  }
  void add_fault(const RecordedRow& row) {
    const auto end = row.integer("end");
    const sim::Time until = end.has_value() ? sim::Time::from_unix_nanoseconds(*end) : end_;
    writer_.slice(writer_.fault_track(row.time, until), row.text("kind") + " on " + row.text("target"), row.time, until,
                  phrase(reader_, row));
  }
  void add_metric(const RecordedRow& row) {
    const auto* value = std::get_if<double>(&row.cell("value"));
    if (value != nullptr && std::isfinite(*value)) {  // JSON has no infinity
      writer_.counter(row.about(), row.text("name"), row.time, *value);
    }
  }
  void add_status(const RecordedRow& row) {
    if (const auto bad = bad_since_.find(row.about()); bad != bad_since_.end()) {
      add_bad_state(row.about(), bad->second, row.time);
      bad_since_.erase(bad);
    }
    if (row.text("value") != "up") bad_since_[row.about()] = {row.text("value"), row.time};
  }
  void add_bad_state(sim::EntityId machine, const BadState& state, sim::Time until) {
    writer_.slice(writer_.track(machine, "status", state.since, until), state.status, state.since, until, "");
  }

  const RecordingReader& reader_;
  sim::Time start_, end_;
  TraceEventWriter writer_;
  std::unordered_map<std::uint64_t, Sent> sent_;
  std::map<sim::EntityId, BadState> bad_since_;
};

}  // namespace

void export_perfetto(const RecordingReader& reader, const std::string& file, bool force) {
  const RecordingReader::Snapshot snapshot(reader);
  NewFile out(file, force);
  PerfettoExport(reader, out).write();
}

}  // namespace orrery::scenarios

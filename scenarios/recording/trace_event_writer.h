#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/recording/new_file.h"
#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// Writes the JSON of a trace event by event. Source: "Trace Event Format" (Chromium): phases X, i, C, s, f, M.
class TraceEventWriter {
 public:
  TraceEventWriter(NewFile& file, const sim::RecordingReader& reader, sim::Time start);

  /// A thread of an entity's process; slices of one thread do not overlap.
  struct Track {
    std::int64_t process = 0, thread = 0;
  };
  /// The track "<entity> <lane>" on which a slice from `begin` to `end` finds room: another one of the same name is
  /// opened when those that are there are taken. Slices come in the order of their ends, or of their begins.
  Track track(sim::EntityId entity, const std::string& lane, sim::Time begin, sim::Time end);
  /// The process "faults".
  Track fault_track(sim::Time begin, sim::Time end);

  void slice(Track track, std::string_view name, sim::Time begin, sim::Time end, std::string_view detail);
  void instant(Track track, std::string_view name, sim::Time at);
  void counter(sim::EntityId entity, std::string_view name, sim::Time at, double value);
  /// An arrow between two slices; `id` is its own.
  void flow(std::uint64_t id, Track from, sim::Time begin, Track to, sim::Time end);
  void finish();

 private:
  struct Lane {
    Track track;
    sim::Time busy_until;
  };
  Track place(std::int64_t process, const std::string& name, sim::Time begin, sim::Time end);
  std::int64_t process_of(sim::EntityId entity);
  std::int64_t process_named(const std::string& name);
  void event(const std::string& fields);
  std::string place_text(Track track, sim::Time at) const;

  NewFile& file_;
  const sim::RecordingReader& reader_;
  sim::Time start_;
  std::map<std::string, std::int64_t> processes_;
  std::map<std::pair<std::int64_t, std::string>, std::vector<Lane>> lanes_;
  std::int64_t last_thread_;
  bool first_ = true;
};

}  // namespace orrery::scenarios

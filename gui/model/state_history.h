#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/recording/recording_reader.h"

namespace orrery::gui {

/// What an entity's fields were at a time. Empty texts where nothing was recorded yet.
struct StateAt {
  std::string status, phase;
  std::int64_t epoch = -1;  ///< -1: none yet
  std::int64_t leads = -1;  ///< the last epoch that it led
  sim::Time leads_since;
  sim::Time status_since;
  std::uint64_t status_row = 0, phase_row = 0, epoch_row = 0, leads_row = 0;  ///< the rows that say so, for "why"
  bool is_up() const { return status != "down" && status != "paused"; }
};

/// Every recorded change of every entity's state, in the order of time, packed: 24 bytes a change. A value type;
/// reading on adds what a growing recording got since. Looking up is O(log changes of the entity).
class StateHistory {
 public:
  struct Change {
    std::int64_t time = 0;
    std::uint64_t row = 0;
    std::int64_t value = 0;  ///< a number, or the place of a text in texts()
  };
  enum class Field : std::uint8_t { kStatus, kPhase, kEpoch, kLeads };
  static constexpr std::size_t kFields = 4;

  /// Reads all rows after those read before; `stop` ends it early.
  void read_on(const sim::RecordingReader& reader, const std::atomic<bool>& stop);

  StateAt at(sim::EntityId entity, sim::Time time) const;
  /// StateAt::is_up() without the rest.
  bool is_up(sim::EntityId entity, sim::Time time) const;
  /// Changes of a field, oldest first.
  const std::vector<Change>& changes(sim::EntityId entity, Field field) const;
  const std::string& text(std::int64_t value) const { return texts_[static_cast<std::size_t>(value)]; }
  std::size_t size() const { return size_; }

 private:
  struct Track {
    std::vector<Change> fields[kFields];
  };
  std::int64_t number_of(std::string_view text);
  const Change* last_before(const std::vector<Change>& changes, sim::Time time) const;

  std::vector<Track> tracks_;
  std::vector<std::string> texts_;
  std::uint64_t last_row_ = 0;
  std::size_t size_ = 0;
};

}  // namespace orrery::gui

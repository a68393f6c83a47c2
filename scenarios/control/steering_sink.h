#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "scenarios/query/filter.h"
#include "sim/journal.h"
#include "sim/recording/copy_recording.h"

namespace orrery::scenarios {

/// What stopped a run: which watch, at which row.
struct WatchHit {
  int watch = 0;
  std::uint64_t row = 0;
  std::string table;
  sim::Time time;
};

/// Looks at every row that a run writes, on its way into the recording (or nowhere), and tells when one matches a
/// watch. Rows below the recording level are never seen. Changes nothing, so the history stays what it is.
class SteeringSink final : public sim::RowSink {
 public:
  /// `recording` may be null. `stop` is called in the middle of the event whose row matched.
  SteeringSink(sim::RowSink* recording, std::function<void()> stop);
  ~SteeringSink() override;

  void table_added(sim::TableId table, const sim::TableSpec& spec) override;
  void entity_added(const sim::Entity& entity) override;
  void row(sim::TableId table, std::uint64_t id, sim::Time time, sim::CauseId cause, const sim::Value* values,
           std::size_t count) override;
  void set(sim::TableId table, std::uint64_t id, std::size_t column, const sim::Value& value) override;

  /// Watches for rows that match; `after` of them stop the run. A `once` watch goes with its first stop. Throws
  /// InputError for a filter that asks for what is known only later.
  int watch(Filter filter, std::uint64_t after, bool once);
  /// False when there is no such watch.
  bool forget(int watch);
  void forget_once();
  /// What was written into rows after they were; none once something was that a copy cannot restore.
  const std::optional<sim::LaterValues>& later_values() const { return later_; }
  bool has_hit() const { return hit_.has_value(); }
  /// Rows go there too, from the first one on.
  void record_into(sim::RowSink* recording) { recording_ = recording; }
  /// What matched since the last call.
  std::optional<WatchHit> take_hit();
  struct Watch {
    int number = 0;
    Filter filter;
    std::uint64_t left = 1;
    bool once = false;
  };
  const std::vector<Watch>& watches() const { return watches_; }

  /// Rows that later rows may name are remembered so far back.
  static constexpr std::size_t kRowsRemembered = 50'000;

 private:
  class LiveRow;
  struct Remembered;
  void look(std::uint32_t table, const LiveRow& row);
  void remember(std::uint32_t table, std::uint64_t id, sim::Time time, sim::CauseId cause, const sim::Value* values,
                std::size_t count);

  sim::RowSink* recording_;
  std::function<void()> stop_;
  std::vector<std::string> tables_;
  std::vector<std::vector<std::string>> columns_;
  std::optional<sim::LaterValues> later_ = sim::LaterValues();
  std::vector<std::array<std::size_t, 5>> round_columns_;  // of a span: kind, network, epoch, round, entity
  std::vector<Watch> watches_;
  int next_watch_ = 1;
  std::optional<WatchHit> hit_;
  std::set<std::array<std::int64_t, 4>> rounds_ended_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Remembered>> remembered_;  // looked up, never iterated
  std::deque<std::uint64_t> remembered_order_;
};

}  // namespace orrery::scenarios

#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// An answer that a feed's contract accepted.
struct FeedAnswer {
  std::uint64_t row = 0;  ///< of what the contract logged
  std::int64_t time = 0;  ///< of the block's row, ns
  double value = 0;       ///< in whole units of the quote
};

/// Answers of one feed beside the true market, over a span of the run.
struct FeedSeries {
  /// Reads answers up to `until` (one before `from` stays, it holds at the left edge) and `points` true prices.
  static FeedSeries read(const sim::RecordingReader& reader, const WorldModel& world, const Group& feed, sim::Time from,
                         sim::Time until, std::size_t points, const std::atomic<bool>& stop);

  /// The answer that held at `time`, or null.
  const FeedAnswer* at(std::int64_t time) const;
  /// The answer that held at the k-th market point, or null.
  const FeedAnswer* answer_at_point(std::size_t point) const {
    return at(from + step * static_cast<std::int64_t>(point));
  }
  /// |answer - market| / market at the k-th market point; negative where there is no answer yet.
  double deviation(std::size_t point) const;
  /// Seconds since the last answer at the k-th point; negative where there is none.
  double staleness(std::size_t point) const;

  std::int64_t from = 0, step = 1;  ///< ns, of `market`
  std::vector<double> market;
  std::vector<FeedAnswer> answers;
};

/// Base fee and gas used of a chain's blocks, at most `points` of them, evenly chosen.
struct GasSeries {
  struct Point {
    std::uint64_t row = 0;  ///< of the block
    std::int64_t time = 0;
    double base_fee_gwei = 0, fullness = 0;
  };
  static GasSeries read(const sim::RecordingReader& reader, sim::EntityId chain, sim::Time from, sim::Time until,
                        std::size_t points, const std::atomic<bool>& stop);
  std::vector<Point> points;
};

}  // namespace orrery::gui

#pragma once

#include <QString>
#include <optional>
#include <vector>

namespace orrery::gui {

/// How values run up a chart: from the lowest to the highest of a few round ones, which are its ticks; evenly, or by
/// their logarithms where they span so much that an even scale would show all but the largest as nothing.
struct ValueScale {
  /// A scale that holds `least` to `most`, with at most `most_ticks` ticks (or 3). With a `floor` above
  /// zero it is logarithmic once `most` is kSpanOfLogarithm times `least`; what lies below the floor stands at the
  /// floor then.
  static ValueScale of(double least, double most, int most_ticks, std::optional<double> floor);
  static constexpr double kSpanOfLogarithm = 50;

  /// Where a value stands: 0 at the bottom, 1 at the top, clamped.
  double place(double value) const;
  /// The text of the k-th tick, with no more digits than tell it from its neighbours.
  QString label(std::size_t tick) const;

  double low = 0, high = 1;
  bool logarithmic = false;
  std::vector<double> ticks{0, 1};  ///< from low to high
};

}  // namespace orrery::gui

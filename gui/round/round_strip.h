#pragma once

#include <optional>
#include <vector>

namespace orrery::gui {

/// The strip of rounds around the cursor: a box a round, and below where each epoch begins its number and leader.
struct RoundStrip {
  static constexpr double kCell = 12;

  struct Epoch {
    double left = 0;   ///< of its first box
    double full = 0;   ///< width of its number with its leader
    double brief = 0;  ///< width of its number alone
    bool is_current = false;
  };
  struct Label {
    double left = 0;
    bool is_brief = false;
  };
  /// Where the epochs' labels stand between `left` and `right`, none for those that find no room. That of the current
  /// epoch always stands, and in full when it fits at all.
  static std::vector<std::optional<Label>> labels(const std::vector<Epoch>& epochs, double left, double right,
                                                  double gap);
};

}  // namespace orrery::gui

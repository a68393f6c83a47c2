#pragma once

#include <QString>

#include "sim/time.h"

namespace orrery::gui {

/// A future that left another at a moment, as panes draw it.
struct BranchMark {
  QString name;
  sim::Time at, until;    ///< where it left, and how far it has come
  bool is_shown = false;  ///< it is what the panes show
  int future = 0;         ///< its place among those that can be shown
  bool operator==(const BranchMark&) const = default;
};

}  // namespace orrery::gui

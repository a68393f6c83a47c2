#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// The lesson that a recording's scenario carries, step by step in the order of their moments; empty where it carries
/// none, or none that this version can read.
struct LessonSteps {
  static LessonSteps of(const WorldModel& world);

  /// The step that a moment belongs to: the last one that has begun. None before the first.
  std::optional<std::size_t> at(sim::Time time) const;
  /// The first step after a moment, or the last one before it; none at the ends.
  std::optional<std::size_t> next(sim::Time time) const;
  std::optional<std::size_t> previous(sim::Time time) const;

  std::vector<scenarios::LessonEntry> steps;
};

}  // namespace orrery::gui

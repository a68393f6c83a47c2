#include "gui/lesson/lesson_steps.h"

#include <algorithm>

#include "gui/model/recorded_scenario.h"

namespace orrery::gui {
namespace {

std::optional<std::size_t> before(std::ptrdiff_t place) {
  return place == 0 ? std::nullopt : std::optional(static_cast<std::size_t>(place) - 1);
}

}  // namespace

LessonSteps LessonSteps::of(const WorldModel& world) {
  LessonSteps lesson;
  if (world.scenario) lesson.steps = world.scenario->text().lessons;
  return lesson;
}

std::optional<std::size_t> LessonSteps::at(sim::Time time) const {
  const auto later = std::upper_bound(steps.begin(), steps.end(), time,
                                      [](sim::Time t, const scenarios::LessonEntry& step) { return t < step.at; });
  return before(later - steps.begin());
}

std::optional<std::size_t> LessonSteps::next(sim::Time time) const {
  const std::size_t place = at(time).has_value() ? *at(time) + 1 : 0;
  return place < steps.size() ? std::optional(place) : std::nullopt;
}

std::optional<std::size_t> LessonSteps::previous(sim::Time time) const {
  const auto reached = std::lower_bound(steps.begin(), steps.end(), time,
                                        [](const scenarios::LessonEntry& step, sim::Time t) { return step.at < t; });
  return before(reached - steps.begin());
}

}  // namespace orrery::gui

#pragma once

#include <string>
#include <vector>

#include "scenarios/language/section.h"
#include "sim/time.h"

namespace orrery::scenarios {

/// One `[[lesson]]`: what someone who teaches says at a moment of the run. Lessons change nothing in the run.
struct LessonEntry {
  sim::Time at;
  std::string title, text;
  std::string question, answer;
  Place place;
};

Section<LessonEntry> lesson_section();

/// Throws InputError, with its place, at a step that lies outside the run or not after the step above it, says nothing,
/// or answers no question.
void check_lessons(const std::vector<LessonEntry>& lessons, sim::Time start, sim::Time end);

}  // namespace orrery::scenarios

// Proves which step of a lesson a moment belongs to, and which one comes after and before it.
#include "gui/lesson/lesson_steps.h"

#include <gtest/gtest.h>

namespace orrery::gui {
namespace {

sim::Time second(std::int64_t number) { return sim::Time::from_unix_seconds(number); }

LessonSteps three_steps() {
  LessonSteps lesson;
  for (const std::int64_t at : {10, 20, 30}) {
    scenarios::LessonEntry step;
    step.at = second(at);
    lesson.steps.push_back(step);
  }
  return lesson;
}

TEST(LessonSteps, AMomentBelongsToTheLastStepThatHasBegun) {
  const LessonSteps lesson = three_steps();
  EXPECT_EQ(lesson.at(second(9)), std::nullopt);
  EXPECT_EQ(lesson.at(second(10)), 0u);
  EXPECT_EQ(lesson.at(second(29)), 1u);
  EXPECT_EQ(lesson.at(second(99)), 2u);
}

TEST(LessonSteps, NextAndPreviousAreWhereTheCursorIsNotYetOrNoMore) {
  const LessonSteps lesson = three_steps();
  EXPECT_EQ(lesson.next(second(0)), 0u);
  EXPECT_EQ(lesson.next(second(10)), 1u);
  EXPECT_EQ(lesson.next(second(30)), std::nullopt);
  EXPECT_EQ(lesson.previous(second(10)), std::nullopt);
  EXPECT_EQ(lesson.previous(second(15)), 0u);
  EXPECT_EQ(lesson.previous(second(20)), 0u);
  EXPECT_EQ(lesson.previous(second(99)), 2u);
}

TEST(LessonSteps, AWorldWithoutAScenarioHasNone) {
  const LessonSteps lesson = LessonSteps::of(WorldModel{});
  EXPECT_TRUE(lesson.steps.empty());
  EXPECT_EQ(lesson.at(second(5)), std::nullopt);
  EXPECT_EQ(lesson.next(second(5)), std::nullopt);
  EXPECT_EQ(lesson.previous(second(5)), std::nullopt);
}

}  // namespace
}  // namespace orrery::gui

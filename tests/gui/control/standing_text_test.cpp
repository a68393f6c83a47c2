// Proves that the run's row says how a run stands in words of the field, whatever the run calls it itself.
#include "gui/control/standing_text.h"

#include <gtest/gtest.h>

#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

std::string text_of(SteeredState::Status status, const char* reason, std::uint64_t hit_row = 0) {
  SteeredState state;
  state.status = status;
  state.reason = reason;
  state.hit_row = hit_row;
  state.events = 1000;
  return standing_text(state, /*is_connected=*/true, at("00:01:00")).toStdString();
}

TEST(StandingText, SaysWhatStoppedTheRun) {
  const auto paused = SteeredState::Status::kPaused;
  EXPECT_EQ(text_of(paused, "watch 1 at row 38 of message", 38), "paused at 00:01:00.000, at a message");
  EXPECT_EQ(text_of(paused, "watch 2 at row 38 of span", 38), "paused at 00:01:00.000, at the end of a round");
  EXPECT_EQ(text_of(paused, "watch 2 at row 38 of block", 38), "paused at 00:01:00.000, at a block");
  EXPECT_EQ(text_of(paused, "event 1000"), "paused at 00:01:00.000, after event 1000");
  EXPECT_EQ(text_of(paused, "time 2025-01-01T00:01:00.000000000Z"), "paused at 00:01:00.000");
  EXPECT_EQ(text_of(paused, "asked to"), "paused at 00:01:00.000");
  EXPECT_EQ(text_of(SteeredState::Status::kRunning, ""), "running at 00:01:00.000");
  EXPECT_EQ(text_of(SteeredState::Status::kEnded, "the end"), "ended at 00:01:00.000");
  EXPECT_EQ(text_of(SteeredState::Status::kFailed, "the disk is full"), "failed at 00:01:00.000: the disk is full");
}

TEST(StandingText, ARunBeforeItsFirstEventIsReadyAndOneThatLeftIsGone) {
  SteeredState state;
  EXPECT_TRUE(standing_text(state, true, at("00:00:00")).startsWith("ready"));
  EXPECT_TRUE(standing_text(state, false, at("00:00:00")).startsWith("gone"));
  EXPECT_EQ(standing_text(state, false, at("00:01:00"), "the run crashed, Killed (signal 9)"),
            "gone at 00:01:00.000: the run crashed, Killed (signal 9)");
}

}  // namespace
}  // namespace orrery::gui

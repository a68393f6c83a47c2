// Proves where a headline that is longer than its line is broken. Every character is 10 wide.
#include "gui/stage/headline_lines.h"

#include <gtest/gtest.h>

namespace orrery::gui {
namespace {

HeadlineLines lines_of(const char* words, double room) {
  return headline_lines(words, room, [](const QString& text) { return 10.0 * static_cast<double>(text.size()); });
}

TEST(HeadlineLines, WhatFitsIsOneLine) {
  EXPECT_EQ(lines_of("crash on node-2", 150).first, "crash on node-2");
  EXPECT_EQ(lines_of("crash on node-2", 150).second, "");
  EXPECT_EQ(lines_of("", 150).second, "");
}

TEST(HeadlineLines, BreaksAtTheLastSpaceThatFits) {
  EXPECT_EQ(lines_of("crash on node-2", 149).first, "crash on");
  EXPECT_EQ(lines_of("crash on node-2", 149).second, "node-2");
  EXPECT_EQ(lines_of("crash on node-2", 79).first, "crash");
}

TEST(HeadlineLines, AWordIsNotBroken) {
  EXPECT_EQ(lines_of("crash on node-2", 49).first, "");
  EXPECT_EQ(lines_of("crash on node-2", 49).second, "crash on node-2");
}

}  // namespace
}  // namespace orrery::gui

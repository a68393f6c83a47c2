// Proves that an answer to a why is told with all of its parts, and that no heading stands over nothing.
#include "gui/inspector/why_lines.h"

#include <gtest/gtest.h>

namespace orrery::gui {
namespace {

scenarios::WhyStep a_step(std::uint64_t row) { return {row, {}, "fault", "someone", "did something"}; }

std::vector<std::string> texts_of(const std::vector<WhyLine>& lines, WhyLine::Kind kind) {
  std::vector<std::string> found;
  for (const WhyLine& line : lines)
    if (line.kind == kind) found.push_back(line.text + line.rest);
  return found;
}

void expect_no_bare_heading(const std::vector<WhyLine>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind != WhyLine::Kind::kHeading) continue;
    ASSERT_LT(i + 1, lines.size()) << lines[i].text;
    EXPECT_NE(lines[i + 1].kind, WhyLine::Kind::kHeading) << lines[i].text;
  }
}

// As of a feed whose machines all wait for a block that takes their transaction.
TEST(WhyLines, OfNothingMissingTellWhatWasWaitedForAndByWhom) {
  scenarios::WhyAnswer answer;
  answer.steps = {a_step(7)};
  answer.absence.emplace();
  std::vector<std::string> machines;
  for (int i = 0; i < 21; ++i) machines.push_back("feed/node-" + std::to_string(i));
  answer.absence->waits = {{"transaction with nonce 8: 1 attempts", "feed", machines}};
  answer.absence->only_waiting = machines;
  const std::vector<WhyLine> lines = why_lines(answer);
  expect_no_bare_heading(lines);
  const auto words = texts_of(lines, WhyLine::Kind::kWords);
  ASSERT_EQ(words.size(), 3u);
  EXPECT_EQ(words[0], "21 machines: transaction with nonce 8: 1 attempts (on feed)");
  EXPECT_EQ(words[1].find("Nothing was found that was missing"), 0u);
  EXPECT_EQ(words[2].find("21 machines up, with no trouble of their own: feed/node-0, feed/node-1, "), 0u);
  EXPECT_NE(words[2].find(" and 13 more"), std::string::npos);
}

TEST(WhyLines, TellWhoWasMissingAndWhoWasSparedOrStruck) {
  scenarios::WhyAnswer answer;
  answer.steps = {a_step(7)};
  answer.absence.emplace();
  answer.absence->waits = {{"a report", "b", {"a"}}, {"observations", "", {"a", "c"}}};
  answer.absence->missing = {{"down", "host", {"b"}, {a_step(3), a_step(1)}}};
  answer.absence->struck = {"a"};
  answer.absence->spared = {"d", "e"};
  answer.absence->standing_faults = {a_step(2)};
  const std::vector<WhyLine> lines = why_lines(answer);
  expect_no_bare_heading(lines);
  EXPECT_EQ(texts_of(lines, WhyLine::Kind::kTrouble), std::vector<std::string>{"1 machine down: b"});
  // That one machine waited for one that is missing goes without saying.
  EXPECT_EQ(texts_of(lines, WhyLine::Kind::kWords),
            (std::vector<std::string>{"2 machines: observations",
                                      "1 machine up, with a fault upon it that need not be to blame: a",
                                      "2 machines down, which the network does without: d, e"}));
  EXPECT_EQ(texts_of(lines, WhyLine::Kind::kStep), (std::vector<std::string>{"", "", "because", ""}));
}

TEST(WhyLines, OfAFigureTellWhatThereWasOfIt) {
  scenarios::WhyAnswer answer;
  answer.steps = {{9, {}, "violation", "feed", "updates at least 5: 2"}};
  answer.too_little = {2, a_step(4)};
  answer.faults = {a_step(1)};
  const std::vector<WhyLine> lines = why_lines(answer);
  expect_no_bare_heading(lines);
  EXPECT_EQ(texts_of(lines, WhyLine::Kind::kWords),
            std::vector<std::string>{"What there was comes from 2 rows, the first of them:"});
  EXPECT_EQ(
      texts_of(lines, WhyLine::Kind::kHeading),
      (std::vector<std::string>{"Too little of it happened", "Faults of the run, whether or not they are to blame"}));
}

}  // namespace
}  // namespace orrery::gui

// Proves that pointing at things writes filters: they read as filters, select what was pointed at, and undo each other.
#include "scenarios/query/filter_terms.h"

#include <gtest/gtest.h>

#include "scenarios/query/filter_syntax.h"

namespace orrery::scenarios {
namespace {

const FilterTerm kReport{"kind", "report", true}, kNotReport{"kind", "report", false},
    kObserve{"kind", "observe", true}, kNode{"sender", "eth-usd/node-3", false};

TEST(FilterTerms, ATermIsAFilter) {
  EXPECT_EQ(narrowed("", kReport), "kind == report");
  EXPECT_EQ(narrowed("  ", kNode), "sender != eth-usd/node-3");
  EXPECT_EQ(narrowed("", {"broadcast", "", false}), "!broadcast");
  EXPECT_EQ(narrowed("", {"detail", "two words", true}), "detail == \"two words\"");
  EXPECT_EQ(narrowed("", {"detail", "say \"no\"\\", true}), "detail == \"say \\\"no\\\"\\\\\"");
}

TEST(FilterTerms, MoreTermsAreAllHeld) {
  EXPECT_EQ(narrowed("late", kNode), "late && sender != eth-usd/node-3");
  EXPECT_EQ(narrowed("late && time > 06:48:30", kReport), "late && time > 06:48:30 && kind == report");
}

TEST(FilterTerms, KeptValuesOfOneFieldAreAlternatives) {
  EXPECT_EQ(narrowed("kind == report", kObserve), "kind in (report, observe)");
  EXPECT_EQ(narrowed("kind in (report, 'two words') && late", kObserve),
            "kind in (report, \"two words\", observe) && late");
  EXPECT_EQ(narrowed("kind in (report, observe)", kObserve), "kind in (report, observe)");
  // Values of a unit are two words, and left as they are.
  EXPECT_EQ(narrowed("bytes in (1 , 2)", {"bytes", "3", true}), "bytes in (1, 2, 3)");
  EXPECT_EQ(narrowed("max_fee in (20 gwei)", {"max_fee", "3", true}), "max_fee in (20 gwei) && max_fee == 3");
}

TEST(FilterTerms, WhatIsLeftOutIsLeftOutOfAll) {
  EXPECT_EQ(narrowed("kind != observe", kNotReport), "kind != observe && kind != report");
}

TEST(FilterTerms, TheOppositeTakesATermAwayAndTheSameChangesNothing) {
  EXPECT_EQ(narrowed("late && kind == report", kNotReport), "late");
  EXPECT_EQ(narrowed("kind != report", kReport), "");
  EXPECT_EQ(narrowed("kind == report", kReport), "kind == report");
}

TEST(FilterTerms, AlternativesStayTogether) {
  EXPECT_EQ(narrowed("late || kind == report", kNode), "(late || kind == report) && sender != eth-usd/node-3");
  EXPECT_EQ(narrowed("(late || lost) && bytes > 9", kNode), "(late || lost) && bytes > 9 && sender != eth-usd/node-3");
}

TEST(FilterTerms, WhatCannotBeReadGivesWay) {
  EXPECT_EQ(narrowed("kind == ", kReport), "kind == report");
  EXPECT_EQ(narrowed("\"half", kReport), "kind == report");
}

TEST(FilterTerms, EveryResultReadsAsAFilter) {
  for (const char* filter :
       {"", "late", "late || lost", "kind == a && !(lost)", "kind in (a, 'b c')", "x ~ \"&& (\""}) {
    for (const FilterTerm& term : {kReport, kNotReport, kNode, FilterTerm{"detail", "a && b)", true}}) {
      EXPECT_NO_THROW(parse_filter(narrowed(filter, term))) << filter << " + " << term.text();
    }
  }
}

}  // namespace
}  // namespace orrery::scenarios

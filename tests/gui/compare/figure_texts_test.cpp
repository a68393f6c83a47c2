// Proves that of every figure that is a number it is told by how much two runs differ, in the unit in which it is read.
#include "gui/compare/figure_texts.h"

#include <gtest/gtest.h>

namespace orrery::gui {
namespace {

using Value = std::variant<std::int64_t, double, std::string>;

std::string apart(const char* unit, const Value& a, const Value& b) {
  return difference_text({"figure", unit, scenarios::ResultFigure{"figure", unit, a},
                          scenarios::ResultFigure{"figure", unit, b}, std::nullopt});
}

TEST(FigureTexts, TellDifferencesInTheirUnits) {
  EXPECT_EQ(apart("count", std::int64_t{47}, std::int64_t{49}), "+2");
  EXPECT_EQ(apart("count", std::int64_t{3}, std::int64_t{1}), "−2");
  EXPECT_EQ(apart("share", 0.000146, 0.000207), "+0.0061 %");
  EXPECT_EQ(apart("s", 90.0, 30.0), "−" + sim::to_text(sim::Duration::seconds(60)));
  EXPECT_EQ(apart("price", "3899.8992825", "3898.6479363"), "−1.2513462");
  EXPECT_EQ(apart("wei", "293576879079000000", "290157988141000000"), "−0.003418 ether");
  EXPECT_EQ(apart("text", "a", "b"), "");
  EXPECT_EQ(
      difference_text({"figure", "count", std::nullopt, scenarios::ResultFigure{"figure", "count", 1}, std::nullopt}),
      "");
}

// More digits than a double has.
TEST(FigureTexts, TellTheLastWeiOfAnAmount) {
  EXPECT_EQ(apart("wei", "123456789012345678901", "123456789012345678902"), "+1 wei");
}

TEST(FigureTexts, TellADifferenceTooSmallToBeReadInItsUnit) {
  EXPECT_EQ(apart("share", 0.5, 0.5 + 1e-8), "+1e-08 share");
}

TEST(FigureTexts, HaveNoMoreDigitsThanAreReadAtAGlance) {
  EXPECT_EQ(brief_figure("293576.879079 gwei"), "293576.88 gwei");
  EXPECT_EQ(brief_figure("0.956008 gwei"), "0.956008 gwei");
  EXPECT_EQ(brief_figure("3899.8992825"), "3899.8993");
  EXPECT_EQ(brief_figure("0.00000123456789"), "0.0000012345679");
  EXPECT_EQ(brief_figure("123456789012.987654 gwei"), "123456789012.99 gwei");
  EXPECT_EQ(brief_figure("284396"), "284396");
  EXPECT_EQ(brief_figure("1h 02m 03.25s"), "1h 02m 03.25s");
  EXPECT_EQ(brief_figure("a text"), "a text");
}

}  // namespace
}  // namespace orrery::gui

// Proves WCAG contrast: texts reach 4.5:1 on every ground that they stand on, marks of every kind 3:1; and that kinds
// of messages and networks can be told apart with and without each of the three cones, by colour and by sign.
#include "gui/window/theme.h"

#include <gtest/gtest.h>

#include <set>

#include "gui/window/signs.h"
#include "tests/gui/window/colour_vision.h"

namespace orrery::gui {
namespace {

const std::vector<std::string> kKinds{"observe-req", "observe",    "report-req", "report",
                                      "final",       "final-echo", "new-epoch"};
const std::vector<std::string> kCommitteeKinds{"committee-ask", "committee-view", "committee-proposal",
                                               "committee-signature"};
constexpr double kApart = 10;  // CIEDE2000; 1 is the least that is noticed side by side

// Pairs 1, 7, 17, 25 and 34 of Sharma, Wu and Dalal (2005), table 1.
TEST(ColourVision, DifferencesOfThePaper) {
  EXPECT_NEAR(lab_difference({50, 2.6772, -79.7751}, {50, 0, -82.7485}), 2.0425, 1e-4);
  EXPECT_NEAR(lab_difference({50, 0, 0}, {50, -1, 2}), 2.3669, 1e-4);
  EXPECT_NEAR(lab_difference({50, 2.5, 0}, {73, 25, -18}), 27.1492, 1e-4);
  EXPECT_NEAR(lab_difference({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}), 1.2644, 1e-4);
  EXPECT_NEAR(lab_difference({2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}), 0.9082, 1e-4);
}

// What is grey is grey to all; red and green of one lightness are what some do not tell apart.
TEST(ColourVision, WhoSeesWhat) {
  for (const Vision vision : kVisions)
    EXPECT_LT(colour_difference(seen_with(vision, QColor(128, 128, 128)), QColor(128, 128, 128)), 0.5);
  const QColor red(0xb3, 0x47, 0x00), olive(0x76, 0x6d, 0x00);
  EXPECT_GT(colour_difference(red, olive), 25);
  EXPECT_LT(colour_difference(seen_with(Vision::kDeuteranopia, red), seen_with(Vision::kDeuteranopia, olive)), 8);
}

TEST(Theme, ContrastOfKnownPairs) {
  EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 0.01);
  EXPECT_NEAR(contrast(QColor(0x76, 0x76, 0x76), Qt::white), 4.54, 0.01);  // the classic limit grey
}

TEST(Theme, TextsCanBeRead) {
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    for (const QColor& ground : {theme->ground, theme->panel, theme->raised}) {
      for (const QColor& text : {theme->text, theme->quiet, theme->accent, theme->good, theme->bad, theme->warning}) {
        EXPECT_GE(contrast(text, ground), 4.5)
            << theme->is_dark << text.name().toStdString() << ground.name().toStdString();
      }
    }
    for (const QColor& text : {theme->text, theme->bad})
      EXPECT_GE(contrast(text, theme->bad_ground), 4.5) << theme->is_dark;
    EXPECT_GE(contrast(theme->text, theme->selection), 4.5);
  }
}

// What Qt's own widgets paint, also while they cannot be used or their window is not the active one.
TEST(Theme, EveryTextOfThePaletteCanBeReadInEveryState) {
  const std::vector<std::pair<QPalette::ColorRole, QPalette::ColorRole>> pairs{
      {QPalette::WindowText, QPalette::Window},
      {QPalette::Text, QPalette::Base},
      {QPalette::Text, QPalette::AlternateBase},
      {QPalette::PlaceholderText, QPalette::Base},
      {QPalette::ButtonText, QPalette::Button},
      {QPalette::HighlightedText, QPalette::Highlight},
      {QPalette::ToolTipText, QPalette::ToolTipBase},
      {QPalette::Link, QPalette::Base},
      {QPalette::Link, QPalette::Window},
      {QPalette::LinkVisited, QPalette::Base},
      {QPalette::BrightText, QPalette::Window},
      {QPalette::Text, QPalette::Window},
  };
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    const QPalette palette = theme->palette();
    for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
      for (const auto& [text, ground] : pairs) {
        EXPECT_GE(contrast(palette.color(group, text), palette.color(group, ground)), 4.5)
            << theme->is_dark << " group " << group << " role " << text << " on " << ground;
      }
    }
  }
}

// Forty networks differ in colour or sign, eight of them in colour; none looks like a kind of message.
TEST(Theme, NetworksCanBeToldApart) {
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    std::set<std::pair<QRgb, int>> all;
    for (int k = 0; k < kNetworksApart; ++k) {
      EXPECT_GE(contrast(theme->network(k), theme->ground), 3) << theme->is_dark << k;
      EXPECT_GE(contrast(theme->network(k), theme->panel), 3) << theme->is_dark << k;
      EXPECT_TRUE(all.emplace(theme->network(k).rgb(), network_sign(k)).second) << k;
      EXPECT_NE(network_sign(k), network_sign(k + 1)) << k;
      for (const std::string& kind : kKinds)
        EXPECT_LT(theme->network(k).hslSaturationF(), theme->kind(kind).hslSaturationF()) << k << kind;
    }
    for (int k = 0; k < 8; ++k)
      for (int other = 0; other < k; ++other)
        EXPECT_GE(least_difference(theme->network(k), theme->network(other)), kApart - 0.1)
            << theme->is_dark << k << other;
  }
}

TEST(Theme, KindsOfMessagesCanBeReadAndToldApart) {
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
      // They are words in tables as well as marks.
      for (const QColor& ground : {theme->ground, theme->panel, theme->raised})
        EXPECT_GE(contrast(theme->kind(kKinds[i]), ground), 4.5) << kKinds[i] << theme->is_dark;
      for (std::size_t j = i + 1; j < kKinds.size(); ++j)
        EXPECT_GE(least_difference(theme->kind(kKinds[i]), theme->kind(kKinds[j])), kApart)
            << theme->is_dark << kKinds[i] << kKinds[j];
    }
    for (int i = 0; i < 8; ++i) EXPECT_GE(contrast(theme->series(i), theme->ground), 3) << i;
  }
}

// As they lie on each other in the timeline's strip.
TEST(Theme, TheStripsColoursCanBeToldApart) {
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    const std::vector<QColor> stacked{theme->bad, theme->series(0), theme->series(1), theme->series(6), theme->quiet};
    for (std::size_t i = 0; i + 1 < stacked.size(); ++i)
      EXPECT_GE(least_difference(stacked[i], stacked[i + 1]), 7) << theme->is_dark << i;
  }
}

// No two shapes are the same, even to who sees no colour at all, and whatever feeds a scenario holds.
TEST(Signs, EveryKindHasAShapeOfItsOwn) {
  std::vector<std::string> kinds = kKinds;
  kinds.insert(kinds.end(), kCommitteeKinds.begin(), kCommitteeKinds.end());
  for (std::size_t i = 0; i < kinds.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(kind_sign(kinds[i], {0, 0}, 4), kind_sign(kinds[j], {0, 0}, 4)) << kinds[i] << kinds[j];
  for (const std::string& kind : kinds) {
    const QRectF box = kind_sign(kind, {10, 10}, 4).boundingRect();
    EXPECT_TRUE(QRectF(6, 6, 8, 8).adjusted(-0.1, -0.1, 0.1, 0.1).contains(box)) << kind;
  }
}

}  // namespace
}  // namespace orrery::gui

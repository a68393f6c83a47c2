// Proves WCAG contrast: texts reach 4.5:1 on every ground that they stand on, marks of every kind 3:1.
#include "gui/window/theme.h"

#include <gtest/gtest.h>

namespace orrery::gui {
namespace {

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

// Forty networks, of which neighbours can be told apart; none looks like a kind of message.
TEST(Theme, NetworksHaveColoursOfTheirOwn) {
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    for (int k = 0; k < 40; ++k) {
      EXPECT_GE(contrast(theme->network(k), theme->ground), 3) << theme->is_dark << k;
      EXPECT_GE(contrast(theme->network(k), theme->panel), 3) << theme->is_dark << k;
      for (int other = 0; other < k; ++other) EXPECT_NE(theme->network(k), theme->network(other)) << k << other;
      for (const char* kind : {"observe-req", "observe", "report-req", "report", "final", "final-echo", "new-epoch"})
        EXPECT_LT(theme->network(k).hslSaturationF(), theme->kind(kind).hslSaturationF()) << k << kind;
    }
  }
}

TEST(Theme, KindsOfMessagesCanBeReadAndToldApart) {
  const std::vector<std::string> kinds{"observe-req", "observe",    "report-req", "report",
                                       "final",       "final-echo", "new-epoch"};
  for (const Theme* theme : {&dark_theme(), &light_theme()}) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      // They are words in tables as well as marks.
      for (const QColor& ground : {theme->ground, theme->panel, theme->raised})
        EXPECT_GE(contrast(theme->kind(kinds[i]), ground), 4.5) << kinds[i] << theme->is_dark;
      for (std::size_t j = i + 1; j < kinds.size(); ++j) EXPECT_NE(theme->kind(kinds[i]), theme->kind(kinds[j]));
    }
    for (int i = 0; i < 8; ++i) EXPECT_GE(contrast(theme->series(i), theme->ground), 3) << i;
  }
}

}  // namespace
}  // namespace orrery::gui

#include "gui/window/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace orrery::gui {
namespace {

struct KindColour {
  std::string_view kind;
  QRgb dark, light;
};
// Chosen so that to normal eyes and to those without one of the three cones every two of them differ by 10 (CIEDE2000)
// or more, as near to Okabe and Ito's hues as that lets them be.
constexpr std::array kKinds{
    KindColour{"observe-req", 0xffa3d6f9, 0xff046ec5},
    KindColour{"observe", 0xff1ecf9e, 0xff207359},
    KindColour{"report-req", 0xffeea80d, 0xff8d6535},
    KindColour{"report", 0xfff6ea4d, 0xff3e3600},
    KindColour{"final", 0xffd47eac, 0xffae4280},
    KindColour{"final-echo", 0xffbe94e1, 0xff6a348b},
    KindColour{"new-epoch", 0xffef6334, 0xff873833},
    KindColour{"committee-ask", 0xffa3d6f9, 0xff046ec5},
    KindColour{"committee-view", 0xff1ecf9e, 0xff207359},
    KindColour{"committee-proposal", 0xffeea80d, 0xff8d6535},
    KindColour{"committee-signature", 0xfff6ea4d, 0xff3e3600},
};
constexpr std::array<QRgb, 8> kSeriesDark{0xffa3d6f9, 0xffeea80d, 0xff1ecf9e, 0xffd47eac,
                                          0xfff6ea4d, 0xffef6334, 0xffbe94e1, 0xff9fb4c8};
constexpr std::array<QRgb, 8> kSeriesLight{0xff046ec5, 0xff8d6535, 0xff207359, 0xffae4280,
                                           0xff3e3600, 0xff873833, 0xff6a348b, 0xff55677a};
// Pale; every two differ by 9.9 or more to the same eyes.
constexpr std::array<QRgb, 8> kNetworksDark{0xff7591b9, 0xffcbabb0, 0xff85be8c, 0xffb1afd9,
                                            0xffa49959, 0xffb7dad9, 0xffb58699, 0xffcdddbd};
constexpr std::array<QRgb, 8> kNetworksLight{0xff5e68b0, 0xff6b353c, 0xff458a47, 0xff4b3469,
                                             0xff928974, 0xff3a6962, 0xff884b81, 0xff4e6735};

Theme make_dark() {
  Theme t;
  t.ground = QColor(0x0e, 0x13, 0x1a);
  t.panel = QColor(0x15, 0x1c, 0x26);
  t.raised = QColor(0x1f, 0x29, 0x36);
  t.line = QColor(0x35, 0x43, 0x55);
  t.land = QColor(0x26, 0x33, 0x42);
  t.text = QColor(0xe8, 0xee, 0xf5);
  t.quiet = QColor(0xa6, 0xb6, 0xc8);
  t.accent = QColor(0x5a, 0xb8, 0xff);
  t.good = QColor(0x4c, 0xd3, 0x9a);
  t.bad = QColor(0xff, 0x7b, 0x72);
  t.warning = QColor(0xf2, 0xb1, 0x34);
  t.bad_ground = QColor(0x3a, 0x1b, 0x20);
  t.selection = QColor(0x24, 0x4a, 0x6e);
  t.hover = QColor(0xff, 0xff, 0xff);
  t.is_dark = true;
  return t;
}

Theme make_light() {
  Theme t;
  t.ground = QColor(0xf7, 0xf9, 0xfb);
  t.panel = QColor(0xff, 0xff, 0xff);
  t.raised = QColor(0xec, 0xf1, 0xf6);
  t.line = QColor(0xbf, 0xca, 0xd6);
  t.land = QColor(0xdb, 0xe3, 0xea);
  t.text = QColor(0x17, 0x20, 0x2b);
  t.quiet = QColor(0x49, 0x58, 0x68);
  t.accent = QColor(0x00, 0x5f, 0xb8);
  t.good = QColor(0x0a, 0x6e, 0x4a);
  t.bad = QColor(0xb4, 0x23, 0x18);
  t.warning = QColor(0x8a, 0x5a, 0x00);
  t.bad_ground = QColor(0xfd, 0xe5, 0xe3);
  t.selection = QColor(0xc4, 0xdf, 0xfa);
  t.hover = QColor(0x00, 0x00, 0x00);
  t.is_dark = false;
  return t;
}

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
  return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

}  // namespace

const Theme& dark_theme() {
  static const Theme kTheme = make_dark();
  return kTheme;
}

const Theme& light_theme() {
  static const Theme kTheme = make_light();
  return kTheme;
}

QColor Theme::kind(std::string_view message_kind) const {
  const auto* found = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& k) { return k.kind == message_kind; });
  if (found == kKinds.end()) return quiet;
  return QColor::fromRgb(is_dark ? found->dark : found->light);
}

QColor Theme::series(int k) const {
  const auto& all = is_dark ? kSeriesDark : kSeriesLight;
  return QColor::fromRgb(all[static_cast<std::size_t>(k) % all.size()]);
}

QColor Theme::network(int k) const {
  const auto& all = is_dark ? kNetworksDark : kNetworksLight;
  return QColor::fromRgb(all[static_cast<std::size_t>(k) % all.size()]);
}

QPalette Theme::palette() const {
  QPalette p;
  p.setColor(QPalette::Window, panel);
  p.setColor(QPalette::WindowText, text);
  p.setColor(QPalette::Base, ground);
  p.setColor(QPalette::AlternateBase, panel);
  p.setColor(QPalette::Text, text);
  p.setColor(QPalette::PlaceholderText, quiet);
  p.setColor(QPalette::Button, raised);
  p.setColor(QPalette::ButtonText, text);
  p.setColor(QPalette::Highlight, selection);
  p.setColor(QPalette::HighlightedText, text);
  p.setColor(QPalette::ToolTipBase, raised);
  p.setColor(QPalette::ToolTipText, text);
  p.setColor(QPalette::Link, accent);
  p.setColor(QPalette::Light, raised);
  p.setColor(QPalette::Mid, line);
  p.setColor(QPalette::Dark, line);
  p.setColor(QPalette::LinkVisited, accent);
  p.setColor(QPalette::BrightText, text);
  // What cannot be used now still says what it would do; that it cannot shows by its flat ground (style_sheet()).
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, quiet);
  p.setColor(QPalette::Disabled, QPalette::Button, panel);
  return p;
}

QString Theme::style_sheet() const {
  return QStringLiteral(
             "QMainWindow::separator { background: %1; width: 1px; height: 1px; }"
             "QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }"
             "QTabBar::tab { background: %2; color: %4; padding: 3px 7px; border: none; }"
             "QTabBar::tab:selected { background: %3; color: %5; border-bottom: 2px solid %6; }"
             "QTabBar { qproperty-drawBase: 0; }"
             "QHeaderView::section { background: %3; color: %4; border: none; border-right: 1px solid %1; padding: 2px "
             "6px; }"
             "QTableView, QTreeView, QTextBrowser, QListView { background: %7; border: none; gridline-color: %2;"
             " selection-background-color: %8; selection-color: %5; }"
             "QTableView::item { padding: 0 4px; }"
             "QToolBar { background: %2; border: none; spacing: 4px; padding: 3px; }"
             "QToolButton { color: %5; background: %3; border: 1px solid %1; border-radius: 4px; padding: 2px 7px; }"
             "QToolButton#qt_toolbar_ext_button { padding: 0; } QFileDialog QToolButton { padding: 2px; }"
             "QToolButton:hover { border-color: %6; } QToolButton:checked { background: %8; border-color: %6; }"
             "QToolButton:disabled, QPushButton:disabled { color: %4; background: %2; border-style: dashed; }"
             "QLineEdit { background: %7; border: 1px solid %1; border-radius: 4px; padding: 2px 6px; }"
             "QLineEdit:focus { border-color: %6; }"
             "QStatusBar { background: %2; color: %4; } QStatusBar::item { border: none; }"
             "QToolTip { background: %3; color: %5; border: 1px solid %1; padding: 3px; }"
             "QMenu { background: %3; color: %5; border: 1px solid %1; } QMenu::item:selected { background: %8; }"
             "QPushButton { background: %3; color: %5; border: 1px solid %1; border-radius: 4px; padding: 4px 12px; }"
             "QPushButton:hover, QPushButton:focus { border-color: %6; }"
             "QSplitter::handle { background: %1; }"
             "QScrollBar { background: %7; border: none; } QScrollBar:vertical { width: 10px; }"
             "QScrollBar:horizontal { height: 10px; } QScrollBar::handle { background: %1; border-radius: 4px;"
             " min-height: 18px; min-width: 18px; }"
             "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }")
      .arg(line.name(), panel.name(), raised.name(), quiet.name(), text.name(), accent.name(), ground.name(),
           selection.name());
}

double contrast(const QColor& a, const QColor& b) {
  const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
  return std::max(x, y) / std::min(x, y);
}

}  // namespace orrery::gui

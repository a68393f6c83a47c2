#pragma once

#include <QColor>
#include <QPalette>
#include <QString>
#include <string_view>

namespace orrery::gui {

/// The colours of one look. Texts reach a contrast of 4.5:1 on every ground they stand on, marks 3:1; tests hold this.
/// Kinds of messages follow Okabe and Ito's palette for colour-blind readers (https://jfly.uni-koeln.de/color/); they,
/// and eight networks, stay apart to readers without one of the three cones; tests hold this too. What is drawn small
/// says by its shape as well what it is (signs.h).
struct Theme {
  QColor ground, panel, raised, line, land;
  QColor text, quiet;  ///< quiet: labels and units
  QColor accent, good, bad, warning;
  QColor bad_ground;  ///< behind what a fault has struck
  QColor selection, hover;
  bool is_dark = true;

  /// Colour of a kind of message; the same kind has the same colour in every view.
  QColor kind(std::string_view message_kind) const;
  /// Colour of the k-th line of a chart.
  QColor series(int k) const;
  /// Colour of the k-th network: pale, so that no kind of message is taken for it. Eight colours; a network's sign
  /// (signs.h) tells those of one colour apart.
  QColor network(int k) const;
  QPalette palette() const;
  QString style_sheet() const;
};

const Theme& dark_theme();
const Theme& light_theme();

/// WCAG 2.1 contrast of two colours, from 1 to 21.
double contrast(const QColor& a, const QColor& b);

}  // namespace orrery::gui

#pragma once

#include <string>

#include "scenarios/recording/compare.h"

namespace orrery::gui {

/// B − A of a figure, with a sign and in the unit in which the figure is read; "" for texts, and where one run has no
/// such figure.
std::string difference_text(const scenarios::DifferingFigure& figure);

/// A figure as `to_text` writes it with no more digits than are read at a glance: "293576.879079 gwei" is
/// "293576.88 gwei". Whole numbers stay as they are.
std::string brief_figure(const std::string& text);

}  // namespace orrery::gui

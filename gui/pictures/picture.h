#pragma once

#include <QSize>
#include <QString>
#include <QWidget>

namespace orrery::gui {

/// Renders a widget as PNG or SVG, by the file's ending. False when the file cannot be written or has another ending.
bool save_picture(QWidget& widget, const QString& path, QSize size);

}  // namespace orrery::gui

#pragma once

#include <QPainter>
#include <QPainterPath>
#include <string_view>

namespace orrery::gui {

/// Signs that say the same as the colours of theme.h, for readers to whom some colours look alike.

/// The shape of a kind of message, filled, within a circle of that radius; a disc for a kind without one of its own.
/// Steps of the committee's protocol have the shape of the step of OCR that they share a colour with.
QPainterPath kind_sign(std::string_view message_kind, QPointF at, double radius);

/// How many networks have a colour and a sign that no other has.
inline constexpr int kNetworksApart = 40;
/// The number of the k-th network's sign, from 0 for none. Networks of one colour have different signs.
int network_sign(int k);
/// Draws the k-th network's sign into a glyph of that radius and of the network's colour, in the colour of its ground.
void paint_network_sign(QPainter& painter, int k, QPointF at, double radius, const QColor& ground);

}  // namespace orrery::gui

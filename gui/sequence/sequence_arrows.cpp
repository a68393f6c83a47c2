#include "gui/sequence/sequence_arrows.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace orrery::gui {
namespace {

auto look_of(const SequenceArrow& a) { return std::tie(a.kind, a.lost, a.told, a.faint, a.from, a.to, a.begin, a.end); }

std::int32_t pixel(double x) { return static_cast<std::int32_t>(std::lround(std::clamp(x, -1e6, 1e6))); }

}  // namespace

std::vector<SequenceArrow> sequence_arrows(const MessageWindow& window, const SequenceAxes& axes,
                                           sim::EntityId pointed_at, const std::function<double(std::int64_t)>& x_of) {
  std::vector<SequenceArrow> arrows;
  arrows.reserve(window.flights.size());
  for (const Flight& flight : window.flights) {
    const WindowMessage& message = window.messages[flight.message];
    const auto from = axes.axis_of(message.sender), to = axes.axis_of(flight.receiver);
    if (!from.has_value() || !to.has_value() || message.sender == flight.receiver) continue;
    SequenceArrow arrow;
    arrow.from = static_cast<std::uint32_t>(*from);
    arrow.to = static_cast<std::uint32_t>(*to);
    arrow.begin = pixel(x_of(flight.begin));
    arrow.end = pixel(x_of(flight.end));
    arrow.kind = message.kind;
    arrow.lost = flight.lost;
    arrow.told = flight.arrival == Arrival::kRecorded || flight.arrival == Arrival::kCaused;
    arrow.faint = !pointed_at.is_none() && pointed_at != message.sender && pointed_at != flight.receiver;
    arrow.copies = 1;
    arrows.push_back(arrow);
  }
  std::sort(arrows.begin(), arrows.end(), [](const auto& a, const auto& b) { return look_of(a) < look_of(b); });
  std::size_t kept = 0;
  for (const SequenceArrow& arrow : arrows) {
    if (kept > 0 && look_of(arrows[kept - 1]) == look_of(arrow)) {
      ++arrows[kept - 1].copies;
    } else {
      arrows[kept++] = arrow;
    }
  }
  arrows.resize(kept);
  return arrows;
}

}  // namespace orrery::gui

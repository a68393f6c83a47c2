#include "gui/round/round_strip.h"

#include <algorithm>

namespace orrery::gui {

std::vector<std::optional<RoundStrip::Label>> RoundStrip::labels(const std::vector<Epoch>& epochs, double left,
                                                                 double right, double gap) {
  std::vector<std::optional<Label>> labels(epochs.size());
  // What the current epoch's label leaves free: all when none is current.
  double taken_from = right + gap, taken_until = right + gap;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    if (!epochs[i].is_current) continue;
    const bool is_brief = epochs[i].full > right - left;
    const double width = is_brief ? epochs[i].brief : epochs[i].full;
    taken_from = std::max(left, std::min(epochs[i].left, right - width));
    taken_until = taken_from + width;
    labels[i] = Label{taken_from, is_brief};
  }
  double free_from = left;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    const Epoch& epoch = epochs[i];
    if (epoch.is_current) continue;
    double until = i + 1 < epochs.size() ? epochs[i + 1].left : right + gap;
    if (epoch.left < taken_until) until = std::min(until, taken_from);
    if (epoch.left < free_from || (epoch.left >= taken_from && epoch.left < taken_until + gap)) continue;
    const bool is_brief = epoch.left + epoch.full + gap > until;
    if (is_brief && epoch.left + epoch.brief + gap > until) continue;
    labels[i] = Label{epoch.left, is_brief};
    free_from = epoch.left + (is_brief ? epoch.brief : epoch.full) + gap;
  }
  return labels;
}

}  // namespace orrery::gui

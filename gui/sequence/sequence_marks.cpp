#include "gui/sequence/sequence_marks.h"

#include <algorithm>
#include <tuple>

namespace orrery::gui {

bool is_earlier(const SequenceMark& a, const SequenceMark& b) {
  return std::tie(a.time, a.row, a.kind) < std::tie(b.time, b.row, b.kind);
}

MarkSpan marks_between(const std::vector<SequenceMark>& marks, std::int64_t from, std::int64_t until) {
  const auto before = [](const SequenceMark& mark, std::int64_t time) { return mark.time < time; };
  const auto first = std::lower_bound(marks.begin(), marks.end(), from, before);
  const auto end = std::lower_bound(first, marks.end(), until, before);
  return {static_cast<std::size_t>(first - marks.begin()), static_cast<std::size_t>(end - marks.begin())};
}

std::vector<BlockBox> block_boxes(const std::vector<SequenceMark>& marks, const SequenceAxes& axes,
                                  const std::function<double(std::int64_t)>& x_of, double least) {
  constexpr double kAlone = 1e6;
  std::vector<BlockBox> boxes;
  std::vector<std::optional<std::size_t>> last(axes.axes().size());
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const SequenceMark& mark = marks[i];
    const bool undone = mark.kind == SequenceMark::Kind::kUndoneBlock;
    if (!undone && mark.kind != SequenceMark::Kind::kBlock) continue;
    const auto axis = axes.axis_of(mark.entity);
    if (!axis.has_value()) continue;
    const double x = x_of(mark.time);
    auto& before = last[*axis];
    if (before.has_value() && boxes[*before].undone == undone && x - boxes[*before].x < least) {
      boxes[*before].marks.push_back(i);
      boxes[*before].transactions += mark.of;
      continue;
    }
    BlockBox box{static_cast<std::uint32_t>(*axis), x, kAlone, {i}, undone, mark.of};
    if (before.has_value()) {
      box.room = x - boxes[*before].x;
      boxes[*before].room = std::min(boxes[*before].room, box.room);
    }
    before = boxes.size();
    boxes.push_back(std::move(box));
  }
  return boxes;
}

}  // namespace orrery::gui

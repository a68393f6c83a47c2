#include "gui/sequence/sequence_key.h"

#include <algorithm>

namespace orrery::gui {
namespace {

using Kind = SequenceMark::Kind;

struct MarkName {
  Kind kind;
  const char* text;
};
constexpr MarkName kMarks[] = {
    {Kind::kQuorum, "quorum reached"},
    {Kind::kShort, "quorum not reached"},
    {Kind::kTimeout, "round timed out"},
    {Kind::kMissed, "deadline missed"},
    {Kind::kBlock, "block"},
    {Kind::kUndoneBlock, "block undone"},
    {Kind::kReorg, "reorg"},
    {Kind::kUpdate, "answer updated"},
    {Kind::kSent, "transaction sent"},
    {Kind::kConfirmed, "seen in a block"},
    {Kind::kFailed, "transaction failed"},
    {Kind::kFinal, "final up to here"},
    {Kind::kStalled, "finality stalled"},
};

}  // namespace

std::vector<KeyEntry> sequence_key(const std::vector<SequenceArrow>& arrows, const std::vector<std::string>& kinds,
                                   const std::vector<SequenceMark>& marks, const SequenceAxes& axes,
                                   const SequenceDrawn& drawn) {
  std::vector<bool> is_drawn(kinds.size());
  bool lost = false, not_told = false;
  for (const SequenceArrow& arrow : arrows) {
    if (!arrow.lost) is_drawn[arrow.kind] = true;
    lost = lost || arrow.lost;
    not_told = not_told || (!arrow.lost && !arrow.told);
  }
  using Sign = KeyEntry::Sign;
  std::vector<KeyEntry> key;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (is_drawn[i]) key.push_back({.sign = Sign::kArrow, .name = kinds[i], .text = kinds[i]});
  if (lost) key.push_back({.sign = Sign::kLost, .text = "lost"});
  for (const MarkName& name : kMarks) {
    const bool there = std::any_of(marks.begin(), marks.end(), [&](const SequenceMark& mark) {
      return mark.kind == name.kind && (mark.kind == Kind::kMissed || axes.axis_of(mark.entity).has_value());
    });
    if (there) key.push_back({.sign = Sign::kMark, .mark = name.kind, .text = name.text});
  }
  if (drawn.handovers) key.push_back({.sign = Sign::kHandover, .text = "into a block"});
  for (const auto& [phase, text] :
       {std::pair("observe", "observing"), std::pair("grace", "grace period"), std::pair("report", "reporting")}) {
    if (drawn.phases.contains(phase)) key.push_back({.sign = Sign::kPhase, .name = phase, .text = text});
  }
  for (const std::string& phase : drawn.phases) {
    if (phase != "observe" && phase != "grace" && phase != "report" && phase != "final")
      key.push_back({.sign = Sign::kPhase, .name = phase, .text = phase});
  }
  if (drawn.down) key.push_back({.sign = Sign::kDown, .text = "machine not up"});
  if (drawn.partly_down) key.push_back({.sign = Sign::kPartlyDown, .text = "some of a group not up"});
  if (not_told) key.push_back({.sign = Sign::kNotTold, .text = "arrival not recorded"});
  return key;
}

}  // namespace orrery::gui

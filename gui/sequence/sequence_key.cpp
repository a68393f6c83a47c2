#include "gui/sequence/sequence_key.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

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

// The least goes first.
int worth(const KeyEntry& entry) {
  using Sign = KeyEntry::Sign;
  const auto tells_itself = [&entry](std::string_view phase) { return entry.name == phase; };
  if (entry.sign == Sign::kMark && entry.mark == Kind::kBlock) return 0;
  if (entry.sign == Sign::kPhase) return tells_itself("observe") || tells_itself("report") ? 1 : 3;
  return entry.sign == Sign::kNotTold || entry.sign == Sign::kDown ? 2 : 4;
}

// Of `entries`, in their order, or none at all when they do not fit.
std::optional<std::vector<KeyPlace>> places(const std::vector<std::size_t>& entries, const std::vector<double>& widths,
                                            const std::vector<double>& lines) {
  std::vector<KeyPlace> found;
  std::size_t line = 0;
  double x = 0;
  for (const std::size_t entry : entries) {
    while (line < lines.size() && x + widths[entry] > lines[line]) {
      ++line;
      x = 0;
    }
    if (line == lines.size()) return std::nullopt;
    found.push_back({entry, line, x});
    x += widths[entry];
  }
  return found;
}

}  // namespace

std::vector<KeyPlace> lay_out_key(const std::vector<KeyEntry>& key, const std::vector<double>& widths,
                                  const std::vector<double>& lines) {
  std::vector<std::size_t> kept(key.size());
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  while (true) {
    if (auto found = places(kept, widths, lines); found.has_value()) return *found;
    // Of two of one worth the later one.
    const auto least = std::min_element(kept.rbegin(), kept.rend(),
                                        [&](std::size_t a, std::size_t b) { return worth(key[a]) < worth(key[b]); });
    kept.erase(std::next(least).base());
  }
}

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

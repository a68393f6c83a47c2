#include "gui/stage/chain_silence.h"

#include <algorithm>

namespace orrery::gui {
namespace {

// Gaps of a chain with proof of work are exponential: one in 256 is longer than eight of their medians.
constexpr std::int64_t kGaps = 8;
constexpr sim::Duration kLeastSilence = sim::Duration::seconds(10);
constexpr std::size_t kFewestGaps = 3;  // that make a pace

}  // namespace

std::string silence_text(const ChainTail& tail, sim::Time now) {
  std::vector<std::int64_t> gaps;
  const TailBlock* before = nullptr;
  for (const TailBlock& block : tail.blocks) {
    if (block.reorged) continue;
    if (before != nullptr) gaps.push_back(block.time - before->time);
    before = &block;
  }
  if (gaps.size() < kFewestGaps) return {};
  const auto median = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), median, gaps.end());
  const sim::Duration silence = now - sim::Time::from_unix_nanoseconds(tail.blocks.back().time);
  if (silence <= std::max(kLeastSilence, sim::Duration::nanoseconds(*median) * kGaps)) return {};
  const std::int64_t seconds = silence.whole_seconds();
  const std::string text = seconds < 120    ? std::to_string(seconds) + " s"
                           : seconds < 7200 ? std::to_string(seconds / 60) + " min"
                                            : std::to_string(seconds / 3600) + " h";
  return "no block for " + text;
}

}  // namespace orrery::gui

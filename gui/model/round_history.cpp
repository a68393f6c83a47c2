#include "gui/model/round_history.h"

#include <algorithm>

#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

bool begins_earlier(const RoundSpan& a, const RoundSpan& b) { return a.begin < b.begin; }

}  // namespace

const char* to_text(RoundSpan::Outcome outcome) {
  switch (outcome) {
    case RoundSpan::Outcome::kReported:
      return "reported";
    case RoundSpan::Outcome::kSkipped:
      return "skipped";
    case RoundSpan::Outcome::kAbandoned:
      return "abandoned";
  }
  return "";
}

void RoundHistory::read_on(const sim::RecordingReader& reader, const std::atomic<bool>& stop) {
  reader.select(
      "SELECT id, time, \"begin\", entity, network, epoch, round, outcome FROM span WHERE id > ?1 AND kind = 'round' "
      "ORDER BY id",
      {sim::Value(last_row_)}, [&](const sim::Statement& row) {
        RoundSpan span;
        last_row_ = span.row = static_cast<std::uint64_t>(row.integer(0));
        span.end = row.integer(1);
        span.begin = row.integer(2);
        span.leader = {static_cast<std::uint32_t>(row.integer(3))};
        span.network = {static_cast<std::uint32_t>(row.integer(4))};
        span.epoch = row.integer(5);
        span.round = row.integer(6);
        const std::string_view outcome = row.text(7);
        span.outcome = outcome == "reported"    ? RoundSpan::Outcome::kReported
                       : outcome == "abandoned" ? RoundSpan::Outcome::kAbandoned
                                                : RoundSpan::Outcome::kSkipped;
        if (by_network_.size() <= span.network.index) by_network_.resize(span.network.index + 1);
        auto& rounds = by_network_[span.network.index];
        // Rows come in the order of ending, which is nearly that of beginning.
        rounds.insert(std::upper_bound(rounds.begin(), rounds.end(), span, begins_earlier), span);
        ++size_;
        return !stop.load();
      });
}

const std::vector<RoundSpan>& RoundHistory::of(sim::EntityId network) const {
  static const std::vector<RoundSpan> kNone;
  return network.index < by_network_.size() ? by_network_[network.index] : kNone;
}

const RoundSpan* RoundHistory::at(sim::EntityId network, sim::Time time) const {
  const auto& rounds = of(network);
  RoundSpan wanted;
  wanted.begin = time.unix_nanoseconds();
  const auto after = std::upper_bound(rounds.begin(), rounds.end(), wanted, begins_earlier);
  return after == rounds.begin() ? nullptr : &*(after - 1);
}

const RoundSpan* RoundHistory::find(sim::EntityId network, std::int64_t epoch, std::int64_t round) const {
  const auto& rounds = of(network);
  const auto found =
      std::find_if(rounds.begin(), rounds.end(), [&](const auto& r) { return r.epoch == epoch && r.round == round; });
  return found == rounds.end() ? nullptr : &*found;
}

const RoundSpan* RoundHistory::next(sim::EntityId network, sim::Time time) const {
  const RoundSpan* best = nullptr;
  RoundSpan wanted;
  wanted.begin = time.unix_nanoseconds();
  for (std::uint32_t i = 0; i < by_network_.size(); ++i) {
    if (!network.is_none() && network.index != i) continue;
    const auto& rounds = by_network_[i];
    const auto after = std::upper_bound(rounds.begin(), rounds.end(), wanted, begins_earlier);
    if (after != rounds.end() && (best == nullptr || after->begin < best->begin)) best = &*after;
  }
  return best;
}

const RoundSpan* RoundHistory::previous(sim::EntityId network, sim::Time time) const {
  const RoundSpan* best = nullptr;
  RoundSpan wanted;
  wanted.begin = time.unix_nanoseconds();
  for (std::uint32_t i = 0; i < by_network_.size(); ++i) {
    if (!network.is_none() && network.index != i) continue;
    const auto& rounds = by_network_[i];
    const auto after = std::lower_bound(rounds.begin(), rounds.end(), wanted, begins_earlier);
    if (after != rounds.begin() && (best == nullptr || (after - 1)->begin > best->begin)) best = &*(after - 1);
  }
  return best;
}

}  // namespace orrery::gui

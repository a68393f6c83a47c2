#include "nodes/market/recent_high.h"

namespace orrery::nodes {

Price RecentHigh::note(sim::Time now, Price price) {
  while (!candidates_.empty() && candidates_.back().second <= price) candidates_.pop_back();
  candidates_.emplace_back(now, price);
  while (candidates_.front().first + memory_ < now) candidates_.pop_front();
  return candidates_.front().second;
}

}  // namespace orrery::nodes

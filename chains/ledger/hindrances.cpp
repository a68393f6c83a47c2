#include "chains/ledger/hindrances.h"

#include <algorithm>
#include <functional>

namespace orrery::chains {

void Hindrances::note(const std::vector<sim::CauseId>& causes) {
  for (const sim::CauseId row : causes) {
    if (row.row == 0) continue;
    auto known = std::find_if(causes_.begin(), causes_.end(), [row](const Cause& cause) { return cause.row == row; });
    if (known == causes_.end()) known = causes_.insert(known, Cause{row, 0});
    ++known->steps;
  }
}

std::vector<sim::CauseId> Hindrances::main() const {
  std::uint64_t most = 0;
  for (const Cause& cause : causes_) most = std::max(most, cause.steps);
  std::vector<sim::CauseId> rows;
  for (const Cause& cause : causes_)
    if (cause.steps * 10 >= most) rows.push_back(cause.row);
  std::sort(rows.begin(), rows.end(), std::greater<>());
  return rows;
}

}  // namespace orrery::chains

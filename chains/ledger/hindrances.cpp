#include "chains/ledger/hindrances.h"

#include <algorithm>

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
  std::vector<Cause> causes = causes_;
  std::stable_sort(causes.begin(), causes.end(), [](const Cause& a, const Cause& b) { return a.steps > b.steps; });
  std::vector<sim::CauseId> rows;
  for (const Cause& cause : causes)
    if (cause.steps * 10 >= causes.front().steps) rows.push_back(cause.row);
  return rows;
}

}  // namespace orrery::chains

#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel.h"
#include "sim/network.h"
#include "sim/time.h"

namespace orrery::sim {

/// A machine's clock: true time plus a constant skew plus a drift that grows from the start of the world. Faults put
/// further skews and drifts on top, each keyed by its row; taking one off steps the clock back by what it had added, as
/// a time daemon does.
class HostClock {
 public:
  HostClock(ClockSpec spec, Time start) : offsets_{{CauseId{}, spec, start}} { sum_up(); }

  /// What this clock shows at true time `now`.
  Time local(Time now) const;
  /// How long a timer of `local` on this clock takes in true time, with the drift that holds now.
  Duration true_duration(Duration local) const;

  void add(CauseId fault, ClockSpec offset, Time since);
  void remove(CauseId fault);

 private:
  struct Offset {
    CauseId fault;
    ClockSpec spec;
    Time since;
  };
  void sum_up();

  std::vector<Offset> offsets_;  // the machine's own first
  bool is_true_ = true;          // no offset at all: the common case
  std::int64_t drift_ = 0;       // sum, parts per billion
};

}  // namespace orrery::sim

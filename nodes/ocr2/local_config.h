#pragma once

#include "sim/time.h"

namespace orrery::nodes {

/// What the operator of one node sets, not the contract. Limits: spec/ocr.md §3.10.3.
struct LocalConfig {
  sim::Duration blockchain_timeout = sim::Duration::seconds(20);            ///< of the contract read at start
  sim::Duration transmit_timeout = sim::Duration::seconds(10);              ///< of one call of the contract transmitter
  sim::Duration min_max_duration_query = sim::Duration::milliseconds(100);  ///< MaxDurationQuery is raised to it
};

}  // namespace orrery::nodes

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/time.h"

namespace orrery::scenarios {

/// One-way latency of a pair of zones, both directions.
struct LatencyRow {
  std::string zone_a, zone_b;
  sim::Duration one_way;
};

/// Reads a latency CSV: '#' comments, the header zone_a,zone_b,one_way_ms[,...], a row a pair; milliseconds with up to
/// six decimals. Throws sim::InputError at "<name>:<line>" for a wrong header, a missing field, a pair twice, or what
/// is not a latency from 0 to 60 000 ms.
std::vector<LatencyRow> parse_latency_table(std::string_view text, const std::string& name);

}  // namespace orrery::scenarios

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/network.h"
#include "sim/random.h"

namespace orrery::sim {

/// One direction of a path between two zones, ready to draw from.
struct Link {
  LinkSpec spec;
  bool is_set = false;

  /// Latency of one copy without its size: base plus jitter. Draws once, or not at all without jitter.
  Duration draw_latency(Random& jitter) const;
};

/// Throws InputError for a latency that is negative or longer than a day.
void check_latency(Duration latency);

/// The paths between zones, both directions apart. Memory: zones^2.
class ZoneMatrix {
 public:
  /// Returns the new zone's index. Its path to itself has the zone's internal latency and a jitter to match.
  std::uint32_t add_zone(Duration internal_latency);
  /// Throws InputError for a duration that is negative or of days, or a share over one.
  void set(std::uint32_t from, std::uint32_t to, const LinkSpec& spec);
  const Link& link(std::uint32_t from, std::uint32_t to) const { return links_[from][to]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(links_.size()); }

 private:
  std::vector<std::vector<Link>> links_;
};

/// How long `bytes` take at `bytes_per_second`; zero when that is 0, which means without limit.
Duration transfer_time(std::uint64_t bytes, std::uint64_t bytes_per_second);

}  // namespace orrery::sim

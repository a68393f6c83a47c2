#pragma once

#include <cstdint>

#include "chains/bytes.h"
#include "chains/contract.h"

namespace orrery::chains {

/// The contract on a rollup that says whether its sequencer is up, with the reading interface of Chainlink's L2
/// sequencer uptime feeds: latestRoundData() gives answer 0 (up) or 1 (down) and startedAt, when that began. Its
/// constructor takes (address updater, bool initialStatus); updateStatus(bool status, uint64 timestamp) is for the
/// updater, which stands for the L1 contract whose messages the rollup must run first. Left out: the readers' access
/// list, ownership.
ContractKind uptime_feed_kind();
inline constexpr const char* kUptimeFeed = "SequencerUptimeFeed";

/// Constructor arguments and call, encoded.
Bytes uptime_feed_arguments(const Address& updater, bool is_down);
Bytes update_status_input(bool is_down, std::uint64_t timestamp);

}  // namespace orrery::chains

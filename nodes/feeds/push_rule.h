#pragma once

#include <optional>
#include <string>

#include "chains/rpc/rpc_client.h"
#include "chains/uint256.h"
#include "sim/fault.h"
#include "sim/time.h"

namespace orrery::nodes {

/// When an oracle writes a new answer: with the first one, when the price is off the answer on chain by the deviation
/// or more, or when that answer is older than the heartbeat. The same rule as the median plugin's, for the baselines.
/// Source: spec ocr.md §4.4.
struct PushRule {
  std::uint64_t deviation_ppb = 5'000'000;  ///< parts per billion of the answer, 0.5 %; 0: every value that differs
  sim::Duration heartbeat = sim::Duration::seconds(3600);
};

/// What stands on chain: latestRoundData of a feed.
struct LatestAnswer {
  chains::Int256 answer;
  sim::Time updated_at;  ///< of its block, whole seconds; 1970 when there is none yet
  bool exists() const { return updated_at > sim::Time(); }
};

/// True when `value` is due, `latest` being on chain and `now` the asker's clock.
bool is_push_due(const PushRule& rule, const LatestAnswer& latest, const chains::Int256& value, sim::Time now);

/// Reads latestRoundData through an endpoint.
void read_latest_answer(chains::RpcClient& rpc, const chains::Address& feed, chains::RpcCallback<LatestAnswer> done);
/// What an oracle waits for while it reads that, and when it has read it: why there is none, or "".
inline constexpr const char* kLatestAnswer = "its contract's latest answer";
std::string lack_of(const chains::RpcResult<LatestAnswer>& latest);

}  // namespace orrery::nodes

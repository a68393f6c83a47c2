#pragma once

#include "chains/ledger/chain.h"
#include "nodes/actors/pool.h"
#include "scenarios/language/values.h"

namespace orrery::scenarios {

/// What a pool logs of each trade: a pair its Swap, a stable pool its TokenExchange.
chains::Bytes32 trade_topic(const nodes::Pool& pool);
/// What a pool logs when its reserves have changed by a trade: a pair its Sync, a stable pool its TokenExchange.
chains::Bytes32 reserves_topic(const nodes::Pool& pool);

/// The price that a pool stood at after such a log of its reserves. While the chain tells of the log's block only.
Price price_left_by(chains::Chain& chain, const nodes::Pool& pool, const chains::PlacedLog& log);

}  // namespace orrery::scenarios

#include "nodes/feeds/feed_tables.h"

namespace orrery::nodes {

FeedTables add_feed_tables(sim::Journal& journal) {
  return {journal.add_table(
      {"node_transaction",
       sim::Level::kProtocol,
       {"node INTEGER", "feed INTEGER", "nonce INTEGER", "step TEXT", "hash BLOB", "max_fee TEXT",
        "max_priority_fee TEXT", "gas_used INTEGER", "fee TEXT", "reason TEXT", "to_address BLOB", "call BLOB"},
       "A step of a transaction that a node sends: queued, sent, bumped, resent, confirmed, reverted, reorged, "
       "displaced, at-ceiling, no-funds or refused; fees in wei per gas, fee in wei, reason in the endpoint's words; "
       "where it goes and how its call begins stand in the row of its first sending."})};
}

}  // namespace orrery::nodes

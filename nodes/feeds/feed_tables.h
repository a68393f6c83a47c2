#pragma once

#include "sim/journal.h"

namespace orrery::nodes {

/// The tables of the recording that feeds' nodes write. Columns: docs/feeds.md.
struct FeedTables {
  sim::TableId node_transaction;  ///< each step of each transaction, from queued to confirmed
};
/// Called once a world.
FeedTables add_feed_tables(sim::Journal& journal);

}  // namespace orrery::nodes

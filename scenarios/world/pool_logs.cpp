#include "scenarios/world/pool_logs.h"

#include <array>

#include "chains/contracts/abi_types.h"
#include "sim/assert.h"

namespace orrery::scenarios {

namespace {

using chains::Uint256;

const char kTokenExchange[] = "TokenExchange(address,int128,uint256,int128,uint256)";

Uint256 word(const chains::EmittedLog& log, std::size_t i) {
  return chains::to_uint256(chains::BytesView(log.data).subspan(i * 32, 32));
}

std::array<Uint256, 2> balances_at(chains::Chain& chain, const nodes::Pool& pool, std::uint64_t block) {
  std::array<Uint256, 2> balances;
  for (std::size_t i = 0; i < balances.size(); ++i) {
    const chains::CallResult& result = chain.call_at(
        block, pool.pair,
        chains::abi::encode_with_selector(chains::selector_of("balances(uint256)"), Uint256(std::uint64_t(i))));
    ORRERY_ASSERT(result.ok && result.output.size() == 32, "a stable pool always tells its balances");
    balances[i] = chains::to_uint256(result.output);
  }
  return balances;
}

/// A stable pool's logs tell what came and went, not what it has: its balances after the block, less the exchanges of
/// the block that came later. Nothing but exchanges moves them, since its liquidity stays and its owner takes nothing.
std::array<Uint256, 2> balances_after(chains::Chain& chain, const nodes::Pool& pool, const chains::PlacedLog& at) {
  std::array<Uint256, 2> balances = balances_at(chain, pool, at.block.number);
  const chains::Bytes32 topic = chains::topic_of(kTokenExchange);
  for (const chains::PlacedTransaction& placed : at.block.transactions) {
    std::uint32_t index = placed.first_log;
    for (const chains::EmittedLog& log : placed.outcome.logs) {
      const bool is_later = index++ > at.index;
      if (!is_later || log.address != pool.pair || log.topics.empty() || log.topics.front() != topic) continue;
      const std::size_t sold = word(log, 0) == 0 ? 0 : 1;
      balances[sold] -= word(log, 1);
      balances[1 - sold] += word(log, 3);
    }
  }
  return balances;
}

}  // namespace

chains::Bytes32 trade_topic(const nodes::Pool& pool) {
  return chains::topic_of(pool.is_stable() ? kTokenExchange : "Swap(address,uint256,uint256,uint256,uint256,address)");
}
chains::Bytes32 reserves_topic(const nodes::Pool& pool) {
  return chains::topic_of(pool.is_stable() ? kTokenExchange : "Sync(uint112,uint112)");
}

Price price_left_by(chains::Chain& chain, const nodes::Pool& pool, const chains::PlacedLog& log) {
  if (!pool.is_stable()) return nodes::spot_price(pool, nodes::reserves_of(pool, {word(log.log, 0), word(log.log, 1)}));
  const std::array<Uint256, 2> balances = balances_after(chain, pool, log);
  return nodes::spot_price(pool, {balances[0], balances[1]});
}

}  // namespace orrery::scenarios

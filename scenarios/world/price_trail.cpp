#include "scenarios/world/price_trail.h"

#include <fmt/format.h>

#include "chains/contracts/abi_types.h"

namespace orrery::scenarios {

namespace {

constexpr int kSourceDecimals = 8;
constexpr std::int64_t kWrongFromPpb = 10'000'000;

/// What the market's oracle says now; nothing when it refuses.
std::optional<Price> read_oracle(const BuiltLendingMarket& market, const chains::Address& token) {
  const chains::CallResult& result = market.chain->call(
      market.oracle, chains::abi::encode_with_selector(chains::selector_of("getAssetPrice(address)"), token));
  if (!result.ok || result.output.size() != 32) return std::nullopt;
  return nodes::from_answer(chains::from_word(chains::to_uint256(result.output)), kSourceDecimals);
}

sim::TableId add_table(sim::Journal& journal) {
  return journal.add_table(
      {"price_read",
       sim::Level::kProtocol,
       {"chain INTEGER", "market TEXT", "use TEXT", "number INTEGER", "asset TEXT", "price TEXT", "true_price TEXT",
        "amount TEXT", "log_row INTEGER", "loan_row INTEGER", "feed INTEGER", "answer TEXT", "decimals INTEGER",
        "answer_row INTEGER", "decision_row INTEGER", "words TEXT"},
       "A price that a lending market used, and the feed's answer behind it."});
}

}  // namespace

PriceTrail::PriceTrail(sim::World& world, const Scenario& scenario, const std::vector<BuiltFeed>& feeds,
                       nodes::Market& market)
    : world_(world), scenario_(scenario), feeds_(feeds), market_(market), table_(add_table(world.journal())) {}

void PriceTrail::follow(const BuiltLendingMarket& market) {
  market.chain->on_log(market.oracle, chains::topic_of("AssetSourceUpdated(address,address)"),
                       [this, &market](const chains::PlacedLog& placed) {
                         const chains::Address token = chains::to_address(chains::to_uint256(placed.log.topics.at(1)));
                         for (const BuiltLendingAsset& asset : market.assets) {
                           if (asset.asset.token != token) continue;
                           Source& source = decided_[{&market, asset.entry->name}];
                           for (const GovernorEntry& governor : scenario_.governors)
                             for (const ProposalEntry& proposal : governor.proposals)
                               if (proposal.market.name == market.name && proposal.name == asset.entry->name &&
                                   proposal.at <= world_.now())
                                 source = {&proposal, placed.row};
                         }
                       });
  for (const BuiltLendingAsset& asset : market.assets)
    for (const BuiltPool& pool : market.pools)
      if (pool.entry->name == asset.entry->pool.name)
        pools_[{&market, asset.entry->name}] = std::make_unique<PoolTrail>(world_, market, asset, pool);
}

const PoolTrail* PriceTrail::pool_behind(const BuiltLendingMarket& market, const LendingAssetEntry& source) const {
  const auto found = source.pool.empty() ? pools_.end() : pools_.find({&market, source.name});
  return found == pools_.end() ? nullptr : found->second.get();
}

PriceTrail::Source PriceTrail::source_of(const BuiltLendingMarket& market, const BuiltLendingAsset& asset) const {
  const auto found = decided_.find({&market, asset.entry->name});
  return found == decided_.end() || found->second.entry == nullptr ? Source{asset.entry, {}} : found->second;
}

/// Of the feeds that the source reads, the one that is further from its own true price.
PriceTrail::Blame PriceTrail::blamed_feed(const BuiltLendingMarket& market, const LendingAssetEntry& source) const {
  Blame worst;
  for (const Reference* name : {&source.feed, &source.times})
    for (const BuiltFeed& feed : feeds_) {
      if (feed.name != name->name || feed.chain != market.chain) continue;
      const auto monitor = monitors_.find(&feed);
      if (monitor == monitors_.end() || monitor->second->answers().empty()) continue;
      const FeedMonitor::Answer& answer = monitor->second->answers().back();
      const Price right = market_.path(market_.pair(feed.entry->price.name)).at(world_.now());
      const Blame blame{&feed, answer.price, answer.row, right};
      if (worst.feed == nullptr ||
          nodes::distance_ppb(blame.answer, right) > nodes::distance_ppb(worst.answer, worst.true_price))
        worst = blame;
    }
  return worst;
}

std::string PriceTrail::bound_in_the_way(const Blame& blame) const {
  if (blame.feed == nullptr || !blame.feed->is_network) return {};
  const auto& network = static_cast<const NetworkEntry&>(*blame.feed->entry);
  const auto words = [&](const char* side, const char* which, Price bound) {
    return fmt::format("{} stands still: the market is at {}, {} its {} {}, and no report may say so", blame.feed->name,
                       nodes::to_text(blame.true_price), side, which, nodes::to_text(bound));
  };
  if (blame.true_price < network.minimum_answer) return words("below", "minimum answer", network.minimum_answer);
  if (blame.true_price > network.maximum_answer) return words("above", "maximum answer", network.maximum_answer);
  return {};
}

bool PriceTrail::write_use(const BuiltLendingMarket& market, const BuiltLendingAsset& asset, const char* use,
                           sim::CauseId log, sim::CauseId loan) {
  if (!world_.journal().wants(table_)) return false;
  lent_against_[log.row] = &asset;
  const Source source = source_of(market, asset);
  const Blame blame = blamed_feed(market, *source.entry);
  const std::optional<Price> price = read_oracle(market, asset.asset.token);
  const bool known = blame.feed != nullptr;
  const std::string read = price ? nodes::to_text(*price) : "refused";
  const Price true_price = asset.true_price->at(world_.now());
  const std::string right = nodes::to_text(true_price);
  const PoolTrail* pool = pool_behind(market, *source.entry);
  const std::string answer = known             ? nodes::to_text(blame.answer)
                             : pool != nullptr ? nodes::to_text(pool->price())
                                               : "";
  const std::string words = pool != nullptr ? pool->words() : bound_in_the_way(blame);
  const sim::CauseId answer_row = pool != nullptr ? pool->row() : known ? blame.row : sim::CauseId{};
  world_.journal().write(
      table_, {market.chain->id(), market.name, use, ++numbers_[use], asset.entry->name, read, right, sim::Value(), log,
               loan, known ? blame.feed->entity : sim::EntityId{}, answer,
               known ? static_cast<int>(blame.feed->entry->decimals) : 0, answer_row, source.decided, words});
  return !price || nodes::distance_ppb(*price, true_price) > kWrongFromPpb;
}

sim::CauseId PriceTrail::write_bad_debt(const BuiltLendingMarket& market, Price amount, sim::CauseId log) {
  if (!world_.journal().wants(table_)) return log;
  const sim::CauseId before = world_.journal().cause();
  world_.kernel().set_cause(log);
  const std::string text = nodes::to_text(amount);
  const auto asset = lent_against_.find(log.row);
  const bool known = asset != lent_against_.end();
  const std::string worth = known ? nodes::to_text(asset->second->true_price->at(world_.now())) : "";
  const sim::CauseId row =
      world_.journal().write(table_, {market.chain->id(), market.name, "bad debt", ++numbers_["bad debt"],
                                      known ? sim::Value(asset->second->entry->name) : sim::Value(), sim::Value(),
                                      known ? sim::Value(worth) : sim::Value(), text, log, sim::Value(),
                                      sim::EntityId{}, sim::Value(), sim::Value(), sim::Value(), sim::Value(), ""});
  world_.kernel().set_cause(before);
  return row;
}

}  // namespace orrery::scenarios

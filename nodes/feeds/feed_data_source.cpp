#include "nodes/feeds/feed_data_source.h"

#include "nodes/feeds/freshness.h"

namespace orrery::nodes {

using chains::Int256;
using chains::RpcResult;

namespace {

/// A ratio whose lower part is positive and below what divide() takes.
bool can_divide_by(Price price) { return price.units > 0 && price.units >> 96 == 0; }

}  // namespace

FeedDataSource::FeedDataSource(sim::Host& host, PriceReader& reader, chains::RpcClient& rpc, FeedDataSourceSpec spec)
    : host_(host), reader_(reader), rpc_(rpc), spec_(std::move(spec)) {}

void FeedDataSource::observe_value(ReportTimestamp, PluginCallback<Int256> done) {
  reader_.read(spec_.price, [this, done = std::move(done)](PriceReading reading) {
    if (!reading.price) return done({std::nullopt, std::move(reading.error), reading.cause});
    done({to_answer(*reading.price, spec_.decimals), {}, {}});
  });
}

void FeedDataSource::observe_juels_per_fee_coin(ReportTimestamp, PluginCallback<Int256> done) {
  if (!spec_.juels) return done({spec_.fixed_juels_per_fee_coin, {}, {}});
  if (juels_ && is_fresh(juels_at_, host_.now(), spec_.juels->keep)) return done({juels_, {}, {}});
  asking_juels_.push_back(std::move(done));
  if (asking_juels_.size() == 1) read_juels();
}

void FeedDataSource::read_juels() {
  reader_.read(spec_.juels->link, [this](PriceReading link) { on_link(std::move(link)); });
}

void FeedDataSource::on_link(PriceReading link) {
  if (!link.price || !can_divide_by(*link.price)) return end_juels(std::nullopt, link);
  if (!spec_.juels->fee_coin) return end_juels(divide(Price::whole(1), *link.price), link);
  reader_.read(*spec_.juels->fee_coin, [this, link_price = *link.price](PriceReading fee_coin) {
    if (!fee_coin.price) return end_juels(std::nullopt, fee_coin);
    end_juels(divide(*fee_coin.price, link_price), fee_coin);
  });
}

void FeedDataSource::end_juels(std::optional<Price> fee_coin_in_link, const PriceReading& failed) {
  PluginResult<Int256> result;
  if (fee_coin_in_link) {
    juels_ = to_answer(*fee_coin_in_link, 18);  // a LINK is 10^18 juels
    juels_at_ = host_.now();
  }
  if (juels_ && is_fresh(juels_at_, host_.now(), spec_.juels->oldest)) {
    result.value = juels_;
  } else {
    result.error = failed.error.empty() ? "LINK has no price to divide by" : failed.error;
    result.cause = failed.cause;
  }
  auto asked = std::move(asking_juels_);
  asking_juels_.clear();
  for (auto& done : asked) done(result);
}

void FeedDataSource::observe_gas_price_subunits(ReportTimestamp, PluginCallback<Int256> done) {
  rpc_.block_number([this, done = std::move(done)](const RpcResult<chains::Head>& head) {
    if (!head) return done({std::nullopt, "no head: " + head.reason, head.cause});
    rpc_.priority_fee([done, base_fee = head.value->base_fee](const RpcResult<chains::Uint256>& tip) {
      if (!tip) return done({std::nullopt, "no priority fee: " + tip.reason, tip.cause});
      done({Int256(base_fee) + Int256(*tip.value), {}, {}});
    });
  });
}

}  // namespace orrery::nodes

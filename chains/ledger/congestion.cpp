#include "chains/ledger/congestion.h"

#include <algorithm>

#include "sim/wide_integer.h"

namespace orrery::chains {
namespace {

using sim::Int128;
using sim::Uint128;

constexpr std::int64_t kOne = std::int64_t{1} << 32;
constexpr std::int64_t kLowestPrice = kOne / 8, kHighestPrice = kOne * 16;
constexpr std::int64_t kLeastDemand = kOne / 20;

// Shares of gas that pay more than so many thousandths of the median priority fee. Priority fees spread over orders of
// magnitude: a quarter pays more than three times the median, a twentieth more than thirty times. An assumption, since
// no per-block distribution with usable terms was found.
struct TipStep {
  std::uint64_t above_permille;
  std::uint64_t share_permille;
};
constexpr TipStep kTips[] = {{30'000, 50}, {10'000, 120}, {3'000, 250}, {1'500, 400},
                             {1'000, 500}, {500, 700},    {100, 900},   {0, 1'000}};

std::int64_t scale_q32(std::int64_t value, std::int64_t by) {
  return static_cast<std::int64_t>((static_cast<Int128>(value) * by) >> 32);
}

}  // namespace

Gas Demand::ahead_of(GasPrice tip) const {
  std::uint64_t share = 0;
  for (const auto& step : kTips) {
    share = step.share_permille;
    if (static_cast<Uint128>(tip) * kMilli >= static_cast<Uint128>(median_tip_) * step.above_permille) break;
  }
  return gas_ / kMilli * share;
}

Congestion::Congestion(CongestionSpec spec, sim::Random random) : spec_(spec), random_(random) {}

Demand Congestion::next_block(GasPrice base_fee, Gas gas_target, std::uint64_t multiplier_permille) {
  if (spec_.usual_base_fee == 0) return {};
  const auto swing = static_cast<std::int64_t>(spec_.price_swing_permille);
  const auto pull = static_cast<std::int64_t>(spec_.price_pull_permille);
  price_q32_ += scale_q32(price_q32_, random_.normal_q32()) * swing / 1000 + (kOne - price_q32_) * pull / 1000;
  price_q32_ = std::clamp(price_q32_, kLowestPrice, kHighestPrice);

  const auto noise_width = static_cast<std::int64_t>(spec_.demand_swing_permille);
  const std::int64_t noise = std::max(kOne + random_.normal_q32() * noise_width / 1000, kLeastDemand);

  const auto usual = static_cast<Uint128>(spec_.usual_base_fee) * multiplier_permille / kMilli;
  const auto price = (usual * static_cast<Uint128>(price_q32_)) >> 32;
  const auto wanted = static_cast<Uint128>(gas_target) * price / std::max<GasPrice>(base_fee, 1);
  // Beyond sixteen full targets a block it makes no difference any more.
  const auto bounded = std::min<Uint128>(wanted, static_cast<Uint128>(gas_target) * 16);
  const auto gas = static_cast<Gas>((bounded * static_cast<Uint128>(noise)) >> 32);
  const auto tip = static_cast<Uint128>(spec_.usual_tip) * multiplier_permille / kMilli;
  return {gas, static_cast<GasPrice>(std::min<Uint128>(tip, UINT64_MAX))};
}

}  // namespace orrery::chains

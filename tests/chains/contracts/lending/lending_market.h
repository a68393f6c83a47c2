#pragma once

#include <string>
#include <vector>

#include "chains/contracts/lending/ray_math.h"
#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {

inline const Uint256 kEther = lending::kWad, kDollar = 1'000'000;
inline constexpr std::int64_t kCoin = 100'000'000;  ///< one dollar in the oracle's terms

/// The words of Aave v3's reserve configuration.
struct ReserveSettings {
  unsigned ltv = 7'500, threshold = 8'000, bonus = 10'500, decimals = 18, reserve_factor = 1'000, protocol_fee = 0;
  std::uint64_t borrow_cap = 0, supply_cap = 0;
  bool flash_loans = true;
  Uint256 word() const {
    return Uint256(ltv) | Uint256(threshold) << 16 | Uint256(bonus) << 32 | Uint256(decimals) << 48 | Uint256(1) << 56 |
           Uint256(1) << 58 | Uint256(flash_loans ? 1 : 0) << 63 | Uint256(reserve_factor) << 64 |
           Uint256(borrow_cap) << 80 | Uint256(supply_cap) << 116 | Uint256(protocol_fee) << 152;
  }
};

/// A lending pool with reserves whose prices tests set.
class LendingMarket {
 public:
  struct Asset {
    Address token, claim, debt, feed;
  };

  explicit LendingMarket(ContractWorld& world)
      : admin(world.account("admin")), treasury(world.account("treasury")), world_(world) {
    oracle = world_.deploy("AssetOracle", admin, std::vector<Address>{}, std::vector<Address>{});
    pool = world_.deploy("LendingPool", admin, oracle);
    const Uint256 ray = lending::kRay;
    strategy_ = world_.deploy("InterestRateStrategy", admin, Uint256(ray * 8 / 10), Uint256(0), Uint256(ray * 4 / 100),
                              Uint256(ray * 75 / 100));
  }

  /// `price`: dollars with 8 decimals.
  Asset list(const std::string& symbol, const ReserveSettings& settings, const Int256& price) {
    const auto decimals = static_cast<std::uint8_t>(settings.decimals);
    Asset asset;
    asset.token = world_.deploy("ERC20", admin, symbol, symbol, decimals);
    asset.claim = world_.deploy("AToken", admin, pool, treasury, asset.token, decimals, "a" + symbol, "a" + symbol);
    asset.debt = world_.deploy("VariableDebtToken", admin, pool, asset.token, decimals, "d" + symbol, "d" + symbol);
    asset.feed = world_.deploy("SingleOracle", admin, admin, std::uint8_t(8), symbol);
    set_price(asset, price);
    set_source(asset, asset.feed);
    send(admin, pool, "initReserve(address,address,address,address,address)", asset.token, asset.claim, Address{},
         asset.debt, strategy_);
    configure(asset, settings);
    return asset;
  }
  void configure(const Asset& asset, const ReserveSettings& settings) {
    send(admin, pool, "setConfiguration(address,(uint256))", asset.token, settings.word());
  }
  /// Has the pool read this asset's price there from now on.
  void set_source(const Asset& asset, const Address& source) {
    send(admin, oracle, "setAssetSources(address[],address[])", std::vector{asset.token}, std::vector{source});
  }
  void set_price(const Asset& asset, const Int256& price) { send(admin, asset.feed, "update(int256)", price); }

  void fund(const Address& account, const Asset& asset, const Uint256& amount) {
    send(admin, asset.token, "mint(address,uint256)", account, amount);
    send(account, asset.token, "approve(address,uint256)", pool, ~Uint256(0));
  }
  std::string supply(const Address& from, const Asset& asset, const Uint256& amount) {
    return reason_of(
        world_.send(from, pool, "supply(address,uint256,address,uint16)", asset.token, amount, from, std::uint16_t(0)));
  }
  std::string borrow(const Address& from, const Asset& asset, const Uint256& amount) {
    return reason_of(world_.send(from, pool, "borrow(address,uint256,uint256,uint16,address)", asset.token, amount,
                                 Uint256(2), std::uint16_t(0), from));
  }
  std::string repay(const Address& from, const Asset& asset, const Uint256& amount) {
    return reason_of(
        world_.send(from, pool, "repay(address,uint256,uint256,address)", asset.token, amount, Uint256(2), from));
  }
  std::string withdraw(const Address& from, const Asset& asset, const Uint256& amount) {
    return reason_of(world_.send(from, pool, "withdraw(address,uint256,address)", asset.token, amount, from));
  }
  TransactionOutcome liquidate(const Address& from, const Asset& collateral, const Asset& debt, const Address& user,
                               const Uint256& amount, bool receive_claim = false) {
    return world_.send(from, pool, "liquidationCall(address,address,address,uint256,bool)", collateral.token,
                       debt.token, user, amount, receive_claim);
  }
  Uint256 balance(const Address& token, const Address& account) {
    return world_.read<Uint256>(token, "balanceOf(address)", account);
  }
  Uint256 health(const Address& user) {
    const CallResult result = world_.call(Address{}, pool, "getUserAccountData(address)", user);
    ORRERY_ASSERT(result.ok, "the account reads");
    return std::get<5>(abi::decode<Uint256, Uint256, Uint256, Uint256, Uint256, Uint256>(result.output));
  }
  Uint256 deficit(const Asset& asset) { return world_.read<Uint256>(pool, "getReserveDeficit(address)", asset.token); }
  /// What the treasury is owed and has not minted, in the asset; with its share of the interest since the reserve was
  /// last touched, which the pool only writes down when it is touched again.
  Uint256 owed_to_treasury(const Asset& asset) {
    const CallResult result = world_.call(Address{}, pool, "getReserveData(address)", asset.token);
    const auto word = [&](std::size_t number) { return to_uint256(BytesView(result.output).subspan(number * 32, 32)); };
    const Uint256 index = world_.read<Uint256>(pool, "getReserveNormalizedIncome(address)", asset.token);
    const Uint256 borrow_index = world_.read<Uint256>(pool, "getReserveNormalizedVariableDebt(address)", asset.token);
    const Uint256 debts = world_.read<Uint256>(asset.debt, "scaledTotalSupply()");
    const Uint256 interest = lending::ray_multiply(debts, borrow_index - word(3));
    const Uint256 factor = (word(0) >> 64) & 0xffff;
    return lending::ray_multiply(word(12), index) + lending::percent_multiply(interest, factor);
  }

  ContractWorld& world() { return world_; }

  Address admin, treasury, pool, oracle;

 private:
  template <class... Ts>
  void send(const Address& from, const Address& to, std::string_view signature, const Ts&... arguments) {
    const auto outcome = world_.send(from, to, signature, arguments...);
    ORRERY_ASSERT(outcome.ok, "the market is set up: " + std::string(signature) + " " + reason_of(outcome));
  }

  ContractWorld& world_;
  Address strategy_;
};

}  // namespace orrery::chains

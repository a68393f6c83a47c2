#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/lending/ray_math.h"
#include "chains/ledger/chain.h"

namespace orrery::scenarios {

/// Holds the books of every token of one chain against what the chain says, block by block. It knows no scenario:
/// tokens and holders are those of the Transfer logs, reserves, modules and pools are what answers or logs like one.
class AccountingAudit {
 public:
  explicit AccountingAudit(chains::Chain& chain) : chain_(chain) {
    for (std::uint64_t number = chain.first_number(); number <= chain.head().number; ++number)
      if (const chains::Block* block = chain.block(number)) read(*block);
    for (auto& [token, books] : tokens_) books.supply = word(token, "totalSupply()");
    chain.on_block([this](const chains::Block& block) { on_block(block); });
  }

  std::size_t audits() const { return audits_; }
  std::size_t tokens() const { return tokens_.size(); }
  std::size_t reserves() const { return reserves_; }
  std::size_t modules() const { return modules_.size(); }
  std::size_t pools() const { return pairs_.size() + stable_pools_.size(); }

 private:
  using Address = chains::Address;
  using Uint256 = chains::Uint256;
  struct Books {
    std::set<Address> holders;
    std::optional<Uint256> supply;  ///< at the start
  };

  /// Returns whether the block moved a token.
  bool read(const chains::Block& block) {
    static const chains::Bytes32 transfer = chains::topic_of("Transfer(address,address,uint256)");
    static const chains::Bytes32 sale = chains::topic_of("SellGem(address,uint256,uint256)");
    static const chains::Bytes32 sync = chains::topic_of("Sync(uint112,uint112)");
    static const chains::Bytes32 liquidity =
        chains::topic_of("AddLiquidity(address,uint256[2],uint256[2],uint256,uint256)");
    bool moved = false;
    for (const chains::PlacedTransaction& placed : block.transactions)
      for (const chains::EmittedLog& log : placed.outcome.logs) {
        if (log.topics.empty()) continue;
        if (log.topics.front() == sale) modules_.insert(log.address);
        if (log.topics.front() == sync) pairs_.insert(log.address);
        if (log.topics.front() == liquidity) stable_pools_.insert(log.address);
        if (log.topics.front() != transfer || log.topics.size() != 3) continue;
        moved = true;
        for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
          const Address holder = chains::to_address(chains::to_uint256(log.topics[i]));
          // Nobody, too: a pair locks its first shares away there.
          tokens_[log.address].holders.insert(holder);
        }
      }
    return moved;
  }
  void on_block(const chains::Block& block) {
    constexpr std::uint64_t kBlocksBetween = 300;  // interest grows in blocks without transfers, too
    if (!read(block) && block.number % kBlocksBetween != 0) return;
    ++audits_;
    for (const auto& [token, books] : tokens_) check_token(block, token, books);
    for (const Address& module : modules_) check_module(block, module);
    for (const Address& pair : pairs_) check_pair(block, pair);
    for (const Address& pool : stable_pools_) check_stable_pool(block, pool);
  }

  template <class... Ts>
  std::optional<Uint256> word(const Address& to, std::string_view signature, const Ts&... arguments) {
    const chains::CallResult& result =
        chain_.call(to, chains::abi::encode_with_selector(chains::selector_of(signature), arguments...));
    if (!result.ok || result.output.size() != 32) return std::nullopt;
    return chains::to_uint256(result.output);
  }
  Uint256 need(const std::optional<Uint256>& value, const char* what) {
    EXPECT_TRUE(value.has_value()) << what;
    return value.value_or(Uint256(0));
  }

  void check_token(const chains::Block& block, const Address& token, const Books& books) {
    const bool scaled = word(token, "scaledTotalSupply()").has_value();
    const char* const balance = scaled ? "scaledBalanceOf(address)" : "balanceOf(address)";
    Uint256 held = 0;
    for (const Address& holder : books.holders) held += need(word(token, balance, holder), balance);
    const Uint256 supply = need(word(token, scaled ? "scaledTotalSupply()" : "totalSupply()"), "supply");
    EXPECT_EQ(held, supply) << "block " << block.number << ": what holders have is not what there is";
    if (!scaled && books.supply) {
      EXPECT_EQ(supply, *books.supply) << "block " << block.number << ": coins were made";
    }
    if (scaled && word(token, "RESERVE_TREASURY_ADDRESS()")) check_reserve(block, token);
  }

  /// Claims of depositors and treasury against cash, debts and deficit.
  void check_reserve(const chains::Block& block, const Address& claim) {
    ++reserves_;
    const Address asset = chains::to_address(need(word(claim, "UNDERLYING_ASSET_ADDRESS()"), "asset"));
    const Address pool = chains::to_address(need(word(claim, "POOL()"), "pool"));
    const chains::Bytes data =
        chain_.call(pool, chains::abi::encode_with_selector(chains::selector_of("getReserveData(address)"), asset))
            .output;
    ASSERT_GE(data.size(), 13u * 32);
    const auto field = [&](std::size_t i) { return chains::to_uint256(chains::BytesView(data).subspan(i * 32, 32)); };
    // Aave v3.0 DataTypes.ReserveData
    constexpr std::size_t kConfiguration = 0, kBorrowIndex = 3, kDebtToken = 10, kAccruedToTreasury = 12;
    const Address debt = chains::to_address(field(kDebtToken));
    const Uint256 index = need(word(pool, "getReserveNormalizedIncome(address)", asset), "index");
    // The treasury's share of the interest since the reserve was touched, which is only written down then.
    const Uint256 interest = chains::lending::ray_multiply(
        need(word(debt, "scaledTotalSupply()"), "shares"),
        need(word(pool, "getReserveNormalizedVariableDebt(address)", asset), "index") - field(kBorrowIndex));
    const Uint256 factor = (field(kConfiguration) >> 64) & 0xffff;
    const Uint256 claims = need(word(claim, "totalSupply()"), "claims") +
                           chains::lending::ray_multiply(field(kAccruedToTreasury), index) +
                           chains::lending::percent_multiply(interest, factor);
    const Uint256 debts = need(word(debt, "totalSupply()"), "debts");
    const Uint256 backing = need(word(asset, "balanceOf(address)", claim), "cash") + debts +
                            need(word(pool, "getReserveDeficit(address)", asset), "deficit");
    constexpr unsigned kRounding = 1'000, kCompounding = 10'000;  // units; deposits grow linearly, debts compound
    EXPECT_LE(claims, backing + kRounding) << "block " << block.number << ": depositors can claim what is not there";
    EXPECT_LE(backing, claims + backing / kCompounding + kRounding)
        << "block " << block.number << ": value is nobody's";
  }

  void check_module(const chains::Block& block, const Address& module) {
    const Address coin = chains::to_address(need(word(module, "dai()"), "dai"));
    const Address gem = chains::to_address(need(word(module, "gem()"), "gem"));
    const Uint256 scale = need(word(module, "to18ConversionFactor()"), "factor");
    const Uint256 sum = need(word(coin, "balanceOf(address)", module), "coins") +
                        need(word(gem, "balanceOf(address)", module), "gems") * scale;
    const auto [first, is_new] = sums_.emplace(module, sum);
    EXPECT_EQ(sum, first->second) << "block " << block.number << ": coins and gems at par are not what they were";
  }

  /// What a pair believes to have against what it has: nobody makes it presents.
  void check_pair(const chains::Block& block, const Address& pair) {
    const chains::Bytes reserves =
        chain_.call(pair, chains::abi::encode_with_selector(chains::selector_of("getReserves()"))).output;
    ASSERT_EQ(reserves.size(), 3u * 32);
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      const Address token = chains::to_address(need(word(pair, i == 0 ? "token0()" : "token1()"), "token"));
      EXPECT_EQ(chains::to_uint256(chains::BytesView(reserves).subspan(i * 32, 32)),
                need(word(token, "balanceOf(address)", pair), "balance"))
          << "block " << block.number << ": a pair's reserve " << i << " is not what it has";
    }
  }
  /// The same of a stable pool whose owner takes no share of the fee.
  void check_stable_pool(const chains::Block& block, const Address& pool) {
    EXPECT_EQ(need(word(pool, "admin_fee()"), "share"), 0);
    for (const Uint256& i : {Uint256(0), Uint256(1)}) {
      const Address coin = chains::to_address(need(word(pool, "coins(uint256)", i), "coin"));
      EXPECT_EQ(need(word(pool, "balances(uint256)", i), "balance"),
                need(word(coin, "balanceOf(address)", pool), "coins"))
          << "block " << block.number << ": a stable pool's balance " << i << " is not what it has";
    }
  }

  chains::Chain& chain_;
  std::map<Address, Books> tokens_;
  std::set<Address> modules_, pairs_, stable_pools_;
  std::map<Address, Uint256> sums_;
  std::size_t audits_ = 0, reserves_ = 0;
};

}  // namespace orrery::scenarios

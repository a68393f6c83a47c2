#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "chains/contracts/abi_types.h"
#include "chains/ledger/chain.h"

namespace orrery::scenarios {

/// Holds the books of every vault system of one chain against each other, at every block that moves them. It knows no
/// scenario: a Vat is what answers like one, and accounts and kinds of vaults are the words of the calls in its logs.
class VaultAudit {
 public:
  explicit VaultAudit(chains::Chain& chain) : chain_(chain) {
    for (std::uint64_t number = chain.first_number(); number <= chain.head().number; ++number)
      if (const chains::Block* block = chain.block(number)) read(*block);
    chain.on_block([this](const chains::Block& block) {
      if (!read(block)) return;
      ++audits_;
      for (const auto& [vat, books] : vats_) check(block.number, vat, books);
    });
  }

  std::size_t audits() const { return audits_; }
  std::size_t vats() const { return vats_.size(); }
  std::size_t joins() const { return joins_; }

 private:
  using Address = chains::Address;
  using Bytes32 = chains::Bytes32;
  using Uint256 = chains::Uint256;
  struct Books {
    std::set<Address> accounts, joins;
    std::map<Bytes32, Uint256> brought_in;  ///< of each kind of collateral: the sum of its slips
  };

  static Bytes32 topic_of_call(std::string_view signature) {
    return chains::to_bytes32(Uint256(chains::selector_of(signature)) << 224);
  }

  /// Returns whether a Vat was called.
  bool read(const chains::Block& block) {
    static const Bytes32 init = topic_of_call("init(bytes32)"), slip = topic_of_call("slip(bytes32,address,int256)");
    bool called = false;
    for (const chains::PlacedTransaction& placed : block.transactions)
      for (const chains::EmittedLog& log : placed.outcome.logs) {
        // Offset and length, the selector, six words of arguments, filled up.
        if (log.topics.size() != 4 || log.data.size() != 288 || !is_vat(log.address)) continue;
        called = true;
        Books& books = vats_[log.address];
        const auto argument = [&](std::size_t i) {
          return chains::to_uint256(chains::BytesView(log.data).subspan(64 + 4 + 32 * i, 32));
        };
        if (log.topics.front() == init) books.brought_in[chains::to_bytes32(argument(0))];
        if (log.topics.front() == slip) books.brought_in[chains::to_bytes32(argument(0))] += argument(2);
        // Words that are no accounts hold nothing and do not disturb.
        for (std::size_t i = 0; i < 6; ++i)
          if (const Uint256 value = argument(i); value != 0 && (value >> 160) == 0)
            note_account(books, log.address, chains::to_address(value));
      }
    return called;
  }
  bool is_vat(const Address& contract) {
    const auto [known, is_new] = is_vat_.emplace(contract, false);
    if (is_new) known->second = word(contract, "vice()").has_value();
    return known->second;
  }
  void note_account(Books& books, const Address& vat, const Address& account) {
    if (!books.accounts.insert(account).second) return;
    // A Flopper has a Vat and a gem as well, but no kind of collateral.
    const bool is_join = word(account, "dai()") || (word(account, "gem()") && word(account, "ilk()"));
    if (is_join && word(account, "vat()") == chains::to_uint256(vat)) books.joins.insert(account);
  }

  template <class... Ts>
  std::optional<Uint256> word(const Address& to, std::string_view signature, const Ts&... arguments) {
    const chains::CallResult& result =
        chain_.call(to, chains::abi::encode_with_selector(chains::selector_of(signature), arguments...));
    if (!result.ok || result.output.size() < 32) return std::nullopt;
    return chains::to_uint256(chains::BytesView(result.output).first(32));
  }
  template <class... Ts>
  Uint256 need(const Address& to, std::string_view signature, const Ts&... arguments) {
    const std::optional<Uint256> value = word(to, signature, arguments...);
    EXPECT_TRUE(value.has_value()) << signature;
    return value.value_or(Uint256(0));
  }
  template <class... Ts>
  std::pair<Uint256, Uint256> two(const Address& to, std::string_view signature, const Ts&... arguments) {
    const chains::Bytes& output =
        chain_.call(to, chains::abi::encode_with_selector(chains::selector_of(signature), arguments...)).output;
    EXPECT_GE(output.size(), 64u) << signature;
    if (output.size() < 64) return {};
    return {chains::to_uint256(chains::BytesView(output).first(32)),
            chains::to_uint256(chains::BytesView(output).subspan(32, 32))};
  }

  void check(std::uint64_t block, const Address& vat, const Books& books) {
    Uint256 dai = 0, sin = 0;
    for (const Address& account : books.accounts) {
      dai += need(vat, "dai(address)", account);
      sin += need(vat, "sin(address)", account);
    }
    for (const Address& join : books.joins) check_join(block, vat, join, books);
    Uint256 owed = 0;
    for (const auto& [ilk, brought_in] : books.brought_in) {
      const auto [art, rate] = two(vat, "ilks(bytes32)", ilk);
      owed += art * rate;
      check_ilk(block, vat, ilk, books, art);
    }
    const Uint256 vice = need(vat, "vice()");
    EXPECT_EQ(dai, need(vat, "debt()")) << "block " << block << ": dai that nobody issued, or that nobody has";
    EXPECT_EQ(sin, vice) << "block " << block << ": debt without a vault is not what its holders have of it";
    EXPECT_EQ(dai, owed + vice) << "block " << block << ": dai is not what vaults and the system owe";
  }

  void check_ilk(std::uint64_t block, const Address& vat, const Bytes32& ilk, const Books& books, const Uint256& art) {
    Uint256 debts = 0, collateral = 0;
    for (const Address& account : books.accounts) {
      const auto [ink, its_art] = two(vat, "urns(bytes32,address)", ilk, account);
      debts += its_art;
      collateral += ink + need(vat, "gem(bytes32,address)", ilk, account);
    }
    EXPECT_EQ(debts, art) << "block " << block << ": debts of vaults are not the debt of their kind";
    EXPECT_EQ(collateral, books.brought_in.at(ilk)) << "block " << block << ": collateral was made or lost";
  }

  /// Tokens against the books.
  void check_join(std::uint64_t block, const Address& vat, const Address& join, const Books& books) {
    static const Uint256 kRay("1000000000000000000000000000");
    ++joins_;
    if (const auto dai = word(join, "dai()")) {
      EXPECT_EQ(need(chains::to_address(*dai), "totalSupply()") * kRay, need(vat, "dai(address)", join))
          << "block " << block << ": tokens of dai that the books do not know";
      return;
    }
    const Bytes32 ilk = chains::to_bytes32(need(join, "ilk()"));
    EXPECT_EQ(need(chains::to_address(need(join, "gem()")), "balanceOf(address)", join), books.brought_in.at(ilk))
        << "block " << block << ": collateral in the books that the join does not have";
  }

  chains::Chain& chain_;
  std::map<Address, Books> vats_;
  std::map<Address, bool> is_vat_;
  std::size_t audits_ = 0, joins_ = 0;
};

}  // namespace orrery::scenarios

#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "chains/contracts/maker/wards.h"
#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {

/// A vault system on a small chain: one kind of collateral, priced by hand, with everything that takes it apart.
class VaultBooks {
 public:
  VaultBooks()
      : vat(deploy("Vat")),
        eth(world.deploy("ERC20", ward, std::string("WETH"), std::string("WETH"), std::uint8_t{18})),
        dai(world.deploy("Dai", ward, std::string("Dai Stablecoin"), std::string("DAI"))),
        mkr(world.deploy("Dai", ward, std::string("Maker"), std::string("MKR"))),
        gem_join(world.deploy("GemJoin", ward, vat, kIlk, eth)),
        dai_join(world.deploy("DaiJoin", ward, vat, dai)),
        flipper(world.deploy("Flipper", ward, vat, kIlk)),
        flopper(world.deploy("Flopper", ward, vat, mkr)),
        vow(world.deploy("Vow", ward, vat, Address{}, flopper)),
        cat(world.deploy("Cat", ward, vat)) {
    for (const auto& [of, trusted] : std::vector<std::pair<Address, Address>>{{vat, gem_join},
                                                                              {vat, cat},
                                                                              {vat, flopper},
                                                                              {dai, dai_join},
                                                                              {mkr, flopper},
                                                                              {flipper, cat},
                                                                              {flopper, vow},
                                                                              {vow, cat}})
      must(ward, of, "rely(address)", trusted);
    must(ward, vat, "init(bytes32)", kIlk);
    must(ward, vat, "file(bytes32,uint256)", maker::word_of("Line"), Uint256(kMillions));
    must(ward, vat, "file(bytes32,bytes32,uint256)", kIlk, maker::word_of("line"), Uint256(kMillions));
    must(ward, cat, "file(bytes32,address)", maker::word_of("vow"), vow);
    must(ward, cat, "file(bytes32,bytes32,address)", kIlk, maker::word_of("flip"), flipper);
    must(ward, cat, "file(bytes32,bytes32,uint256)", kIlk, maker::word_of("chop"), Uint256(maker::kRay * 113 / 100));
    must(ward, cat, "file(bytes32,bytes32,uint256)", kIlk, maker::word_of("lump"), Uint256(maker::kWad * 50));
    must(ward, flipper, "file(bytes32,uint256)", maker::word_of("beg"), Uint256(maker::kWad * 103 / 100));
    must(ward, flipper, "file(bytes32,uint256)", maker::word_of("ttl"), Uint256(600));
    must(ward, flipper, "file(bytes32,uint256)", maker::word_of("tau"), Uint256(21'600));
  }

  template <class... Ts>
  TransactionOutcome send(const Address& from, const Address& to, std::string_view what, const Ts&... arguments) {
    return world.send(from, to, what, arguments...);
  }
  template <class... Ts>
  void must(const Address& from, const Address& to, std::string_view what, const Ts&... arguments) {
    const TransactionOutcome outcome = send(from, to, what, arguments...);
    ORRERY_ASSERT(outcome.ok, std::string(what) + ": " + reason_of(outcome));
  }
  /// The price of collateral over the liquidation ratio of 150 %.
  void set_price(std::uint64_t dollars) {
    must(ward, vat, "file(bytes32,bytes32,uint256)", kIlk, maker::word_of("spot"),
         Uint256(maker::kRay * dollars * 2 / 3));
  }
  /// Brings collateral in and opens a vault of the account's own.
  void open(const Address& owner, const Uint256& ink, const Uint256& art) {
    must(ward, eth, "mint(address,uint256)", owner, ink);
    must(owner, eth, "approve(address,uint256)", gem_join, ink);
    must(owner, gem_join, "join(address,uint256)", owner, ink);
    must(owner, vat, "frob(bytes32,address,address,address,int256,int256)", kIlk, owner, owner, owner, Int256(ink),
         Int256(art));
  }
  Uint256 gem_of(const Address& account) { return world.read<Uint256>(vat, "gem(bytes32,address)", kIlk, account); }
  Uint256 dai_of(const Address& account) { return world.read<Uint256>(vat, "dai(address)", account); }
  Uint256 sin_of(const Address& account) { return world.read<Uint256>(vat, "sin(address)", account); }
  std::tuple<Uint256, Uint256> vault_of(const Address& owner) {
    return abi::decode<Uint256, Uint256>(world.call(Address{}, vat, "urns(bytes32,address)", kIlk, owner).output);
  }

  static inline const Bytes32 kIlk = maker::word_of("ETH-A");
  static inline const Uint256 kMillions = maker::kWad * maker::kRay * 100'000'000;
  ContractWorld world;
  Address ward = world.account("ward");
  Address vat, eth, dai, mkr, gem_join, dai_join, flipper, flopper, vow, cat;

 private:
  Address deploy(std::string_view kind) { return world.deploy(kind, ward); }
};

}  // namespace orrery::chains

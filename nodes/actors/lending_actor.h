#pragma once

#include <functional>
#include <string>
#include <vector>

#include "chains/rpc/rpc_client.h"
#include "nodes/feeds/transmitter.h"
#include "nodes/market/price.h"
#include "sim/host.h"

namespace orrery::nodes {

using chains::Uint256;

/// An asset of a lending market, as an actor knows it.
struct LendingAsset {
  Address token = {}, claim = {};  ///< `claim`: the aToken, which holds the reserve's cash
  int decimals = 18;
  std::uint32_t loan_to_value = 0, bonus = 10'000;  ///< basis points; the bonus includes the debt itself
};

/// What every user of a lending market has.
struct LendingActorSpec {
  Address pool = {}, oracle = {};
  LendingAsset collateral = {}, debt = {};
  sim::Duration poll = sim::Duration::seconds(12);  ///< between two looks at the chain
  sim::Duration latest_start;                       ///< the first look comes at a random time until then
  std::vector<sim::HostPort> endpoints = {};
  chains::RpcClientConfig rpc = {};
  TransmitterSpec transmitter = {};  ///< `name` is filled in
  FeedTables tables = {};
  chains::Signatures* signatures = nullptr;  ///< of the world
};

/// getUserAccountData of the pool: dollars with 8 decimals, basis points, and the health factor as a wad.
struct LendingAccount {
  Uint256 collateral, debt, available, threshold, loan_to_value, health;
};

/// A program with an account that looks at a lending market every `poll` and acts on what it saw. What it needs to know
/// it reads from the chain each time, so that a restart loses nothing.
class LendingActor : public sim::Program {
 public:
  LendingActor(sim::Host& host, const LendingActorSpec& spec);
  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;
  const Transmitter& transmitter() const { return transmitter_; }

 protected:
  /// One look at the market. Reads must call back into this object only.
  virtual void look() = 0;

  const Address& self() const { return transmitter_.account(); }
  bool is_busy() const { return transmitter_.pending() != 0; }
  /// No further looks: the actor has done all that it ever will.
  void retire() { retired_ = true; }

  using OnAccount = std::function<void(const LendingAccount&)>;
  using OnWord = std::function<void(const Uint256&)>;
  /// Each drops what fails: the next look tries again.
  void read_account(const Address& user, OnAccount done);
  void read_oracle(const Address& token, OnWord done);
  void read_balance(const Address& token, const Address& holder, OnWord done);

  void approve(const LendingAsset& asset);
  void supply(const LendingAsset& asset, const Uint256& amount);
  /// `value` in dollars with 8 decimals, `price` the oracle's.
  void borrow_value(const LendingAsset& asset, const Uint256& value, const Uint256& price);
  void borrow(const LendingAsset& asset, const Uint256& amount);
  void liquidate(const Address& user, const Uint256& amount, std::uint32_t job);
  void submit(const Address& to, Bytes input, Gas gas_limit, std::uint32_t job = 0);

  sim::Host& host_;
  LendingActorSpec spec_;
  chains::RpcClient rpc_;

 private:
  void tick();

  Transmitter transmitter_;
  bool retired_ = false;
};

}  // namespace orrery::nodes

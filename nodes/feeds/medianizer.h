#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nodes/feeds/signed_price.h"
#include "nodes/feeds/transmitter.h"
#include "nodes/market/price_reader.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// One of a medianizer's feeds: reads its providers when asked and signs what it sees with the time of its clock.
struct MedianSignerSpec {
  std::string name = {};  ///< of the medianizer: names ports, once a host
  chains::Bytes32 pair = {};
  PriceSourcesSpec price = {};
  std::optional<chains::Secp256k1KeyPair> key = {};  ///< must be given: a key pair has no default
  chains::Signatures* signatures = nullptr;          ///< of the world
};

class MedianSigner final : public sim::Program {
 public:
  MedianSigner(sim::Host& host, const MedianSignerSpec& spec);
  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override { reader_.add_waiting(waiting); }

 private:
  void sign(sim::HostPort relayer, std::uint64_t round, const Price& price);

  sim::Host& host_;
  MedianSignerSpec spec_;
  sim::Port port_;
  PriceReader reader_;
};

/// Who brings the signed prices on chain. Rule as Maker's relayer has it (omnia): every `poll`, a new median is due
/// when it is off the one on chain by the spread or that one has expired.
struct MedianRelayerSpec {
  std::string name = {};  ///< as the signers'
  Address contract = {};
  sim::EntityId feed = {};  ///< for the recording, or none
  std::vector<sim::EntityId> signers = {};
  std::size_t bar = 13;  ///< signed prices that the contract asks for, an odd number
  sim::Fraction spread{10'000'000};
  sim::Duration expiry = sim::Duration::hours(4);
  sim::Duration poll = sim::Duration::seconds(60);
  sim::Duration timeout = sim::Duration::seconds(8);  ///< for the signers' answers: longer than their own reading
  Gas gas_limit = 400'000;
  ChainAccess chain = {};
};

/// One relayer's program. What it sent waits in its account's queue with the prices of that moment, however long blocks
/// are full, as it did in March 2020.
class MedianRelayer final : public sim::Program {
 public:
  MedianRelayer(sim::Host& host, const MedianRelayerSpec& spec);
  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;

 private:
  void poll();
  void ask();
  void judge();
  void submit(const std::vector<const SignedPrice*>& chosen);
  /// Signers that have not answered in this round.
  std::vector<sim::EntityId> unheard() const;
  std::string shortage(std::size_t prices) const;

  sim::Host& host_;
  MedianRelayerSpec spec_;
  sim::Port port_;
  std::vector<sim::HostPort> addresses_;
  chains::RpcClient rpc_;
  Transmitter transmitter_;
  std::uint64_t round_ = 0;
  bool is_open_ = false;
  std::vector<sim::MessagePtr> answers_;  // SignedPrice, at most one of each signer, in the order of arrival
  std::vector<sim::EntityId> heard_;
  std::uint64_t next_block_ = 0;
  Uint256 value_ = 0;  // on chain, as its logs say
  std::uint64_t age_ = 0;
  std::string lacks_;  // why the last round came to nothing, empty when it did not
  sim::CauseId lacks_because_;
  std::vector<sim::EntityId> missed_;  // signers that it did not hear in that round
};

}  // namespace orrery::nodes

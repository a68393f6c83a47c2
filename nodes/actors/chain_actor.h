#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "chains/contracts/abi_types.h"
#include "chains/rpc/rpc_client.h"
#include "nodes/feeds/transmitter.h"
#include "sim/host.h"

namespace orrery::nodes {

/// What everybody needs who uses contracts: a way to the chain, an account, and how often it looks.
struct ChainActorSpec {
  sim::Duration poll = sim::Duration::seconds(12);  ///< between two looks at the chain
  sim::Duration latest_start;                       ///< the first look comes at a random time until then
  ChainAccess chain = {};
};

/// A program with an account that looks at a chain every `poll` and acts on what it saw.
class ChainActor : public sim::Program {
 public:
  ChainActor(sim::Host& host, const ChainActorSpec& spec);
  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;
  const Transmitter& transmitter() const { return transmitter_; }

 protected:
  /// One look. Requests must call back into this object only.
  virtual void look() = 0;

  const Address& self() const { return transmitter_.account(); }
  bool is_busy() const { return transmitter_.pending() != 0; }
  /// Transactions for this purpose that are not in a block yet.
  std::size_t open(std::uint32_t job) const { return transmitter_.pending(job); }
  /// No further looks: the actor has done all that it ever will.
  void retire() { retired_ = true; }

  using Words = std::vector<Uint256>;
  /// Calls a function and hands on the words of its answer; what fails is dropped, the next look tries again.
  template <class... Ts>
  void read(const Address& to, std::string_view signature, std::function<void(const Words&)> done,
            const Ts&... arguments) {
    read_words(to, chains::abi::encode_with_selector(chains::selector_of(signature), arguments...), std::move(done));
  }
  template <class... Ts>
  void submit(const Address& to, std::string_view signature, Gas gas_limit, std::uint32_t job, const Ts&... arguments) {
    submit_input(to, chains::abi::encode_with_selector(chains::selector_of(signature), arguments...), gas_limit, job);
  }

  void submit_input(const Address& to, Bytes input, Gas gas_limit, std::uint32_t job);

  sim::Host& host_;
  chains::RpcClient rpc_;

 private:
  void tick();
  void read_words(const Address& to, Bytes input, std::function<void(const Words&)> done);

  sim::Duration poll_, latest_start_;
  Transmitter transmitter_;
  bool retired_ = false;
};

/// Follows the logs of one contract, each handed on once and in order. A log that a reorg takes back stays believed.
class LogFollower {
 public:
  LogFollower(Address contract, std::optional<chains::Bytes32> topic0) : contract_(contract), topic0_(topic0) {}

  /// Asks for what is new; `each` runs for every log, then `done`, both not at all when the endpoint fails or an
  /// earlier request is still open.
  void follow(chains::RpcClient& rpc, std::function<void(const chains::LogRecord&)> each, std::function<void()> done);

 private:
  Address contract_;
  std::optional<chains::Bytes32> topic0_;
  std::uint64_t block_ = 0, next_index_ = 0;
  bool asking_ = false;
};

}  // namespace orrery::nodes

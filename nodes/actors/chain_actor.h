#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
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

/// Follows the logs of one contract in order. After a reorg it hands on those of the winning branch that it had not
/// seen before, and a second time, said to have moved, those whose transaction it had seen in another block. What a
/// reorg takes back and does not bring again stays believed, and reorgs deeper than kDeepestReorg are not followed.
class LogFollower {
 public:
  using Each = std::function<void(const chains::LogRecord&, bool has_moved)>;
  static constexpr std::uint64_t kDeepestReorg = 128;  ///< blocks; go-ethereum keeps the state of as many

  LogFollower(Address contract, std::optional<chains::Bytes32> topic0) : contract_(contract), topic0_(topic0) {}

  /// Asks for what is new; `each` runs for every log, then `done`, both not at all when the endpoint fails or an
  /// earlier request is still open.
  void follow(chains::RpcClient& rpc, Each each, std::function<void()> done);

 private:
  using Place = std::pair<std::uint64_t, std::uint64_t>;  // number and timestamp of a block
  static Place place_of(const chains::LogRecord& log) { return {log.block_number, log.block_timestamp}; }
  /// Whether blocks that were seen are not in the branch that this answer tells of.
  bool is_of_another_branch(const std::vector<chains::LogRecord>& logs) const;
  void hand_on(const std::vector<chains::LogRecord>& logs, const Each& each);
  void forget_old();

  Address contract_;
  std::optional<chains::Bytes32> topic0_;
  std::uint64_t from_block_ = 0;           // of the newest log, asked for again since a reorg may change it
  std::optional<chains::Bytes32> newest_;  // the transaction of that log
  std::map<chains::Bytes32, Place> seen_;  // by transaction
  std::size_t forgets_at_ = 1024;          // of them
  bool asking_ = false;
};

}  // namespace orrery::nodes

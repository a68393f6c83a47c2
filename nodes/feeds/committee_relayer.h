#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nodes/feeds/committee_member.h"
#include "nodes/feeds/push_rule.h"
#include "nodes/feeds/transmitter.h"

namespace orrery::nodes {

/// Whose turn it is to relay: by the clock, `length` each, in the order of `index`. One relayer in all: it is always
/// its.
struct RelayTurn {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
  sim::Duration length = sim::Duration::minutes(10);
};

/// Who submits for a committee. The defaults are assumptions: docs/feeds.md.
struct CommitteeRelayerSpec {
  CommitteeFeed feed = {};
  sim::EntityId entity = {};  ///< the feed's, for the recording, or none
  struct Member {
    sim::EntityId host;
    chains::Address signer;
  };
  std::vector<Member> members = {};  ///< at most 64
  std::size_t threshold = 5;
  PriceSourcesSpec price = {};  ///< what tells the relayer that an answer is due
  PushRule rule = {};
  RelayTurn turn = {};
  sim::Duration poll = sim::Duration::seconds(30);
  sim::Duration view_timeout = sim::Duration::seconds(8);  ///< for the members' views: longer than their own reading
  sim::Duration signature_timeout = sim::Duration::seconds(8);  ///< for their signatures
  Gas gas_limit = 300'000;
  ChainAccess chain = {};
};

/// The relayer's program: when its own price says that an answer is due, it asks the members what they see, proposes
/// the median of at least `threshold` views, and submits it with the first `threshold` signatures. May stand on a
/// member's host or on its own.
class CommitteeRelayer final : public sim::Program {
 public:
  CommitteeRelayer(sim::Host& host, const CommitteeRelayerSpec& spec);

  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;
  const Transmitter& transmitter() const { return transmitter_; }

 private:
  enum class Stage : std::uint8_t { kIdle, kViews, kSignatures };

  void poll();
  bool is_its_turn() const;
  void on_price(const PriceReading& reading);
  void ask_members();
  void on_message(sim::HostPort from, const sim::Message& message);
  void on_view(std::size_t member, const CommitteeView& view);
  void propose();
  void on_signature(std::size_t member, const CommitteeSignature& signature);
  void submit();
  void end_attempt(std::string lacks);
  void set_deadline(sim::Duration after);
  /// Members that have not answered in this stage.
  std::vector<sim::EntityId> unheard() const;
  std::size_t heard_count() const;
  std::string shortage() const;

  sim::Host& host_;
  CommitteeRelayerSpec spec_;
  sim::Port port_;
  std::vector<sim::HostPort> addresses_;
  chains::RpcClient rpc_;
  Transmitter transmitter_;
  PriceReader reader_;

  Stage stage_ = Stage::kIdle;
  std::uint64_t round_ = 0;
  std::uint64_t heard_ = 0;  // a bit for each member that answered in this stage
  LatestAnswer latest_;      // on chain, when the attempt began
  std::vector<chains::Int256> views_;
  chains::Int256 answer_;
  std::uint64_t timestamp_ = 0;
  chains::Bytes32 hash_;
  std::vector<chains::Secp256k1Signature> signatures_;
  sim::TimerId deadline_;
  std::string lacks_;  // why the last attempt came to nothing, empty when it did not
  sim::CauseId lacks_because_;
  std::vector<sim::EntityId> missed_;  // members that it did not hear in the last attempt
};

}  // namespace orrery::nodes

#pragma once

#include <string>
#include <vector>

#include "chains/rpc/rpc_client.h"
#include "nodes/feeds/transmitter.h"
#include "sim/host.h"

namespace orrery::nodes {

/// A call that was decided on, and when it is sent.
struct Decision {
  sim::Time at;
  chains::Address to = {};
  chains::Bytes input = {};
  std::string about = {};  ///< in words, for the recording
};

struct GovernorSpec {
  std::vector<Decision> decisions = {};
  ChainAccess chain = {};
  sim::TableId notes = {};  ///< of the world; each decision is a row there, the root of what follows
};

/// Carries out decisions of a protocol's owners, each at its time by this machine's clock; after a restart what is
/// still to come. What was handed over before is the transmitter's.
class Governor final : public sim::Program {
 public:
  Governor(sim::Host& host, GovernorSpec spec);
  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override { transmitter_.add_waiting(waiting); }

 private:
  void carry_out(const Decision& decision);

  sim::Host& host_;
  GovernorSpec spec_;
  chains::RpcClient rpc_;
  Transmitter transmitter_;
};

}  // namespace orrery::nodes

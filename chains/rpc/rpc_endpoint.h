#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "chains/ledger/chain.h"
#include "chains/rpc/head_view.h"
#include "chains/rpc/rpc_messages.h"
#include "sim/fault.h"
#include "sim/host.h"
#include "sim/network/simulated_host.h"

namespace orrery::chains {

/// An RPC endpoint before it runs. The defaults' latencies and errors are an assumption: no neutral table of providers
/// was found (docs/chains.md).
struct RpcEndpointSpec {
  std::string name;
  std::string chain;
  std::string zone;
  std::vector<std::string> leans_on = {};
  /// Mean of an exponential delay between a block's arrival and its being served.
  sim::Duration import_delay = sim::Duration::milliseconds(80);
  /// Time to serve: a generalised Pareto from the first, of this scale and shape 0.3, at most the last.
  sim::Duration fastest = sim::Duration::milliseconds(20);
  sim::Duration spread = sim::Duration::milliseconds(30);
  sim::Duration slowest = sim::Duration::seconds(2);
  sim::Fraction error_rate{2'000'000};
  std::uint32_t requests_per_second = 0;  ///< 0: no limit
  std::uint32_t burst = 50;               ///< requests at once above the limit
};

/// What faults have put on an endpoint; each entry is keyed by its fault's row.
struct RpcDisruptions {
  struct Share {
    sim::CauseId fault;
    sim::Fraction of;
  };
  struct Limit {
    sim::CauseId fault;
    std::uint32_t requests_per_second;
  };
  struct Lie {
    sim::CauseId fault;
    std::int64_t shift_permille;  ///< added to the word: 100 makes 1000 into 1100
    std::size_t word;             ///< of an eth_call's result; the last one where the result is shorter
    bool hides_logs;
  };
  std::vector<sim::CauseId> outages;
  std::vector<Share> errors;
  std::vector<Limit> limits;
  std::vector<Lie> lies;
};

/// The durable part of an endpoint: its description, what it has seen of its chain, what faults have put on it. The
/// program on its host comes and goes; this stays.
class RpcService {
 public:
  /// Adds the endpoint's host to the network and installs its program. Throws sim::InputError for an unknown zone or
  /// service, or a name that is taken.
  RpcService(Chain& chain, RpcEndpointSpec spec);
  RpcService(const RpcService&) = delete;
  RpcService& operator=(const RpcService&) = delete;

  const RpcEndpointSpec& spec() const { return spec_; }
  Chain& chain() { return chain_; }
  sim::SimulatedHost& host() { return host_; }
  /// Where clients send their requests.
  sim::HostPort address() const;
  HeadView& view() { return view_; }
  RpcDisruptions& disruptions() { return disruptions_; }

  struct Counters {
    std::uint64_t requests = 0, answered = 0, failed = 0, rate_limited = 0, unanswered = 0;
  };
  const Counters& counters() const { return counters_; }

  /// The answer to a request that has come in now; null when there is none, as during an outage.
  std::shared_ptr<RpcResponse> answer(const RpcRequest& request);
  /// How long this answer takes to make.
  sim::Duration draw_serving_time();

 private:
  bool takes_token();
  /// The fault or the endpoint's own weakness that makes this request fail; false when nothing does.
  bool fails(RpcResponse& response);
  void fill(const RpcRequest& request, RpcResponse& response);
  void call(const RpcRequest& request, RpcResponse& response);
  void logs(const RpcRequest& request, RpcResponse& response);
  void send(const RpcRequest& request, RpcResponse& response);
  void receipt(const RpcRequest& request, RpcResponse& response);

  Chain& chain_;
  RpcEndpointSpec spec_;
  sim::SimulatedHost& host_;
  HeadView view_;
  RpcDisruptions disruptions_;
  sim::Random latency_, errors_;
  Counters counters_;
  std::uint64_t tokens_ = 0;  // billionths of a request
  sim::Time tokens_at_;
};

/// The program on an endpoint's host: takes requests, answers after its serving time. Serving one request does not hold
/// up the next.
class RpcEndpoint final : public sim::Program {
 public:
  RpcEndpoint(sim::Host& host, RpcService& service) : host_(host), service_(service) {}
  void start() override;

 private:
  sim::Host& host_;
  RpcService& service_;
};

}  // namespace orrery::chains

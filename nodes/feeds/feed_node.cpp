#include "nodes/feeds/feed_node.h"

#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/median_plugin.h"
#include "sim/assert.h"

namespace orrery::nodes {
namespace {

MadePlugin make_median_plugin(sim::Host& host, const PluginRequest& request, FeedNode& node, std::size_t job) {
  const auto config = decode_median_plugin_config(request.plugin_config);
  if (!config) return {nullptr, {}, "the plugin config is no median config"};
  const auto bounds = decode_median_onchain_config(request.onchain_config);
  if (!bounds) return {nullptr, {}, "the onchain config has no bounds for the answer"};
  const FeedJobSpec& spec = node.spec().jobs[job];
  MedianPluginSpec plugin{.config_digest = request.config_digest,
                          .n = request.n,
                          .f = request.f,
                          .config = *config,
                          .onchain_config = *bounds,
                          .include_gas_price = spec.include_gas_price,
                          .request_lookback = spec.request_lookback};
  return {std::make_unique<MedianPlugin>(host, plugin, node.source(job), node.contract(job)),
          MedianPlugin::info(request.n),
          {}};
}

}  // namespace

FeedNode::FeedNode(sim::Host& host, std::shared_ptr<const FeedNodeSpec> spec, FeedNodeSeat& seat)
    : host_(host),
      spec_(std::move(spec)),
      seat_(seat),
      rpc_(host, spec_->name, spec_->chain.endpoints, spec_->chain.rpc),
      transmitter_(host, rpc_, spec_->chain, spec_->name),
      reader_(host, spec_->name) {
  for (const FeedJobSpec& job : spec_->jobs) {
    jobs_.push_back(std::make_unique<Job>(
        Job{FeedDataSource(host, reader_, rpc_, job.source), EvmMedianContract(host, rpc_, job.contract)}));
  }
  ORRERY_ASSERT(seat_.running == nullptr, "a seat holds one running node");
  seat_.running = this;
}

FeedNode::~FeedNode() { seat_.running = nullptr; }

void FeedNode::start() { transmitter_.start(); }

void FeedNode::add_waiting(std::vector<sim::Waiting>& waiting) const {
  reader_.add_waiting(waiting);
  transmitter_.add_waiting(waiting);
}

std::unique_ptr<ContractPort> FeedNode::make_contract_port(std::size_t job) {
  ContractPortSpec port = spec_->jobs[job].port;
  port.job = static_cast<std::uint32_t>(job);
  return std::make_unique<EvmContractPort>(host_, rpc_, transmitter_, port);
}

sim::ProgramFactory feed_node_program(FeedNodeSpec spec, FeedNodeSeat& seat) {
  return [shared = std::make_shared<const FeedNodeSpec>(std::move(spec)),
          &seat](sim::Host& host) -> std::unique_ptr<sim::Program> {
    return std::make_unique<FeedNode>(host, shared, seat);
  };
}

void connect_oracle(OracleSpec& oracle, FeedNodeSeat& seat, std::size_t job) {
  oracle.make_contract_port = [&seat, job](sim::Host&) {
    ORRERY_ASSERT(seat.running != nullptr, "a feed node starts before its oracles");
    return seat.running->make_contract_port(job);
  };
  oracle.make_plugin = [&seat, job](sim::Host& host, const PluginRequest& request) {
    return make_median_plugin(host, request, *seat.running, job);
  };
}

}  // namespace orrery::nodes

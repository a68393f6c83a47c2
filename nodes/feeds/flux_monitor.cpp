#include "nodes/feeds/flux_monitor.h"

#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"

namespace orrery::nodes {
FluxMonitor::FluxMonitor(sim::Host& host, const FluxMonitorSpec& spec)
    : host_(host),
      spec_(spec),
      rpc_(host, spec_.name, spec_.chain.endpoints, spec_.chain.rpc),
      transmitter_(host, rpc_, spec_.chain, spec_.name),
      reader_(host, spec_.name) {}

void FluxMonitor::start() {
  transmitter_.start();
  // Machines do not look in step.
  host_.set_timer(host_.random("poll").between(sim::Duration::zero(), spec_.poll), [this] { poll(); });
}

void FluxMonitor::poll() {
  host_.set_timer(spec_.poll, [this] { poll(); });
  rpc_.call(spec_.contract,
            chains::abi::encode_with_selector(chains::selector_of("oracleRoundState(address,uint32)"),
                                              transmitter_.account(), std::uint32_t{0}),
            [this](const chains::RpcResult<Bytes>& result) { on_state(result); });
}

void FluxMonitor::on_state(const chains::RpcResult<Bytes>& result) {
  if (!result || result.value->size() != 8 * 32) {
    lacks_ = "no round read from the chain: " +
             (result ? "the answer has another form than the contract's" : words_of(result.failure, result.reason));
    lacks_because_ = result.cause;
    return;
  }
  const auto word = [&](std::size_t i) { return chains::to_uint256(BytesView(*result.value).subspan(i * 32, 32)); };
  const RoundState state{static_cast<std::uint32_t>(word(1)), word(3) != 0};
  const bool is_eligible = word(0) != 0;
  if (!is_eligible || state.round <= sent_to_) return;
  reader_.read(spec_.price, [this, state](const PriceReading& reading) { on_price(state, reading); });
}

void FluxMonitor::on_price(const RoundState& state, const PriceReading& reading) {
  lacks_ = reading.error;
  lacks_because_ = reading.cause;
  if (!reading.price) return;
  const chains::Int256 value = to_answer(*reading.price, spec_.decimals);
  if (state.is_open) return submit(state.round, value);
  lacks_ = kLatestAnswer;
  lacks_because_ = host_.journal().cause();
  read_latest_answer(rpc_, spec_.contract, [this, state, value](const chains::RpcResult<LatestAnswer>& latest) {
    lacks_ = lack_of(latest);
    lacks_because_ = latest.cause;
    if (latest && is_push_due(spec_.rule, *latest.value, value, host_.now())) submit(state.round, value);
  });
}

void FluxMonitor::submit(std::uint32_t round, const chains::Int256& value) {
  if (round <= sent_to_) return;
  sent_to_ = round;
  transmitter_.submit(
      {.to = spec_.contract,
       .input = chains::abi::encode_with_selector(chains::selector_of("submit(uint256,int256)"), Uint256(round), value),
       .gas_limit = spec_.gas_limit,
       .job = 0,
       .about = spec_.feed},
      [this](const PluginResult<bool>& result) {
        lacks_ = result.error;
        lacks_because_ = result.cause;
      });
}

void FluxMonitor::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (!lacks_.empty()) waiting.push_back({lacks_, lacks_because_, {}});
  reader_.add_waiting(waiting);
  transmitter_.add_waiting(waiting);
}

}  // namespace orrery::nodes

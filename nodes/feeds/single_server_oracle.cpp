#include "nodes/feeds/single_server_oracle.h"

#include "chains/encoding/abi.h"

namespace orrery::nodes {
namespace {

Bytes update_input(const chains::Int256& answer) {
  return chains::AbiWriter(chains::selector_of("update(int256)"), 1).signed_number(answer).finish();
}

}  // namespace

SingleServerOracle::SingleServerOracle(sim::Host& host, const SingleServerSpec& spec)
    : host_(host),
      spec_(spec),
      rpc_(host, spec_.name, spec_.chain.endpoints, spec_.chain.rpc),
      transmitter_(host, rpc_, spec_.chain, spec_.name),
      reader_(host, spec_.name) {}

void SingleServerOracle::start() {
  transmitter_.start();
  poll();
}

void SingleServerOracle::poll() {
  host_.set_timer(spec_.poll, [this] { poll(); });
  reader_.read(spec_.price, [this](const PriceReading& reading) { on_price(reading); });
}

void SingleServerOracle::on_price(const PriceReading& reading) {
  lacks_ = reading.price ? kLatestAnswer : reading.error;
  lacks_because_ = reading.price ? host_.journal().cause() : reading.cause;
  if (!reading.price) return;
  const chains::Int256 value = to_answer(*reading.price, spec_.decimals);
  read_latest_answer(rpc_, spec_.contract, [this, value](const chains::RpcResult<LatestAnswer>& latest) {
    lacks_ = lack_of(latest);
    lacks_because_ = latest.cause;
    if (latest) on_latest(value, *latest.value);
  });
}

void SingleServerOracle::on_latest(const chains::Int256& value, const LatestAnswer& latest) {
  if (!is_push_due(spec_.rule, latest, value, host_.now()) || transmitter_.pending() != 0) return;
  transmitter_.submit(
      {.to = spec_.contract, .input = update_input(value), .gas_limit = spec_.gas_limit, .job = 0, .about = spec_.feed},
      [this](const PluginResult<bool>& result) {
        lacks_ = result.error;
        lacks_because_ = result.cause;
      });
}

void SingleServerOracle::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (!lacks_.empty()) waiting.push_back({lacks_, lacks_because_, {}});
  reader_.add_waiting(waiting);
  transmitter_.add_waiting(waiting);
}

}  // namespace orrery::nodes

#include "nodes/actors/governor.h"

namespace orrery::nodes {
namespace {

constexpr Gas kGas = 500'000;

}  // namespace

Governor::Governor(sim::Host& host, GovernorSpec spec)
    : host_(host),
      spec_(std::move(spec)),
      rpc_(host, "governor", spec_.chain.endpoints, spec_.chain.rpc),
      transmitter_(host, rpc_, spec_.chain, "governor") {}

void Governor::start() {
  transmitter_.start();
  for (const Decision& decision : spec_.decisions)
    if (decision.at >= host_.now())
      host_.set_timer(decision.at - host_.now(), [this, &decision] { carry_out(decision); });
}

void Governor::carry_out(const Decision& decision) {
  host_.journal().write_as_cause(spec_.notes, {host_.id(), "decision", decision.about});
  transmitter_.submit({.to = decision.to, .input = decision.input, .gas_limit = kGas, .job = 0},
                      [](const PluginResult<bool>&) {});
}

}  // namespace orrery::nodes

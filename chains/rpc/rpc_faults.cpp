#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "chains/ledger/chain_faults.h"
#include "chains/ledger/ledgers.h"
#include "chains/rpc/rpc_endpoint.h"
#include "sim/input_error.h"
#include "sim/world.h"

namespace orrery::chains {
namespace {

/// A fault that is put on an endpoint and taken off by its row.
class OnEndpoint final : public sim::Fault {
 public:
  using Change = std::function<void(RpcService&, sim::CauseId)>;
  OnEndpoint(RpcService& endpoint, Change put_on, Change take_off)
      : endpoint_(endpoint), put_on_(std::move(put_on)), take_off_(std::move(take_off)) {}
  void apply(sim::World& world) override {
    row_ = world.kernel().cause();
    put_on_(endpoint_, row_);
  }
  void lift(sim::World&) override { take_off_(endpoint_, row_); }

 private:
  RpcService& endpoint_;
  Change put_on_, take_off_;
  sim::CauseId row_;
};

struct Changes {
  OnEndpoint::Change put_on, take_off;
};

sim::FaultKind rpc_kind(Ledgers& ledgers, std::string name, std::string about,
                        std::vector<sim::ParameterSpec> parameters,
                        std::function<Changes(const sim::FaultSpec&)> changes_of) {
  return {.name = std::move(name),
          .target = "rpc",
          .about = std::move(about),
          .parameters = std::move(parameters),
          .make = [&ledgers, changes_of = std::move(changes_of)](sim::World&, const sim::FaultSpec& spec) {
            auto changes = changes_of(spec);
            return std::make_unique<OnEndpoint>(ledgers.endpoint(spec.target), std::move(changes.put_on),
                                                std::move(changes.take_off));
          }};
}

template <class Entry>
OnEndpoint::Change erase_from(std::vector<Entry> RpcDisruptions::* list) {
  return [list](RpcService& endpoint, sim::CauseId fault) {
    std::erase_if(endpoint.disruptions().*list, [fault](const Entry& entry) { return entry.fault == fault; });
  };
}

std::uint32_t requests_per_second(const sim::FaultSpec& spec) {
  const auto rate = sim::parameter<std::int64_t>(spec, "requests_per_second");
  if (rate < 0 || rate > UINT32_MAX)
    throw sim::InputError("", "\"requests_per_second\" is a number of requests from 0 up");
  return static_cast<std::uint32_t>(rate);
}

RpcDisruptions::Lie lie_of(const sim::FaultSpec& spec) {
  RpcDisruptions::Lie lie;
  lie.shift_permille = sim::parameter<sim::Fraction>(spec, "shift").parts_per_billion / 1'000'000;
  if (!sim::parameter<bool>(spec, "upwards")) lie.shift_permille = -lie.shift_permille;
  const auto word = sim::parameter<std::int64_t>(spec, "word");
  if (word < 0) throw sim::InputError("", "\"word\" counts the words of a result from 0 up");
  lie.word = static_cast<std::size_t>(word);
  lie.hides_logs = sim::parameter<bool>(spec, "hide_logs");
  return lie;
}

sim::FaultKind outage_kind(Ledgers& ledgers) {
  return rpc_kind(ledgers, "rpc-outage", "The endpoint answers nothing.", {}, [](const sim::FaultSpec&) {
    return Changes{[](RpcService& endpoint, sim::CauseId fault) { endpoint.disruptions().outages.push_back(fault); },
                   [](RpcService& endpoint, sim::CauseId fault) { std::erase(endpoint.disruptions().outages, fault); }};
  });
}

sim::FaultKind stale_kind(Ledgers& ledgers) {
  return rpc_kind(ledgers, "rpc-stale", "The endpoint's head stays where it is.", {}, [](const sim::FaultSpec&) {
    return Changes{[](RpcService& endpoint, sim::CauseId fault) { endpoint.view().freeze(fault); },
                   [](RpcService& endpoint, sim::CauseId fault) { endpoint.view().thaw(fault); }};
  });
}

sim::FaultKind lag_kind(Ledgers& ledgers) {
  return rpc_kind(ledgers, "rpc-lag", "Every block reaches the endpoint later.",
                  {{"by", sim::Duration::seconds(30), std::nullopt, "How much later."}},
                  [](const sim::FaultSpec& spec) {
                    const auto by = sim::parameter<sim::Duration>(spec, "by");
                    if (by < sim::Duration::zero()) throw sim::InputError("", "\"by\" of rpc-lag is negative");
                    return Changes{[by](RpcService& endpoint, sim::CauseId fault) { endpoint.view().delay(fault, by); },
                                   [](RpcService& endpoint, sim::CauseId fault) { endpoint.view().undelay(fault); }};
                  });
}

sim::FaultKind errors_kind(Ledgers& ledgers) {
  return rpc_kind(ledgers, "rpc-errors", "The endpoint answers a share of requests with an error.",
                  {{"share", sim::Fraction{500'000'000}, std::nullopt, "Of the requests."}},
                  [](const sim::FaultSpec& spec) {
                    const auto share = sim::parameter<sim::Fraction>(spec, "share");
                    return Changes{[share](RpcService& endpoint, sim::CauseId fault) {
                                     endpoint.disruptions().errors.push_back({fault, share});
                                   },
                                   erase_from(&RpcDisruptions::errors)};
                  });
}

sim::FaultKind rate_limit_kind(Ledgers& ledgers) {
  return rpc_kind(ledgers, "rpc-rate-limit", "The endpoint takes fewer requests; its burst stays.",
                  {{"requests_per_second", std::int64_t{5}, std::nullopt, "That are answered in the long run."}},
                  [](const sim::FaultSpec& spec) {
                    const auto rate = requests_per_second(spec);
                    return Changes{[rate](RpcService& endpoint, sim::CauseId fault) {
                                     endpoint.disruptions().limits.push_back({fault, rate});
                                   },
                                   erase_from(&RpcDisruptions::limits)};
                  });
}

sim::FaultKind lie_kind(Ledgers& ledgers) {
  return rpc_kind(ledgers, "rpc-lie", "The endpoint answers wrongly: a number in calls is shifted, or logs are hidden.",
                  {{"shift", sim::Fraction{100'000'000}, sim::Fraction{100'000'000},
                    "Share by which the number is wrong, in steps of 0.1 %; 0 leaves calls alone."},
                   {"upwards", true, true, "Whether the number is told too high or too low."},
                   {"word", std::int64_t{1}, std::int64_t{1},
                    "Which 32-byte word of a call's result is the number, from 0; 1 is a feed's answer in "
                    "latestRoundData. The last one where the result is shorter."},
                   {"hide_logs", false, false, "Whether eth_getLogs finds nothing."}},
                  [](const sim::FaultSpec& spec) {
                    const auto lie = lie_of(spec);
                    return Changes{[lie](RpcService& endpoint, sim::CauseId fault) {
                                     auto put = lie;
                                     put.fault = fault;
                                     endpoint.disruptions().lies.push_back(put);
                                   },
                                   erase_from(&RpcDisruptions::lies)};
                  });
}

}  // namespace

void add_rpc_faults(sim::Faults& faults, Ledgers& ledgers) {
  for (auto* kind : {outage_kind, stale_kind, lag_kind, errors_kind, rate_limit_kind, lie_kind})
    faults.add_kind(kind(ledgers));
}

}  // namespace orrery::chains

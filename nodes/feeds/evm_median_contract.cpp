#include "nodes/feeds/evm_median_contract.h"

#include <algorithm>

#include "chains/encoding/abi.h"
#include "nodes/feeds/freshness.h"

namespace orrery::nodes {

using chains::AbiReader;
using chains::RpcCallback;
using chains::RpcResult;

namespace {

constexpr chains::Selector kLatestTransmissionDetails = 0xe5fe4577;  // spec ocr.md §8.6

Bytes32 round_requested_topic() { return chains::topic_of("RoundRequested(address,bytes32,uint32,uint8)"); }

RpcResult<TransmissionDetails> decode_details(const RpcResult<Bytes>& answer) {
  if (!answer) return {std::nullopt, answer.failure, answer.reason, answer.revert_data, answer.cause};
  AbiReader reader(*answer.value, 5);
  TransmissionDetails details;
  details.config_digest = reader.word();
  details.epoch = static_cast<std::uint32_t>(reader.number(32));
  details.round = static_cast<std::uint8_t>(reader.number(8));
  details.latest_answer = reader.signed_number(192);
  const std::uint64_t seconds = reader.number(64);
  // An endpoint that lies may say any number; 2^32 seconds reach beyond this century.
  if (!reader.ok() || seconds > UINT32_MAX) {
    return {std::nullopt, chains::RpcFailure::kRejected, "the answer has another form than the contract's", {}, {}};
  }
  details.latest_timestamp = sim::Time::from_unix_seconds(static_cast<std::int64_t>(seconds));
  return {details, {}, {}, {}, {}};
}

std::optional<RequestedRound> decode_request(const chains::LogRecord& log) {
  AbiReader reader(log.data, 3);
  RequestedRound round;
  round.config_digest = reader.word();
  round.epoch = static_cast<std::uint32_t>(reader.number(32));
  round.round = static_cast<std::uint8_t>(reader.number(8));
  return reader.ok() ? std::optional(round) : std::nullopt;
}

}  // namespace

struct EvmMedianContract::State : std::enable_shared_from_this<State> {
  State(sim::Host& a_host, chains::RpcClient& a_rpc, MedianContractSpec a_spec)
      : host(a_host), rpc(a_rpc), spec(a_spec) {}

  sim::Host& host;
  chains::RpcClient& rpc;
  const MedianContractSpec spec;

  std::optional<TransmissionDetails> details;
  sim::Time details_at;
  std::vector<RpcCallback<TransmissionDetails>> asking_details;

  struct Seen {
    RequestedRound round;
    std::uint64_t timestamp;  // of its block
  };
  std::optional<Seen> request;
  std::uint64_t next_block = 0;  // logs before it were seen
  std::optional<sim::Time> looked_at;
  struct Asking {
    sim::Duration lookback;
    RpcCallback<std::optional<RequestedRound>> done;
  };
  std::vector<Asking> asking_request;

  void on_details(const RpcResult<Bytes>& answer) {
    const auto decoded = decode_details(answer);
    details = decoded.value;
    details_at = host.now();
    auto asked = std::move(asking_details);
    asking_details.clear();
    for (auto& done : asked) done(decoded);
  }

  void on_requests(const RpcResult<std::vector<chains::LogRecord>>& logs) {
    if (logs) {
      looked_at = host.now();
      for (const auto& log : *logs.value) {
        next_block = std::max(next_block, log.block_number + 1);
        if (const auto round = decode_request(log)) request = Seen{*round, log.block_timestamp};
      }
    }
    auto asked = std::move(asking_request);
    asking_request.clear();
    for (auto& one : asked) answer_request(one);
  }

  void answer_request(const Asking& asking) {
    std::optional<RequestedRound> newest;
    const std::int64_t oldest = (host.now() - asking.lookback).unix_seconds();
    if (request && static_cast<std::int64_t>(request->timestamp) >= oldest) newest = request->round;
    asking.done({newest, {}, {}, {}, {}});
  }
};

EvmMedianContract::EvmMedianContract(sim::Host& host, chains::RpcClient& rpc, MedianContractSpec spec)
    : state_(std::make_shared<State>(host, rpc, spec)) {}
EvmMedianContract::~EvmMedianContract() = default;

void EvmMedianContract::latest_transmission_details(RpcCallback<TransmissionDetails> done) {
  State& state = *state_;
  if (state.details && is_fresh(state.details_at, state.host.now(), state.spec.keep)) {
    return done({state.details, {}, {}, {}, {}});
  }
  state.asking_details.push_back(std::move(done));
  if (state.asking_details.size() > 1) return;
  state.rpc.call(state.spec.contract, chains::AbiWriter(kLatestTransmissionDetails, 0).finish(),
                 [weak = state.weak_from_this()](const RpcResult<Bytes>& answer) {
                   if (const auto self = weak.lock()) self->on_details(answer);
                 });
}

void EvmMedianContract::latest_round_requested(sim::Duration lookback,
                                               RpcCallback<std::optional<RequestedRound>> done) {
  State& state = *state_;
  if (state.looked_at && is_fresh(*state.looked_at, state.host.now(), state.spec.request_poll)) {
    return state.answer_request({lookback, std::move(done)});
  }
  state.asking_request.push_back({lookback, std::move(done)});
  if (state.asking_request.size() > 1) return;
  state.rpc.logs({state.spec.contract, round_requested_topic(), state.next_block, std::nullopt},
                 [weak = state.weak_from_this()](const RpcResult<std::vector<chains::LogRecord>>& logs) {
                   if (const auto self = weak.lock()) self->on_requests(logs);
                 });
}

}  // namespace orrery::nodes

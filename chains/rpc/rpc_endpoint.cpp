#include "chains/rpc/rpc_endpoint.h"

#include <algorithm>
#include <utility>

#include "sim/input_error.h"
#include "sim/network.h"
#include "sim/wide_integer.h"
#include "sim/world.h"

namespace orrery::chains {
namespace {

constexpr std::uint64_t kOneRequest = 1'000'000'000;
constexpr int kServingShape = 300;  // thousandths

void check(const RpcEndpointSpec& spec) {
  constexpr sim::Duration kNone, kLongest = sim::Duration::hours(24);
  const std::string whose = " of the endpoint \"" + spec.name + "\"";
  if (spec.import_delay < kNone || spec.import_delay > kLongest)
    throw sim::InputError("", "the import_delay" + whose + " is negative or longer than a day");
  if (spec.fastest < kNone || spec.slowest < spec.fastest || spec.slowest > kLongest)
    throw sim::InputError("", "the times to serve" + whose + " are out of order", "0 <= fastest <= slowest <= one day");
  if (spec.spread <= kNone || spec.spread > kLongest)
    throw sim::InputError("", "the spread" + whose + " is not above 0 or longer than a day");
}

sim::SimulatedHost& add_host(Chain& chain, const RpcEndpointSpec& spec) {
  check(spec);
  return chain.world().network().add_host(
      {.name = spec.name, .zone = spec.zone, .parent = chain.id(), .leans_on = spec.leans_on});
}

}  // namespace

RpcService::RpcService(Chain& chain, RpcEndpointSpec spec)
    : chain_(chain),
      spec_(std::move(spec)),
      host_(add_host(chain, spec_)),
      view_(chain, host_.zone(), spec_.import_delay, spec_.name),
      latency_(chain.world().random("rpc/" + spec_.name + "/serving")),
      errors_(chain.world().random("rpc/" + spec_.name + "/errors")),
      tokens_(kOneRequest * spec_.burst),
      tokens_at_(chain.world().now()) {
  host_.install("rpc-endpoint", [this](sim::Host& host) { return std::make_unique<RpcEndpoint>(host, *this); });
}

sim::HostPort RpcService::address() const { return {host_.id(), chain_.world().port(kRpcPort)}; }

sim::Duration RpcService::draw_serving_time() {
  return latency_.pareto(spec_.fastest, spec_.spread, kServingShape, spec_.fastest, spec_.slowest);
}

bool RpcService::takes_token() {
  constexpr std::uint64_t kUnlimited = UINT64_MAX;
  std::uint64_t rate = spec_.requests_per_second == 0 ? kUnlimited : spec_.requests_per_second;
  for (const auto& limit : disruptions_.limits) rate = std::min<std::uint64_t>(rate, limit.requests_per_second);
  if (rate == kUnlimited) return true;
  const sim::Time now = chain_.world().now();
  const auto elapsed = static_cast<sim::Uint128>((now - tokens_at_).count_nanoseconds());
  const auto full = static_cast<sim::Uint128>(kOneRequest) * std::max<std::uint32_t>(spec_.burst, 1);
  tokens_ = static_cast<std::uint64_t>(std::min<sim::Uint128>(full, tokens_ + elapsed * rate));
  tokens_at_ = now;
  if (tokens_ < kOneRequest) return false;
  tokens_ -= kOneRequest;
  return true;
}

bool RpcService::fails(RpcResponse& response) {
  if (!takes_token()) {
    ++counters_.rate_limited;
    response.failure = RpcFailure::kRateLimited;
    if (!disruptions_.limits.empty()) response.cause = disruptions_.limits.front().fault;
    return true;
  }
  bool is_failing = errors_.chance(spec_.error_rate.parts_per_billion);
  for (const auto& share : disruptions_.errors) {
    if (!errors_.chance(share.of.parts_per_billion)) continue;
    is_failing = true;
    response.cause = share.fault;
  }
  if (!is_failing) return false;
  ++counters_.failed;
  response.failure = RpcFailure::kUnavailable;
  return true;
}

std::shared_ptr<RpcResponse> RpcService::answer(const RpcRequest& request) {
  ++counters_.requests;
  auto& faults = chain_.world().faults();
  if (!disruptions_.outages.empty()) {
    ++counters_.unanswered;
    faults.count_hit(disruptions_.outages.front(), sim::Hit::kRequest);
    return nullptr;
  }
  auto response = std::make_shared<RpcResponse>();
  response->id = request.id;
  if (fails(*response)) {
    faults.count_hit(response->cause, sim::Hit::kRequest);
  } else {
    ++counters_.answered;
    fill(request, *response);
  }
  return response;
}

void RpcService::fill(const RpcRequest& request, RpcResponse& response) {
  const Block& head = view_.head();
  view_.count_hits(chain_.world().faults());
  switch (request.method) {
    case RpcMethod::kBlockNumber:
      response.result = Head{head.number, head.proposal.timestamp, head.base_fee};
      return;
    case RpcMethod::kCall:
      return call(request, response);
    case RpcMethod::kLogs:
      return logs(request, response);
    case RpcMethod::kTransactionCount:
      response.result = chain_.state_after(head.number, [&] { return chain_.state().nonce(request.address); });
      return;
    case RpcMethod::kBalance:
      response.result =
          chain_.state_after(head.number, [&] { return Uint256(chain_.state().balance(request.address)); });
      return;
    case RpcMethod::kPriorityFee:
      response.result = Uint256(std::max(head.median_tip, chain_.spec().mempool.price_limit));
      return;
    case RpcMethod::kSendRawTransaction:
      return send(request, response);
    case RpcMethod::kReceipt:
      return receipt(request, response);
  }
}

void RpcService::call(const RpcRequest& request, RpcResponse& response) {
  const CallResult& result = chain_.call_at(view_.head().number, request.address, request.data);
  if (!result.ok) {
    response.failure = RpcFailure::kRejected;
    response.reason = "execution reverted";
    response.revert_data = result.output;
    return;
  }
  Bytes output = result.output;
  for (const auto& lie : disruptions_.lies) {
    if (output.size() < 32 || lie.shift_permille == 0) continue;
    const std::size_t at = 32 * std::min(lie.word, output.size() / 32 - 1);
    const Int256 truth = from_word(read_word(output.data() + at));
    const Int256 told = truth + truth * lie.shift_permille / 1'000;
    if (!fits_signed(told, 256)) continue;
    write_word(to_word(told), output.data() + at);
    chain_.world().faults().count_hit(lie.fault, sim::Hit::kAnswer);
  }
  response.result = std::move(output);
}

void RpcService::logs(const RpcRequest& request, RpcResponse& response) {
  std::vector<LogRecord> found;
  const auto& filter = request.filter;
  const std::uint64_t last = std::min(filter.to_block.value_or(UINT64_MAX), view_.head().number);
  for (const auto& lie : disruptions_.lies) {
    if (!lie.hides_logs) continue;
    chain_.world().faults().count_hit(lie.fault, sim::Hit::kAnswer);
    response.result = std::move(found);
    return;
  }
  chain_.visit_logs(filter.address, filter.from_block, last, [&](const PlacedLog& place) {
    const auto& log = place.log;
    if (filter.topic0 && (log.topics.empty() || log.topics[0] != *filter.topic0)) return true;
    found.push_back({log.address, log.topics, log.data, place.block.number, place.block.proposal.timestamp,
                     place.placed.transaction->hash, place.index});
    return true;
  });
  response.result = std::move(found);
}

void RpcService::send(const RpcRequest& request, RpcResponse& response) {
  const Submission submission = chain_.submit(request.data, host_.zone());
  response.result = submission.hash;
  if (submission.refused.empty()) return;
  response.failure = RpcFailure::kRejected;
  response.reason = submission.refused;
}

void RpcService::receipt(const RpcRequest& request, RpcResponse& response) {
  std::optional<Receipt> found;
  const auto* placed = chain_.find_transaction(request.hash);
  if (placed != nullptr && placed->block_number <= view_.head().number) {
    found = Receipt{request.hash, placed->outcome.ok, placed->block_number, placed->outcome.gas_used,
                    placed->outcome.effective_gas_price};
  }
  response.result = found;
}

void RpcEndpoint::start() {
  const sim::Port port = host_.port(kRpcPort);
  host_.listen(port, [this, port](sim::HostPort from, const sim::MessagePtr& message) {
    const auto* request = sim::message_cast<RpcRequest>(*message);
    if (request == nullptr) return;
    auto response = service_.answer(*request);
    if (response == nullptr) return;
    host_.set_timer(service_.draw_serving_time(), [this, port, from, reply = sim::MessagePtr(std::move(response))] {
      host_.send(port, from, reply);
    });
  });
}

}  // namespace orrery::chains

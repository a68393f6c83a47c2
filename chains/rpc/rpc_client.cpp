#include "chains/rpc/rpc_client.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <variant>

#include "chains/rpc/rpc_messages.h"
#include "sim/assert.h"

namespace orrery::chains {

std::string words_of(RpcFailure failure, const std::string& reason) {
  switch (failure) {
    case RpcFailure::kTimeout:
      return "no endpoint answered in time";
    case RpcFailure::kUnavailable:
      return "no endpoint is available";
    case RpcFailure::kRateLimited:
      return "every endpoint limits its rate";
    case RpcFailure::kRejected:
      return "rejected: " + reason;
  }
  ORRERY_ASSERT(false, "every failure has its words");
}

namespace {

constexpr std::string_view kAlreadyKnown = "already known";

using AnyCallback = std::variant<std::monostate, RpcCallback<Head>, RpcCallback<Bytes>,
                                 RpcCallback<std::vector<LogRecord>>, RpcCallback<std::uint64_t>, RpcCallback<Uint256>,
                                 RpcCallback<Bytes32>, RpcCallback<std::optional<Receipt>>>;

/// A request that has no answer yet.
struct Pending {
  std::shared_ptr<const RpcRequest> request;
  AnyCallback done;  // none: answered
  int attempt = 0;
  std::size_t endpoint = 0;

  bool is_open() const { return done.index() != 0; }
};

struct Deadline {
  sim::Time at;
  std::uint64_t id;
  int attempt;
};

template <class T>
RpcResult<T> result_of(const RpcResponse& response) {
  RpcResult<T> result;
  if (!response.failure) {
    if (const auto* value = std::get_if<T>(&response.result)) result.value = *value;
    return result;
  }
  result.failure = *response.failure;
  result.reason = response.reason;
  result.revert_data = response.revert_data;
  result.cause = response.cause;
  return result;
}

struct Deliver {
  const RpcResponse& response;
  void operator()(const std::monostate&) const {}
  template <class T>
  void operator()(const RpcCallback<T>& done) const {
    done(result_of<T>(response));
  }
};

}  // namespace

struct RpcClient::State : std::enable_shared_from_this<RpcClient::State> {
  State(sim::Host& on, sim::Port own, std::vector<sim::HostPort> to, RpcClientConfig with)
      : host(on), port(own), endpoints(std::move(to)), config(with) {}

  sim::Host& host;
  sim::Port port;
  std::vector<sim::HostPort> endpoints;
  RpcClientConfig config;
  std::size_t preferred = 0;
  std::uint64_t first_id = 0;
  std::deque<Pending> pending;     // by id from first_id
  std::deque<Deadline> deadlines;  // ascending: all attempts have the same timeout
  sim::TimerId timer;
  sim::Time timer_at;  // the deadline that it was set for
  bool closed = false;

  Pending* find(std::uint64_t id) {
    if (id < first_id || id - first_id >= pending.size()) return nullptr;
    Pending& found = pending[id - first_id];
    return found.is_open() ? &found : nullptr;
  }

  template <class T>
  void ask(RpcRequest request, RpcCallback<T> done) {
    ORRERY_ASSERT(done != nullptr, "an answer has somewhere to go");
    request.id = first_id + pending.size();
    pending.push_back({std::make_shared<const RpcRequest>(std::move(request)), std::move(done), 0, preferred});
    send(pending.back());
  }

  void send(Pending& asked) {
    ++asked.attempt;
    const std::uint64_t id = asked.request->id;
    host.send(port, endpoints[asked.endpoint], asked.request);
    deadlines.push_back({host.now() + config.timeout, id, asked.attempt});
    if (!timer.is_set()) set_timer();
  }

  void set_timer() {
    while (!deadlines.empty() && !is_waited_for(deadlines.front())) deadlines.pop_front();
    if (deadlines.empty()) return;
    // A clock that was stepped back must not make a request wait longer than its timeout.
    const auto delay = std::clamp(deadlines.front().at - host.now(), sim::Duration::zero(), config.timeout);
    timer_at = deadlines.front().at;
    timer = host.set_timer(delay, [state = weak_from_this()] {
      if (const auto self = state.lock()) self->on_timer();
    });
  }

  bool is_waited_for(const Deadline& deadline) {
    const auto* asked = find(deadline.id);
    return asked != nullptr && asked->attempt == deadline.attempt;
  }

  void on_timer() {
    timer = {};
    const sim::Time now = host.now(), timer_for = timer_at;
    // The one that the timer was set for has passed, whatever the clock says by now.
    while (!closed && !deadlines.empty() && (deadlines.front().at <= now || deadlines.front().at == timer_for)) {
      const Deadline passed = deadlines.front();
      deadlines.pop_front();
      if (!is_waited_for(passed)) continue;
      RpcResponse silence;
      silence.failure = RpcFailure::kTimeout;
      try_next(passed.id, silence);
    }
    if (!closed && !timer.is_set()) set_timer();
  }

  void try_next(std::uint64_t id, const RpcResponse& failure) {
    Pending& asked = *find(id);
    if (asked.endpoint == preferred) preferred = (preferred + 1) % endpoints.size();
    if (asked.attempt >= config.attempts) return finish(id, failure);
    asked.endpoint = (asked.endpoint + 1) % endpoints.size();
    send(asked);
  }

  void on_response(sim::HostPort from, const RpcResponse& response) {
    Pending* asked = find(response.id);
    if (asked == nullptr) return;
    const bool is_answer = !response.failure || *response.failure == RpcFailure::kRejected;
    if (!is_answer) {
      // A failure that comes in after the next attempt went out is only news about its endpoint.
      if (endpoints[asked->endpoint] == from) try_next(response.id, response);
      return;
    }
    const auto answered = std::find(endpoints.begin(), endpoints.end(), from);
    if (answered != endpoints.end()) preferred = static_cast<std::size_t>(answered - endpoints.begin());
    const bool is_own_echo = asked->attempt > 1 && response.failure && response.reason == kAlreadyKnown;
    if (!is_own_echo) return finish(response.id, response);
    RpcResponse taken;  // an earlier attempt got through although its answer did not
    taken.result = response.result;
    finish(response.id, taken);
  }

  void finish(std::uint64_t id, const RpcResponse& response) {
    AnyCallback done = std::exchange(find(id)->done, std::monostate());
    while (!pending.empty() && !pending.front().is_open()) {
      pending.pop_front();
      ++first_id;
    }
    std::visit(Deliver{response}, done);
  }
};

RpcClient::RpcClient(sim::Host& host, std::string_view name, std::vector<sim::HostPort> endpoints,
                     RpcClientConfig config)
    : state_(
          std::make_shared<State>(host, host.port("rpc-client/" + std::string(name)), std::move(endpoints), config)) {
  ORRERY_ASSERT(!state_->endpoints.empty() && config.attempts > 0, "a client has somebody to ask");
  host.listen(state_->port, [state = std::weak_ptr<State>(state_)](sim::HostPort from, const sim::MessagePtr& message) {
    const auto self = state.lock();
    const auto* response = sim::message_cast<RpcResponse>(*message);
    if (self != nullptr && !self->closed && response != nullptr) self->on_response(from, *response);
  });
}

RpcClient::~RpcClient() {
  state_->closed = true;
  state_->host.cancel_timer(state_->timer);
}

void RpcClient::block_number(RpcCallback<Head> done) {
  RpcRequest request;
  request.method = RpcMethod::kBlockNumber;
  state_->ask(std::move(request), std::move(done));
}

void RpcClient::call(const Address& to, Bytes input, RpcCallback<Bytes> done) {
  RpcRequest request;
  request.method = RpcMethod::kCall;
  request.address = to;
  request.data = std::move(input);
  state_->ask(std::move(request), std::move(done));
}

void RpcClient::logs(LogFilter filter, RpcCallback<std::vector<LogRecord>> done) {
  RpcRequest request;
  request.method = RpcMethod::kLogs;
  request.filter = filter;
  state_->ask(std::move(request), std::move(done));
}

void RpcClient::transaction_count(const Address& account, RpcCallback<std::uint64_t> done) {
  RpcRequest request;
  request.method = RpcMethod::kTransactionCount;
  request.address = account;
  state_->ask(std::move(request), std::move(done));
}

void RpcClient::balance(const Address& account, RpcCallback<Uint256> done) {
  RpcRequest request;
  request.method = RpcMethod::kBalance;
  request.address = account;
  state_->ask(std::move(request), std::move(done));
}

void RpcClient::priority_fee(RpcCallback<Uint256> done) {
  RpcRequest request;
  request.method = RpcMethod::kPriorityFee;
  state_->ask(std::move(request), std::move(done));
}

void RpcClient::send_raw_transaction(Bytes raw, RpcCallback<Bytes32> done) {
  RpcRequest request;
  request.method = RpcMethod::kSendRawTransaction;
  request.data = std::move(raw);
  state_->ask(std::move(request), std::move(done));
}

void RpcClient::receipt(const Bytes32& transaction_hash, RpcCallback<std::optional<Receipt>> done) {
  RpcRequest request;
  request.method = RpcMethod::kReceipt;
  request.hash = transaction_hash;
  state_->ask(std::move(request), std::move(done));
}

sim::HostPort RpcClient::preferred() const { return state_->endpoints[state_->preferred]; }

}  // namespace orrery::chains

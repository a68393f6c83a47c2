#include "nodes/actors/chain_actor.h"

#include <algorithm>

namespace orrery::nodes {
ChainActor::ChainActor(sim::Host& host, const ChainActorSpec& spec)
    : host_(host),
      rpc_(host, "actor", spec.chain.endpoints, spec.chain.rpc),
      poll_(spec.poll),
      latest_start_(spec.latest_start),
      transmitter_(host, rpc_, spec.chain, "actor") {}

void ChainActor::start() {
  transmitter_.start();
  const sim::Duration first = host_.random("start").between(sim::Duration::zero(), latest_start_);
  host_.set_timer(first, [this] { tick(); });
}

void ChainActor::tick() {
  if (retired_) return;
  host_.set_timer(poll_, [this] { tick(); });
  look();
}

void ChainActor::add_waiting(std::vector<sim::Waiting>& waiting) const { transmitter_.add_waiting(waiting); }

void ChainActor::read_words(const Address& to, Bytes input, std::function<void(const Words&)> done) {
  rpc_.call(to, std::move(input), [done = std::move(done)](const chains::RpcResult<Bytes>& result) {
    if (!result || result.value->empty() || result.value->size() % 32 != 0) return;
    Words words;
    for (std::size_t i = 0; i < result.value->size(); i += 32)
      words.push_back(chains::to_uint256(BytesView(*result.value).subspan(i, 32)));
    done(words);
  });
}

void ChainActor::submit_input(const Address& to, Bytes input, Gas gas_limit, std::uint32_t job) {
  transmitter_.submit({.to = to, .input = std::move(input), .gas_limit = gas_limit, .job = job},
                      [](const PluginResult<bool>&) {});
}

void LogFollower::follow(chains::RpcClient& rpc, Each each, std::function<void()> done) {
  if (asking_) return;
  asking_ = true;
  rpc.logs({.address = contract_, .topic0 = topic0_, .from_block = from_block_, .to_block = {}},
           [this, &rpc, each = std::move(each),
            done = std::move(done)](const chains::RpcResult<std::vector<chains::LogRecord>>& result) {
             asking_ = false;
             if (!result) return;
             if (is_of_another_branch(*result.value)) {
               // The winning branch may hold logs further down that nobody has seen.
               from_block_ -= std::min(from_block_, kDeepestReorg);
               newest_.reset();
               return follow(rpc, each, done);
             }
             hand_on(*result.value, each);
             done();
           });
}

bool LogFollower::is_of_another_branch(const std::vector<chains::LogRecord>& logs) const {
  // An endpoint that is behind has no log from there on; one that has any has the newest that was seen.
  if (!newest_ || logs.empty()) return false;
  const Place place = seen_.at(*newest_);
  return std::none_of(logs.begin(), logs.end(), [&](const chains::LogRecord& log) {
    return log.transaction_hash == *newest_ && place_of(log) == place;
  });
}

void LogFollower::hand_on(const std::vector<chains::LogRecord>& logs, const Each& each) {
  for (const chains::LogRecord& log : logs) {
    const auto found = seen_.find(log.transaction_hash);
    const bool is_known = found != seen_.end();
    if (!is_known || found->second != place_of(log)) each(log, /*has_moved=*/is_known);
  }
  // Only now, since one transaction may leave several logs.
  for (const chains::LogRecord& log : logs) seen_.insert_or_assign(log.transaction_hash, place_of(log));
  if (logs.empty()) return;
  newest_ = logs.back().transaction_hash;
  from_block_ = logs.back().block_number;
  forget_old();
}

void LogFollower::forget_old() {
  if (seen_.size() < forgets_at_) return;
  std::erase_if(seen_, [this](const auto& seen) { return seen.second.first + kDeepestReorg < from_block_; });
  forgets_at_ = 2 * seen_.size() + 1024;  // so that looking through them costs each only a little
}

}  // namespace orrery::nodes

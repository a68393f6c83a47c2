#include "nodes/actors/chain_actor.h"

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

void LogFollower::follow(chains::RpcClient& rpc, std::function<void(const chains::LogRecord&)> each,
                         std::function<void()> done) {
  if (asking_) return;
  asking_ = true;
  rpc.logs({.address = contract_, .topic0 = topic0_, .from_block = block_, .to_block = {}},
           [this, each = std::move(each),
            done = std::move(done)](const chains::RpcResult<std::vector<chains::LogRecord>>& result) {
             asking_ = false;
             if (!result) return;
             for (const chains::LogRecord& log : *result.value) {
               // The newest block is asked for again, since an endpoint behind may not have had it.
               if (log.block_number == block_ && log.index < next_index_) continue;
               if (log.block_number < block_) continue;
               block_ = log.block_number;
               next_index_ = std::uint64_t{log.index} + 1;
               each(log);
             }
             done();
           });
}

}  // namespace orrery::nodes

// What blocks, calls, transactions and RPC requests cost. The bounds that matter: an empty block 1-3 us, an RPC round
// trip below 2 us, both with everything that they cause.

#include <benchmark/benchmark.h>

#include "chains/ledger/presets.h"
#include "chains/rpc/rpc_client.h"
#include "tests/chains/ledger/test_chains.h"

namespace orrery::chains {
namespace {

using sim::Duration;

std::vector<ProposerGroup> stake() {
  std::vector<ProposerGroup> groups;
  for (const char* zone : TestWorld::kZones) groups.push_back({zone, {1}});
  return groups;
}

void add_endpoints(TestWorld& test, const std::string& chain, int count) {
  for (int i = 0; i < count; ++i) {
    test.ledgers.add_endpoint(
        {.name = chain + "/rpc-" + std::to_string(i), .chain = chain, .zone = TestWorld::kZones[i % 3]});
  }
}

void per_block(benchmark::State& state, TestWorld& test, const Chain& chain, Duration step) {
  const std::uint64_t before = chain.head().number;
  for (auto _ : state) test.run_for(step);
  state.counters["time per block"] = benchmark::Counter(static_cast<double>(chain.head().number - before),
                                                        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_EthereumBlock(benchmark::State& state) {
  TestWorld test;
  const Chain& chain = test.ledgers.add_chain(ethereum_like("ethereum", stake()));
  add_endpoints(test, "ethereum", 20);
  test.world.network().start_all();
  test.ledgers.start_all();
  per_block(state, test, chain, Duration::seconds(12));
}
BENCHMARK(BM_EthereumBlock);

/// With its batches, which are really signed, and the blocks of its L1.
void BM_RollupBlock(benchmark::State& state) {
  TestWorld test;
  test.ledgers.add_chain(ethereum_like("ethereum", stake()));
  const Chain& chain = test.ledgers.add_chain(base_like("base", "ethereum", "aws/us-east-1"));
  add_endpoints(test, "base", 20);
  test.world.network().start_all();
  test.ledgers.start_all();
  per_block(state, test, chain, Duration::seconds(120));
}
BENCHMARK(BM_RollupBlock);

class Asker final : public sim::Program {
 public:
  Asker(sim::Host& host, std::vector<sim::HostPort> endpoints) : client(host, "bench", std::move(endpoints)) {}
  void start() override {}
  RpcClient client;
};

/// A chain that makes no blocks meanwhile, one endpoint and one node.
struct RpcBench : TestWorld {
  RpcBench() {
    Chain& chain = ledgers.add_chain(quiet_spec());
    Account alice(signatures, "alice");
    chain.fund(alice.address(), kManyEther);
    chain.bootstrap({alice.deploy(1, "Counter", {}, 1'000'000, {kGwei, 0}, counter)});
    auto& endpoint = ledgers.add_endpoint({.name = "rpc", .chain = "ethereum", .zone = kZones[0]});
    auto& host = world.network().add_host({.name = "node", .zone = kZones[1]});
    host.install("asker", [&endpoint](sim::Host& on) {
      return std::make_unique<Asker>(on, std::vector<sim::HostPort>{endpoint.address()});
    });
    world.network().start_all();
    client = &dynamic_cast<Asker&>(const_cast<sim::Program&>(*host.program("asker"))).client;
  }
  Address counter;
  RpcClient* client;
};

void BM_RpcHead(benchmark::State& state) {
  RpcBench bench;
  for (auto _ : state) {
    bool answered = false;
    bench.client->block_number([&answered](RpcResult<Head>) { answered = true; });
    while (!answered) bench.world.kernel().step();
  }
}
BENCHMARK(BM_RpcHead);

void BM_RpcCall(benchmark::State& state) {
  RpcBench bench;
  for (auto _ : state) {
    bool answered = false;
    bench.client->call(bench.counter, {}, [&answered](RpcResult<Bytes>) { answered = true; });
    while (!answered) bench.world.kernel().step();
  }
}
BENCHMARK(BM_RpcCall);

/// A contract call at the head without the cache's help.
void BM_ExecuteCall(benchmark::State& state) {
  RpcBench bench;
  Chain& chain = bench.ledgers.chain("ethereum");
  const auto context = chain.context_of(chain.head());
  for (auto _ : state)
    benchmark::DoNotOptimize(
        execute_call(chain.state(), context, {.to = bench.counter, .input = {}}, bench.signatures));
}
BENCHMARK(BM_ExecuteCall);

/// Signing, submitting, gossip, inclusion and execution of one contract call, and the block around it.
void BM_Transaction(benchmark::State& state) {
  TestWorld test;
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  Account alice(test.signatures, "alice");
  chain.fund(alice.address(), kManyEther);
  Address counter;
  chain.bootstrap({alice.deploy(1, "Counter", {}, 1'000'000, {kGwei, 0}, counter)});
  test.ledgers.start_all();
  for (auto _ : state) {
    chain.submit(encode(alice.sign(1, counter, Bytes{1}, 100'000, {100 * kGwei, kGwei})), sim::EntityId::none());
    test.run_for(Duration::seconds(12));
  }
}
BENCHMARK(BM_Transaction);

}  // namespace
}  // namespace orrery::chains

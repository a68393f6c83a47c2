// What one copy of a message costs: the broadcasts of a NewEpoch resend among 31 machines in 12 zones, 961 copies every
// 30 s of virtual time, from sending to the handler.

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "sim/network/simulated_host.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

constexpr int kMachines = 31;
constexpr int kZones = 12;

class Resend final : public Message {
 public:
  static constexpr MessageKind kKind{"new-epoch"};
  explicit Resend(std::uint64_t epoch) : epoch_(epoch) {}
  const MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 9; }
  void mix_into(HistoryDigest& digest) const override { digest.mix(epoch_); }
  bool is_resend() const override { return true; }

 private:
  std::uint64_t epoch_;
};

class Machine final : public Program {
 public:
  Machine(Host& host, const std::vector<HostPort>& peers, std::uint64_t& heard)
      : host_(host), peers_(peers), heard_(heard), port_(host.port("ocr")) {}
  void start() override {
    host_.listen(port_, [this](HostPort, const MessagePtr& message) {
      heard_ += message_cast<Resend>(*message) != nullptr ? 1 : 0;
    });
    resend();
  }

 private:
  void resend() {
    host_.broadcast(port_, peers_, std::make_shared<Resend>(7));
    host_.set_timer(Duration::seconds(30), [this] { resend(); });
  }
  Host& host_;
  const std::vector<HostPort>& peers_;
  std::uint64_t& heard_;
  Port port_;
};

void add_machines(World& world, std::vector<HostPort>& peers, std::uint64_t& heard) {
  for (int zone = 0; zone < kZones; ++zone) {
    world.network().add_zone({.name = "cloud/" + std::to_string(zone)});
    for (int other = 0; other < zone; ++other) {
      world.network().set_link("cloud/" + std::to_string(zone), "cloud/" + std::to_string(other),
                               {.latency = Duration::milliseconds(10 + 7 * zone + other)});
    }
  }
  for (int i = 0; i < kMachines; ++i) {
    SimulatedHost& host =
        world.network().add_host({.name = "node-" + std::to_string(i), .zone = "cloud/" + std::to_string(i % kZones)});
    peers.push_back({host.id(), world.port("ocr")});
    host.install("ocr", [&](Host& machine) { return std::make_unique<Machine>(machine, peers, heard); });
  }
  world.network().start_all();
}

void broadcast_copies(benchmark::State& state) {
  World world(Seed{1}, Time::from_unix_seconds(1'760'943'600));
  std::vector<HostPort> peers;
  std::uint64_t heard = 0;
  add_machines(world, peers, heard);
  world.kernel().run_until(world.now() + Duration::minutes(5));
  heard = 0;
  for (auto _ : state) world.kernel().run_until(world.now() + Duration::seconds(30));
  state.counters["copy"] =
      benchmark::Counter(static_cast<double>(heard), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(broadcast_copies)->Unit(benchmark::kMicrosecond);

void draw_jitter(benchmark::State& state) {
  Random random(Seed{1}, "jitter");
  for (auto _ : state) {
    benchmark::DoNotOptimize(random.pareto(Duration::zero(), Duration::microseconds(350), 1400, Duration::zero(),
                                           Duration::milliseconds(50)));
  }
}
BENCHMARK(draw_jitter);

}  // namespace
}  // namespace orrery::sim

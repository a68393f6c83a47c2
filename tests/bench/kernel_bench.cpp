// What an event costs on one core: PHOLD at three sizes, times of very different size, ties, cancellation, random
// draws. items_per_second counts events (or draws) per CPU second; the argument is how many events wait.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "sim/kernel.h"
#include "sim/random.h"
#include "tests/bench/phold_model.h"

namespace orrery::bench {
namespace {

using sim::Duration;
using sim::EntityId;
using sim::EventHandle;
using sim::EventTag;
using sim::Kernel;
using sim::Random;
using sim::Seed;
using sim::Time;

constexpr std::int64_t kBatch = 1000;

template <class Model>
void run_steadily(benchmark::State& state, Model& model) {
  model.run(2 * static_cast<std::uint64_t>(state.range(0)));  // until the queue has its shape
  while (state.KeepRunningBatch(kBatch)) model.run(kBatch);
  state.SetItemsProcessed(state.iterations());
}

void phold(benchmark::State& state) {
  Phold model(/*processes=*/1000, /*seed=*/1);
  model.populate(static_cast<std::uint64_t>(state.range(0)));
  run_steadily(state, model);
}

/// Events that each schedule their successor after a delay that `Delay` draws, prepared so that drawing costs nothing.
template <class Delay>
class Hold {
 public:
  Hold(std::int64_t pending, Delay delay) {
    Random random(Seed{1}, "hold");
    for (Duration& ready : delays_) ready = delay(random);
    for (std::int64_t i = 0; i < pending; ++i) pass_on();
  }
  void run(std::uint64_t events) {
    for (std::uint64_t n = 0; n < events; ++n) kernel_.step();
  }

 private:
  static constexpr std::size_t kReady = 1 << 14;
  void pass_on() {
    kernel_.schedule_after(delays_[next_++ % kReady], EventTag{EntityId{1}}, [this] { pass_on(); });
  }
  Kernel kernel_{Time()};
  std::vector<Duration> delays_ = std::vector<Duration>(kReady);
  std::size_t next_ = 0;
};

template <class Delay>
void hold(benchmark::State& state, Delay delay) {
  Hold<Delay> model(state.range(0), delay);
  run_steadily(state, model);
}

void uniform(benchmark::State& state) {
  hold(state, [](Random& random) { return random.between(Duration::zero(), Duration::seconds(2)); });
}
/// Nine of ten events within 2 ms, the others within 10 hours: what a network beside heartbeats looks like.
void milliseconds_beside_hours(benchmark::State& state) {
  hold(state, [](Random& random) {
    const bool far = random.below(10) == 0;
    return random.between(Duration::zero(), far ? Duration::hours(10) : Duration::milliseconds(2));
  });
}
/// Delays spread evenly over all orders of magnitude from a nanosecond to a month.
void every_magnitude(benchmark::State& state) {
  hold(state, [](Random& random) {
    return Duration::nanoseconds(static_cast<std::int64_t>(random.next() >> (13 + random.below(51))));
  });
}
/// Whole seconds only, so that a thousandth to a hundredth of the queue shares each instant.
void many_at_one_instant(benchmark::State& state) {
  hold(state, [](Random& random) { return Duration::seconds(random.between(std::int64_t{1}, std::int64_t{300})); });
}
/// Everything waits an hour and a little.
void all_far_away(benchmark::State& state) {
  hold(state, [](Random& random) {
    return random.between(Duration::hours(1), Duration::hours(1) + Duration::milliseconds(1));
  });
}
/// Everything happens now, one after the other.
void same_instant(benchmark::State& state) {
  hold(state, [](Random&) { return Duration::zero(); });
}

/// One timer of each owner, re-armed by every event before it ever fires: one schedule, one cancel, one event.
void schedule_and_cancel(benchmark::State& state) {
  struct Owners {
    explicit Owners(std::int64_t count) : timers(static_cast<std::size_t>(count)) {
      for (std::uint32_t i = 0; i < timers.size(); ++i) work(i);
    }
    void work(std::uint32_t owner) {
      kernel.cancel(timers[owner]);
      timers[owner] = kernel.schedule_after(Duration::seconds(30), EventTag{EntityId{owner}}, [] {});
      kernel.schedule_after(random.between(Duration::zero(), Duration::seconds(2)), EventTag{EntityId{owner}},
                            [this, owner] { work(owner); });
    }
    void run(std::uint64_t events) {
      for (std::uint64_t n = 0; n < events; ++n) kernel.step();
    }
    Kernel kernel{Time()};
    Random random{Seed{1}, "owners"};
    std::vector<EventHandle> timers;
  } model(state.range(0));
  run_steadily(state, model);
}

template <class Draw>
void draw(benchmark::State& state, Draw one) {
  Random random(Seed{1}, "draw");
  for (auto _ : state) benchmark::DoNotOptimize(one(random));
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(phold)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(uniform)->Arg(10)->Arg(100)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(milliseconds_beside_hours)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(every_magnitude)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(many_at_one_instant)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(all_far_away)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(same_instant)->Arg(1)->Arg(1000);
BENCHMARK(schedule_and_cancel)->Arg(100)->Arg(10'000)->Arg(100'000);
BENCHMARK_CAPTURE(draw, word, [](Random& random) { return random.next(); });
BENCHMARK_CAPTURE(draw, below, [](Random& random) { return random.below(1'000'003); });
BENCHMARK_CAPTURE(draw, exponential, [](Random& random) { return random.exponential(Duration::seconds(1)); });
BENCHMARK_CAPTURE(draw, normal, [](Random& random) { return random.normal_q32(); });
BENCHMARK_CAPTURE(draw, pareto, [](Random& random) {
  return random.pareto(Duration::milliseconds(1), Duration::milliseconds(2), 300, Duration::milliseconds(1),
                       Duration::seconds(1));
});

}  // namespace
}  // namespace orrery::bench

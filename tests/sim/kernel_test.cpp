#include "sim/kernel.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <csignal>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/random.h"

namespace orrery::sim {
namespace {

using namespace literals;

constexpr EventTag kOnWorld{.entity = EntityId{1}, .kind = 1, .order = EventClass::kWorld};
constexpr EventTag kOnFault{.entity = EntityId{1}, .kind = 2, .order = EventClass::kFault};
constexpr EventTag kOnMonitor{.entity = EntityId{1}, .kind = 3, .order = EventClass::kMonitor};
const Time kStart = Time::from_unix_seconds(1'760'942'911);

// Proves that events run in the order (time, class, scheduling order).
TEST(Kernel, RunsByTimeThenClassThenSchedulingOrder) {
  Kernel kernel(kStart);
  std::string ran;
  kernel.schedule(kStart + 2_s, kOnWorld, [&] { ran += 'c'; });
  kernel.schedule(kStart + 1_s, kOnMonitor, [&] { ran += 'b'; });
  kernel.schedule(kStart + 2_s, kOnWorld, [&] { ran += 'd'; });
  kernel.schedule(kStart + 2_s, kOnFault, [&] { ran += 'B'; });
  kernel.schedule(kStart + 2_s, kOnMonitor, [&] { ran += 'e'; });
  kernel.schedule(kStart + 1_s, kOnWorld, [&] { ran += 'a'; });
  EXPECT_EQ(kernel.pending(), 6u);
  kernel.run_until(kStart + 3_s);
  EXPECT_EQ(ran, "abBcde");
  EXPECT_EQ(kernel.executed(), 6u);
  EXPECT_EQ(kernel.pending(), 0u);
}

// Proves the same for what is scheduled at the current instant while its events run: a fault overtakes what waits, the
// world's events queue up behind those that were there, monitors come last.
TEST(Kernel, OrdersWhatIsScheduledAtThisInstant) {
  Kernel kernel(kStart);
  std::string ran;
  const Time at = kStart + 1_s;
  kernel.schedule(at, kOnMonitor, [&] { ran += 'm'; });
  kernel.schedule(at, kOnWorld, [&] {
    ran += 'a';
    kernel.schedule(at, kOnMonitor, [&] { ran += 'n'; });
    kernel.schedule(at, kOnWorld, [&] { ran += 'c'; });
    kernel.schedule(at, kOnFault, [&] { ran += 'F'; });
  });
  kernel.schedule(at, kOnWorld, [&] { ran += 'b'; });
  kernel.run_until(at);
  EXPECT_EQ(ran, "aFbcmn");
}

// Proves that step and run_until keep to their limits, and where they leave time.
TEST(Kernel, KeepsToLimits) {
  Kernel kernel(kStart);
  int ran = 0;
  kernel.schedule_after(1_s, kOnWorld, [&] { ++ran; });
  kernel.schedule_after(3_s, kOnWorld, [&] { ++ran; });
  EXPECT_FALSE(kernel.step(kStart + 999_ms));
  EXPECT_EQ(kernel.now(), kStart);
  EXPECT_TRUE(kernel.step(kStart + 1_s));
  EXPECT_EQ(kernel.now(), kStart + 1_s);
  kernel.run_until(kStart + 2_s);
  EXPECT_EQ(kernel.now(), kStart + 2_s);
  kernel.run_until(kStart + 1_s);
  EXPECT_EQ(kernel.now(), kStart + 2_s) << "time never goes back";
  kernel.schedule_after(Duration::zero(), kOnWorld, [&] { ++ran; });
  EXPECT_FALSE(kernel.step(kStart + 1_s));
  kernel.run_until(Time::max());
  EXPECT_EQ(ran, 3);
  EXPECT_EQ(kernel.now(), Time::max());
  kernel.schedule(Time::max(), kOnWorld, [&] { ++ran; });
  EXPECT_TRUE(kernel.step());
  EXPECT_EQ(ran, 4);
}

// Proves that a stop takes effect after the current event, once, and also when it came between two runs.
TEST(Kernel, StopsAfterTheCurrentEvent) {
  Kernel kernel(kStart);
  int ran = 0;
  for (int i = 1; i <= 4; ++i) {
    kernel.schedule_after(Duration::seconds(i), kOnWorld, [&] {
      if (++ran == 2) kernel.request_stop();
    });
  }
  kernel.run_until(kStart + 10_s);
  EXPECT_EQ(ran, 2);
  EXPECT_EQ(kernel.now(), kStart + 2_s);
  kernel.request_stop();
  kernel.run_until(kStart + 10_s);
  EXPECT_EQ(ran, 2);
  kernel.run_until(kStart + 10_s);
  EXPECT_EQ(ran, 4);
  EXPECT_EQ(kernel.now(), kStart + 10_s);
}

// Proves that a handle cancels its own event and no other, once, and not while or after it runs.
TEST(Kernel, CancelsWhatTheHandleNames) {
  Kernel kernel(kStart);
  int ran = 0;
  EXPECT_FALSE(kernel.cancel(EventHandle{}));
  const EventHandle first = kernel.schedule_after(1_s, kOnWorld, [&] { ran += 1; });
  EventHandle self;
  self = kernel.schedule_after(2_s, kOnWorld, [&] {
    EXPECT_FALSE(kernel.cancel(self));
    ran += 10;
  });
  EXPECT_TRUE(kernel.cancel(first));
  EXPECT_FALSE(kernel.cancel(first));
  EXPECT_EQ(kernel.pending(), 1u);
  const EventHandle reuses_the_slot = kernel.schedule_after(1_s, kOnWorld, [&] { ran += 100; });
  EXPECT_FALSE(kernel.cancel(first));
  kernel.run_until(kStart + 3_s);
  EXPECT_EQ(ran, 110);
  EXPECT_FALSE(kernel.cancel(self));
  EXPECT_FALSE(kernel.cancel(reuses_the_slot));
}

// Proves that the last instant of time still works after cancelled events have been searched through, where the queue's
// arithmetic has nothing beyond it to point at.
TEST(Kernel, ReachesTheEndOfTimeThroughCancelledEvents) {
  const Time end = Time::max();
  Kernel kernel(end - 1_ns);
  for (int round = 0; round < 3; ++round) {
    std::vector<EventHandle> handles;
    for (int i = 0; i < 300; ++i) handles.push_back(kernel.schedule(end, kOnWorld, [] { FAIL() << "was cancelled"; }));
    for (const EventHandle handle : handles) EXPECT_TRUE(kernel.cancel(handle));
    EXPECT_FALSE(kernel.step());
    EXPECT_EQ(kernel.now(), end - 1_ns);
  }
  bool ran = false;
  kernel.schedule(end, kOnWorld, [&ran] { ran = true; });
  EXPECT_TRUE(kernel.step());
  EXPECT_TRUE(ran);
}

// Proves that every event inherits the cause that was current when it was scheduled, and that none is left over.
TEST(Kernel, PassesTheCauseOn) {
  Kernel kernel(kStart);
  std::vector<std::uint64_t> causes;
  kernel.set_cause(CauseId{7});
  kernel.schedule_after(1_s, kOnWorld, [&] {
    causes.push_back(kernel.cause().row);
    kernel.set_cause(CauseId{8});
    kernel.schedule_after(1_s, kOnWorld, [&] { causes.push_back(kernel.cause().row); });
    kernel.schedule_caused(kernel.now() + 3_s, kOnWorld, CauseId{9}, [&] { causes.push_back(kernel.cause().row); });
  });
  kernel.set_cause(CauseId{});
  kernel.schedule_after(3_s, kOnWorld, [&] { causes.push_back(kernel.cause().row); });
  kernel.run_until(kStart + 9_s);
  EXPECT_EQ(causes, (std::vector<std::uint64_t>{7, 8, 0, 9}));
  EXPECT_EQ(kernel.cause(), CauseId{});
}

// Proves that what a task holds is let go when it has run, was cancelled, threw, or when the kernel goes.
TEST(Kernel, LetsGoOfWhatTasksHold) {
  const auto held = std::make_shared<int>(0);
  {
    Kernel kernel(kStart);
    kernel.schedule_after(1_s, kOnWorld, [held] { ++*held; });
    const EventHandle cancelled = kernel.schedule_after(2_s, kOnWorld, [held] { ++*held; });
    kernel.schedule_after(3_s, kOnWorld, [held] { throw std::runtime_error("by design"); });
    kernel.schedule_after(4_s, kOnWorld, Task([held] { ++*held; }));
    EXPECT_EQ(held.use_count(), 5);
    kernel.run_until(kStart + 1_s);
    EXPECT_EQ(held.use_count(), 4);
    kernel.cancel(cancelled);
    EXPECT_EQ(held.use_count(), 3);
    EXPECT_THROW(kernel.run_until(kStart + 3_s), std::runtime_error);
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(*held, 1);
}

// Proves that our own mistakes stop the run with exit code 3 instead of bending history.
TEST(KernelDeathTest, RefusesThePastAndTheEmptyTask) {
  Kernel kernel(kStart);
  EXPECT_EXIT(kernel.schedule(kStart - 1_ns, kOnWorld, [] {}), ::testing::ExitedWithCode(3), "scheduled in the past");
  EXPECT_EXIT(kernel.schedule(kStart, kOnWorld, Task()), ::testing::ExitedWithCode(3), "something to do");
  EXPECT_EXIT(kernel.schedule_after(Duration::max(), kOnWorld, [] {}), ::testing::ExitedWithCode(3), "292 years");
}

/// A world of timers that arm, re-arm and cancel each other at random, the same for the same seed.
HistoryDigest random_history(std::uint64_t seed, bool with_bystander) {
  Kernel kernel(kStart);
  Random random(Seed{seed}, "history");
  std::vector<EventHandle> handles(50);
  struct Model {
    Kernel& kernel;
    Random& random;
    std::vector<EventHandle>& handles;
    void fire(std::uint32_t which) {
      kernel.digest().mix(which);
      for (int i = 0; i < 2; ++i) {
        const auto other = static_cast<std::uint32_t>(random.below(handles.size()));
        kernel.cancel(handles[other]);
        handles[other] = kernel.schedule_after(Duration::nanoseconds(random.between(0, 1000)),
                                               EventTag{EntityId{other}}, [this, other] { fire(other); });
      }
    }
  } model{kernel, random, handles};
  // A cancelled event leaves no trace: it may shift slots and numbers but not history.
  if (with_bystander) kernel.cancel(kernel.schedule_after(1_s, kOnWorld, [] {}));
  for (std::uint32_t i = 0; i < 50; ++i) {
    handles[i] = kernel.schedule_after(Duration::nanoseconds(i), EventTag{EntityId{i}}, [&model, i] { model.fire(i); });
  }
  for (int i = 0; i < 20'000; ++i) kernel.step();
  return kernel.digest();
}

// Proves that equal seeds give equal digests and different seeds different ones, whatever was cancelled beside.
TEST(Kernel, DigestTellsHistoriesApart) {
  const HistoryDigest digest = random_history(1, false);
  EXPECT_EQ(digest, random_history(1, false));
  EXPECT_EQ(digest, random_history(1, true));
  EXPECT_FALSE(digest == random_history(2, false));
}

// Proves that the digest sees time, entity and kind of an event, and no more of it than that.
TEST(Kernel, DigestMixesTimeEntityAndKind) {
  const auto digest_of = [](Time at, EventTag tag) {
    Kernel kernel(kStart);
    kernel.set_cause(CauseId{static_cast<std::uint64_t>(tag.entity.index)});
    kernel.schedule(at, tag, [] {});
    kernel.run_until(kStart + 1_h);
    return kernel.digest();
  };
  const HistoryDigest digest = digest_of(kStart + 1_s, kOnWorld);
  EXPECT_FALSE(digest == digest_of(kStart + 1_s + 1_ns, kOnWorld));
  EXPECT_FALSE(digest == digest_of(kStart + 1_s, EventTag{EntityId{2}, 1}));
  EXPECT_FALSE(digest == digest_of(kStart + 1_s, EventTag{EntityId{1}, 2}));
  EXPECT_FALSE(digest == Kernel(kStart).digest());
  HistoryDigest expected;
  expected.mix(static_cast<std::uint64_t>((kStart + 1_s).unix_nanoseconds()));
  expected.mix(std::uint64_t{1} << 8 | 1);
  EXPECT_EQ(digest, expected);
}

// Proves schedule, cancel and step against a sorted map in any interleaving, with ties, classes and stale handles.
RC_GTEST_PROP(Kernel, AgreesWithASortedMap, (std::uint64_t seed)) {
  struct Entry {
    std::tuple<Time, EventClass, int> key;
    EventHandle handle;
  };
  Kernel kernel(kStart);
  Random random(Seed{seed}, "kernel");
  std::map<std::tuple<Time, EventClass, int>, int> waiting;
  std::vector<Entry> scheduled;
  int ran = -1;
  const std::int64_t spread = std::int64_t{1} << random.below(50);
  for (int i = 0; i < 3000; ++i) {
    const std::uint64_t act = random.below(100);
    if (act < 45) {
      const Time at = kernel.now() + Duration::nanoseconds(random.between(0, spread) / 8 * 8);
      const auto order = static_cast<EventClass>(random.below(3));
      const EventHandle handle = kernel.schedule(at, EventTag{EntityId{0}, 0, order}, [&ran, i] { ran = i; });
      scheduled.push_back({{at, order, i}, handle});
      waiting[scheduled.back().key] = i;
    } else if (act < 65 && !scheduled.empty()) {
      const Entry& entry = scheduled[random.below(scheduled.size())];
      RC_ASSERT(kernel.cancel(entry.handle) == (waiting.erase(entry.key) == 1));
    } else {
      RC_ASSERT(kernel.step() == !waiting.empty());
      if (!waiting.empty()) {
        RC_ASSERT(ran == waiting.begin()->second);
        RC_ASSERT(kernel.now() == std::get<0>(waiting.begin()->first));
        waiting.erase(waiting.begin());
      }
    }
    RC_ASSERT(kernel.pending() == waiting.size());
  }
}

Kernel* interrupted = nullptr;

// Proves that a signal handler may ask for the stop.
TEST(Kernel, StopsOnASignal) {
  Kernel kernel(kStart);
  interrupted = &kernel;
  const auto before = std::signal(SIGUSR1, [](int) { interrupted->request_stop(); });
  kernel.schedule_after(1_s, kOnWorld, [] { std::raise(SIGUSR1); });
  kernel.schedule_after(2_s, kOnWorld, [] { FAIL() << "ran on after the signal"; });
  kernel.run_until(kStart + 3_s);
  std::signal(SIGUSR1, before);
  interrupted = nullptr;
  EXPECT_EQ(kernel.now(), kStart + 1_s);
}

}  // namespace
}  // namespace orrery::sim

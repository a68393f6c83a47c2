#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "sim/kernel.h"
#include "sim/random.h"

// Every allocation of this program is counted here, so that "no allocation in the steady state" is a test.
namespace {
std::atomic<std::uint64_t> allocations = 0;

void* counted(std::size_t size, std::size_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  void* memory = alignment <= alignof(std::max_align_t) ? std::malloc(size) : std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
}  // namespace

// g++ below -O2 inlines one half of each pair and then misses the other.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
void* operator new(std::size_t size) { return counted(size == 0 ? 1 : size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace orrery::sim {
namespace {

std::uint64_t allocations_so_far() { return allocations.load(std::memory_order_relaxed); }

// A constant number of pending events, each with a full capture, at distances from nothing to hours; every event also
// arms a far timer and cancels the one before it.
class Mill {
 public:
  explicit Mill(std::uint32_t pending) {
    for (std::uint32_t i = 0; i < pending; ++i) pass_on(i, {});
  }
  void run(std::uint64_t events) {
    for (std::uint64_t i = 0; i < events; ++i) kernel_.step();
  }
  Kernel& kernel() { return kernel_; }

 private:
  using Load = std::array<std::uint64_t, 3>;

  void pass_on(std::uint32_t which, Load load) {
    static constexpr std::array<std::int64_t, 4> kReach{0, 1'000'000, 1'000'000'000, 10'000'000'000'000};
    const auto delay = Duration::nanoseconds(random_.between(0, kReach[random_.below(kReach.size())]));
    kernel_.schedule_after(delay, EventTag{EntityId{which}}, [this, which, load] {
      kernel_.cancel(deadline_);
      deadline_ = kernel_.schedule_after(Duration::hours(30), EventTag{EntityId{which}}, [] {});
      pass_on(which, load);
    });
  }

  Kernel kernel_{Time()};
  Random random_{Seed{1}, "mill"};
  EventHandle deadline_;
};

// Proves that once the largest load has been seen, a million events, a million timers armed and a million cancelled
// allocate nothing at all: neither per event nor by cancelled entries piling up.
TEST(KernelAllocation, NothingInTheSteadyState) {
  Mill mill(20'000);
  mill.run(1'500'000);
  const std::uint64_t before = allocations_so_far();
  mill.run(1'000'000);
  EXPECT_EQ(allocations_so_far() - before, 0u);
  EXPECT_EQ(mill.kernel().pending(), 20'001u);
}

// Proves the same where it is hardest on memory: one timer, re-armed for ever and always far away.
TEST(KernelAllocation, ATimerReArmedForEverTakesNoMemory) {
  Kernel kernel{Time()};
  EventHandle timer;
  const auto rearm = [&](int times) {
    for (int i = 0; i < times; ++i) {
      kernel.cancel(timer);
      timer = kernel.schedule_after(Duration::seconds(30) + Duration::nanoseconds(i), EventTag{}, [] {});
    }
  };
  rearm(20'000);
  const std::uint64_t before = allocations_so_far();
  rearm(1'000'000);
  EXPECT_EQ(allocations_so_far() - before, 0u);
  EXPECT_EQ(kernel.pending(), 1u);
}

}  // namespace
}  // namespace orrery::sim

#include "sim/event_queue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

#include "sim/random.h"

namespace orrery::sim {
namespace {

constexpr auto kNoFetch = [](EventKey) {};

/// The queue beside a sorted set of (time, class, number of the push): the same order by definition.
class Pair {
 public:
  explicit Pair(Time start) : now_(start) {}

  void push(Time at, EventClass order) {
    const auto number = static_cast<std::uint32_t>(pushed_++);
    queue_.push(EventKey(at, order, number, /*generation=*/0), now_);
    reference_.insert({at, order, number});
  }
  /// False when queue and reference disagree.
  bool pop(Time limit) {
    EventKey key;
    const bool popped = queue_.pop(limit, key, kNoFetch);
    const bool expected = !reference_.empty() && std::get<0>(*reference_.begin()) <= limit;
    if (popped != expected) return false;
    if (!popped) return true;
    const auto [at, order, number] = *reference_.begin();
    reference_.erase(reference_.begin());
    now_ = at;
    return key.time == at && key.order() == order && key.slot() == number;
  }
  /// Removes every key whose number leaves `rest` when divided by `divisor`.
  void remove(std::uint32_t divisor, std::uint32_t rest) {
    queue_.remove_if([=](EventKey key) { return key.slot() % divisor == rest; });
    std::erase_if(reference_, [=](const auto& entry) { return std::get<2>(entry) % divisor == rest; });
  }
  /// As the kernel does when nothing is left before a limit.
  void move_time(Time limit) {
    if (now_ < limit && (reference_.empty() || std::get<0>(*reference_.begin()) > limit)) now_ = limit;
  }
  Time now() const { return now_; }
  std::size_t size() const { return reference_.size(); }

 private:
  EventQueue queue_;
  std::set<std::tuple<Time, EventClass, std::uint32_t>> reference_;
  Time now_;
  std::uint64_t pushed_ = 0;
};

EventClass any_class(Random& random) {
  const std::uint64_t n = random.below(8);
  return n == 0 ? EventClass::kFault : n == 1 ? EventClass::kMonitor : EventClass::kWorld;
}

/// A delay whose size is anything from nothing to `bits` bits of nanoseconds, often a multiple so that there are ties.
Duration any_delay(Random& random, unsigned bits) {
  const std::uint64_t size = random.below(bits + 1);
  const std::uint64_t delay = random.next() >> 1 >> (63 - size);
  return Duration::nanoseconds(static_cast<std::int64_t>(random.below(2) == 0 ? delay : delay >> size / 2 << size / 2));
}

/// Random pushes, pops with and without limits, moves of time and sweeps, in waves that grow and shrink the queue.
bool agrees_with_reference(std::uint64_t seed, Time start, unsigned bits, std::uint64_t steps) {
  Random random(Seed{seed}, "event-queue");
  Pair pair(start);
  const auto later = [&](Duration delay) {
    return Time::max() - pair.now() < delay ? Time::max() : pair.now() + delay;
  };
  for (std::uint64_t step = 0; step < steps; ++step) {
    const bool growing = step / 1500 % 2 == 0;
    const std::uint64_t act = random.below(1000);
    if (act < (growing ? 600u : 350u)) {
      pair.push(later(any_delay(random, bits)), any_class(random));
    } else if (act < 950) {
      if (!pair.pop(Time::max())) return false;
    } else if (act < 990) {
      const Time limit = later(any_delay(random, bits));
      if (!pair.pop(limit)) return false;
      pair.move_time(limit);
    } else if (act < 996) {
      const Time at = later(any_delay(random, bits));
      for (std::uint64_t n = random.below(300); n != 0; --n) pair.push(at, any_class(random));
    } else if (act == 999) {
      pair.remove(/*divisor=*/1 + static_cast<std::uint32_t>(random.below(5)), /*rest=*/0);
    }
  }
  while (pair.size() != 0) {
    if (!pair.pop(Time::max())) return false;
  }
  return pair.pop(Time::max());
}

// Proves the total order (time, class, order of pushing) for any interleaving of few operations; failures shrink.
RC_GTEST_PROP(EventQueue, GivesTheOrderOfASortedSet, ()) {
  const auto start = *rc::gen::inRange<std::int64_t>(-5, 5);
  const auto steps = *rc::gen::container<std::vector<std::tuple<std::uint8_t, std::uint16_t, std::uint8_t>>>(
      rc::gen::tuple(rc::gen::inRange<std::uint8_t>(0, 8), rc::gen::inRange<std::uint16_t>(0, 200),
                     rc::gen::inRange<std::uint8_t>(0, 3)));
  Pair pair(Time::from_unix_nanoseconds(start));
  for (const auto& [act, delay, order] : steps) {
    const Time at = pair.now() + Duration::nanoseconds(delay);
    if (act < 5) {
      pair.push(at, static_cast<EventClass>(order));
    } else if (act == 5) {
      RC_ASSERT(pair.pop(Time::max()));
    } else if (act == 6) {
      RC_ASSERT(pair.pop(at));
      pair.move_time(at);
    } else {
      pair.remove(order + 2u, 0);
    }
  }
  while (pair.size() != 0) RC_ASSERT(pair.pop(Time::max()));
}

// Proves the same where rungs form, overflow, nest and are swept: thousands of keys, from ties to centuries apart.
RC_GTEST_PROP(EventQueue, GivesTheOrderOfASortedSetAtEveryScale, (std::uint64_t seed)) {
  const auto bits = *rc::gen::inRange<unsigned>(1, 63);
  RC_ASSERT(agrees_with_reference(seed, Time::from_unix_seconds(1'760'000'000), bits, /*steps=*/4000));
}

// Proves that the two ends of time are times like others.
TEST(EventQueue, ReachesTheEndsOfTime) {
  const Time first = Time::from_unix_nanoseconds(INT64_MIN);
  EXPECT_TRUE(agrees_with_reference(1, Time::max() - Duration::nanoseconds(40), 6, 6000));
  Pair pair(first);
  for (int round = 0; round < 200; ++round) {
    for (const Time at : {first, Time::from_unix_nanoseconds(INT64_MIN + 1), Time(),
                          Time::max() - Duration::nanoseconds(1), Time::max()}) {
      pair.push(at, EventClass::kWorld);
    }
  }
  int at_the_end = 0;
  while (pair.size() != 0) {
    ASSERT_TRUE(pair.pop(Time::max()));
    if (pair.now() == Time::max() && ++at_the_end <= 50) pair.push(Time::max(), EventClass::kFault);
  }
  EXPECT_EQ(at_the_end, 250);
}

// Proves that no arrangement makes a push linear in the queue: each of these would take minutes if it did.
class Arrangement : public ::testing::Test {
 protected:
  static constexpr std::int64_t kMany = 200'000;
  void drain() {
    EventKey key;
    Time last = Time::from_unix_nanoseconds(INT64_MIN);
    while (queue_.pop(Time::max(), key, kNoFetch)) {
      ASSERT_LE(last, key.time);
      last = key.time;
      ++popped_;
    }
  }
  void push(std::int64_t at, std::int64_t now = 0) {
    queue_.push(EventKey(Time::from_unix_nanoseconds(at), EventClass::kWorld, 0, 0), Time::from_unix_nanoseconds(now));
  }
  EventQueue queue_;
  std::int64_t popped_ = 0;
};

TEST_F(Arrangement, AllAtOneFarInstantAfterLookingThere) {
  const std::int64_t instant = 1'000'000'000;
  EventKey key;
  push(instant);
  push(instant * 3600);
  EXPECT_FALSE(queue_.pop(Time::from_unix_nanoseconds(instant - 1), key, kNoFetch));
  for (std::int64_t i = 0; i < kMany; ++i) push(instant, instant - 1);
  drain();
  EXPECT_EQ(popped_, kMany + 2);
}

TEST_F(Arrangement, SoonerAndSoonerBeforeWhatIsSorted) {
  EventKey key;
  for (std::int64_t i = 0; i < 10; ++i) push(1'000'000'000'000 + i * 1000);
  EXPECT_FALSE(queue_.pop(Time::from_unix_nanoseconds(999'999'999'999), key, kNoFetch));
  push(1);
  ASSERT_TRUE(queue_.pop(Time::max(), key, kNoFetch));
  for (std::int64_t i = 0; i < kMany; ++i) push(900'000'000'000 - i * 7919 % 1'000'003 * 800'000, 1);
  drain();
  EXPECT_EQ(popped_, kMany + 10);
}

TEST_F(Arrangement, ABurstAtNowAndOneTickLaterOverAndOver) {
  EventKey key;
  for (std::int64_t i = 0; i < kMany; ++i) push(5);
  ASSERT_TRUE(queue_.pop(Time::max(), key, kNoFetch));
  for (std::int64_t i = 0; i < kMany; ++i) push(6 + i % 3, 5);
  for (std::int64_t i = 0; i < kMany; ++i) push(5, 5);
  drain();
  EXPECT_EQ(popped_, 3 * kMany - 1);
}

TEST_F(Arrangement, MillisecondsBesideYears) {
  Random random(Seed{3}, "skew");
  EventKey key;
  const auto delay = [&random] {
    const bool far = random.below(10) == 0;
    return 1 + static_cast<std::int64_t>(random.below(far ? 100'000'000'000'000'000 : 2'000'000));
  };
  for (std::int64_t i = 0; i < kMany; ++i) push(delay());
  for (std::int64_t i = 0; i < kMany; ++i) {
    ASSERT_TRUE(queue_.pop(Time::max(), key, kNoFetch));
    const std::int64_t now = key.time.unix_nanoseconds();
    push(now + delay(), now);
  }
  drain();
  EXPECT_EQ(popped_, kMany);
}

}  // namespace
}  // namespace orrery::sim

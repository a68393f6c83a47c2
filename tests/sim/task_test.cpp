#include "sim/task.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace orrery::sim {
namespace {

static_assert(Task::kCapacity >= 40);
static_assert(!std::is_copy_constructible_v<Task> && std::is_nothrow_move_constructible_v<Task>);

// Proves that a task calls what it was made of, with a capture as large as allowed.
TEST(Task, CallsItsFunction) {
  std::uint64_t sum = 0;
  const std::array<std::uint64_t, 4> numbers{1, 2, 3, 4};
  auto add = [&sum, numbers] {
    for (const std::uint64_t n : numbers) sum += n;
  };
  static_assert(sizeof(add) == Task::kCapacity);
  Task task(add);
  task();
  task();
  EXPECT_EQ(sum, 20u);
}

// Proves that moving moves what is held and empties the source, for plain bytes and for owners.
TEST(Task, MovesWhatItHolds) {
  int calls = 0;
  Task plain([&calls] { ++calls; });
  Task moved(std::move(plain));
  EXPECT_FALSE(static_cast<bool>(plain));  // NOLINT: its state after a move is what is tested
  moved();
  auto number = std::make_unique<int>(5);
  const int* where = number.get();
  const int* seen = nullptr;
  Task owner([n = std::move(number), &seen] { seen = n.get(); });
  moved = std::move(owner);
  EXPECT_FALSE(static_cast<bool>(owner));  // NOLINT
  moved();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(seen, where);
}

// Proves that what is held is destroyed exactly once: by reset, by assignment, by the end of the task.
TEST(Task, DestroysWhatItHoldsOnce) {
  const auto held = std::make_shared<int>(0);
  {
    Task first([held] {});
    Task second([held] {});
    EXPECT_EQ(held.use_count(), 3);
    first = std::move(second);
    EXPECT_EQ(held.use_count(), 2);
    first.reset();
    first.reset();
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_FALSE(static_cast<bool>(first));
    first = Task([held] {});
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace orrery::sim

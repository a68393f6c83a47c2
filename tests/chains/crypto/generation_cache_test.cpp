// Proves: the cache remembers at least its capacity, at most twice as much, and never a wrong value.
#include "chains/crypto/generation_cache.h"

#include <gtest/gtest.h>

namespace orrery::chains {
namespace {

CacheKey key_of(std::uint64_t i) { return {i * 0x9e3779b97f4a7c15u, i}; }

TEST(GenerationCache, RemembersTheLastOnesOnly) {
  GenerationCache<std::uint64_t> cache(64);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    cache.insert(key_of(i), i);
    for (std::uint64_t age = 0; age < 64 && age <= i; ++age) {
      const auto* value = cache.find(key_of(i - age));
      ASSERT_NE(value, nullptr) << i << " " << age;
      ASSERT_EQ(*value, i - age);
    }
    if (i >= 128) {
      ASSERT_EQ(cache.find(key_of(i - 128)), nullptr);
    }
  }
}

TEST(GenerationCache, SharedLowHalvesAreToldApart) {
  GenerationCache<int> cache(64);
  for (int i = 0; i < 40; ++i) cache.insert({5, static_cast<std::uint64_t>(i)}, i);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(*cache.find({5, static_cast<std::uint64_t>(i)}), i);
  EXPECT_EQ(cache.find({5, 40}), nullptr);
  EXPECT_EQ(cache.find({6, 0}), nullptr);
}

TEST(GenerationCache, EmptyFindsNothing) { EXPECT_EQ(GenerationCache<int>(8).find({0, 0}), nullptr); }

}  // namespace
}  // namespace orrery::chains

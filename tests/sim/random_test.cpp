#include "sim/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "sim/philox.h"
#include "sim/wide_integer.h"

namespace orrery::sim {
namespace {

using namespace literals;

// Proves the generator against the known answers published with it: Random123, examples/kat_vectors, philox4x32 10.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox4x32_10({0, 0}, 0), (PhiloxBlock{0xe169c58d6627e8d5, 0x9b00dbd8bc57ac4c}));
  EXPECT_EQ(philox4x32_10({~0ull, ~0ull}, ~0ull), (PhiloxBlock{0x41c83b0e408f276d, 0x6d5451fda20bc7c6}));
  EXPECT_EQ(philox4x32_10({0x85a308d3243f6a88, 0x0370734413198a2e}, 0x299f31d0a4093822),
            (PhiloxBlock{0x94fdccebd16cfe09, 0x24126ea15001e420}));
}

/// Sums of the first four powers, in units in which they fit.
struct Moments {
  std::int64_t count = 0;
  Int128 sum = 0, squares = 0, cubes = 0, fourths = 0;
  void add(std::int64_t x) {
    ++count;
    const Int128 wide = x;
    sum += wide;
    squares += wide * wide;
    cubes += wide * wide * wide;
    fourths += wide * wide * wide * wide;
  }
  std::int64_t mean() const { return static_cast<std::int64_t>(sum / count); }
  std::int64_t second() const { return static_cast<std::int64_t>(squares / count); }
  std::int64_t third() const { return static_cast<std::int64_t>(cubes / count); }
  std::int64_t fourth() const { return static_cast<std::int64_t>(fourths / count); }
};

constexpr int kDraws = 200'000;

// Proves that `below` is fair: over 10 classes the squared deviations stay under the 0.1 % point of chi-square (27.9).
TEST(Random, BelowIsFair) {
  Random random(Seed{1}, "fair");
  std::array<std::int64_t, 10> classes{};
  for (int i = 0; i < kDraws; ++i) ++classes[random.below(10)];
  std::int64_t squares = 0;
  for (const std::int64_t count : classes) squares += (count - kDraws / 10) * (count - kDraws / 10);
  EXPECT_LT(squares * 10, 279 * (kDraws / 10));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.below(1), 0u);
}

// Proves that bounds that do not divide 2^64 are fair too: a third of [0, 3 * 2^62) lies in each third.
TEST(Random, BelowIsFairForLargeBounds) {
  Random random(Seed{2}, "fair");
  std::array<std::int64_t, 3> thirds{};
  for (int i = 0; i < kDraws; ++i) ++thirds[random.below(3ull << 62) >> 62];
  for (const std::int64_t count : thirds) EXPECT_NEAR(count, kDraws / 3, 900);  // over 4 standard deviations
}

// Proves that ranges include both ends, also those as wide as 64 bits.
TEST(Random, BetweenIncludesBothEnds) {
  Random random(Seed{3}, "range");
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.between(-2, 2));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2}));
  int negative = 0;
  for (int i = 0; i < 1000; ++i) negative += random.between(INT64_MIN, INT64_MAX) < 0 ? 1 : 0;
  EXPECT_NEAR(negative, 500, 70);
  EXPECT_EQ(random.between(5_s, 5_s), 5_s);
}

TEST(Random, ChanceKeepsItsShare) {
  Random random(Seed{4}, "chance");
  int hits = 0;
  for (int i = 0; i < kDraws; ++i) hits += random.chance(5'000'000) ? 1 : 0;
  EXPECT_NEAR(hits, kDraws / 200, 130);
  EXPECT_FALSE(random.chance(0));
  EXPECT_TRUE(random.chance(1'000'000'000));
}

// Proves the exponential by its moments: n! times the mean to the n.
TEST(Random, ExponentialHasItsMoments) {
  Random random(Seed{5}, "exponential");
  Moments moments;
  std::int64_t above_three = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t x = random.exponential(1_s).count_nanoseconds() / 1'000'000;  // the mean is 1000
    ASSERT_GE(x, 0);
    moments.add(x);
    above_three += x >= 3000 ? 1 : 0;
  }
  EXPECT_NEAR(moments.mean(), 1000, 10);
  EXPECT_NEAR(moments.second(), 2'000'000, 45'000);
  EXPECT_NEAR(moments.third(), 6'000'000'000, 300'000'000);
  EXPECT_NEAR(above_three, kDraws / 1000 * 49.787, 400);  // e^-3
  EXPECT_EQ(random.exponential(Duration::zero()), Duration::zero());
  EXPECT_GE(random.exponential(Duration::max()), Duration::zero());
}

// Proves the normal by its moments (0, 1, 0, 3), its share within one standard deviation, and its limits.
TEST(Random, NormalHasItsMoments) {
  Random random(Seed{6}, "normal");
  Moments moments;
  std::int64_t within_one = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t q32 = random.normal_q32();
    ASSERT_LE(std::abs(q32), std::int64_t{6} << 32);
    within_one += std::abs(q32) < std::int64_t{1} << 32 ? 1 : 0;
    moments.add(q32 / (std::int64_t{1} << 22));  // the standard deviation is 1024
  }
  EXPECT_NEAR(moments.mean(), 0, 10);
  EXPECT_NEAR(moments.second(), 1 << 20, 14'000);
  EXPECT_NEAR(moments.third(), 0, std::int64_t{40} << 20);
  EXPECT_NEAR(moments.fourth(), std::int64_t{3} << 40, std::int64_t{95} << 33);
  EXPECT_NEAR(within_one, kDraws / 1000 * 682.689, 850);
}

// Proves the generalised Pareto by its mean, scale / (1 - shape), and by its median, scale (2^shape - 1) / shape.
TEST(Random, ParetoHasItsMeanAndMedian) {
  struct Case {
    int shape_thousandths;
    std::int64_t mean_ms, median_us;
  };
  // 1000 / (1 - shape) and 10^6 (2^shape - 1) / shape by hand.
  for (const Case& c : {Case{0, 1000, 693'147}, Case{1, 1001, 693'387}, Case{250, 1333, 756'828},
                        Case{500, 2000, 828'427}, Case{1000, 0, 1'000'000}, Case{2000, 0, 1'500'000}}) {
    Random random(Seed{7}, "pareto");
    Int128 sum = 0;
    std::vector<std::int64_t> draws;
    for (int i = 0; i < kDraws; ++i) {
      const Duration x = random.pareto(5_s, 1_s, c.shape_thousandths, 5_s, Duration::max());
      ASSERT_GE(x, 5_s);
      draws.push_back((x - 5_s).count_nanoseconds() / 1000);
      sum += draws.back();
    }
    std::nth_element(draws.begin(), draws.begin() + kDraws / 2, draws.end());
    EXPECT_NEAR(draws[kDraws / 2], c.median_us, c.median_us / 80) << c.shape_thousandths;
    if (c.mean_ms != 0) {
      EXPECT_NEAR(static_cast<std::int64_t>(sum / kDraws), c.mean_ms * 1000, c.mean_ms * 40) << c.shape_thousandths;
    }
  }
}

// Proves that truncation keeps the shape inside: half of an exponential cut at its median lies below ln(4/3).
TEST(Random, ParetoIsTruncatedNotClamped) {
  Random random(Seed{8}, "pareto");
  int below = 0, at_the_end = 0;
  for (int i = 0; i < kDraws; ++i) {
    const Duration x = random.pareto(Duration::zero(), 1_s, 0, Duration::zero(), 693147_us);
    ASSERT_LE(x, 693147_us);
    below += x < 287682_us ? 1 : 0;
    at_the_end += x == 693147_us ? 1 : 0;
  }
  EXPECT_NEAR(below, kDraws / 2, 1000);
  EXPECT_LE(at_the_end, 1);
  EXPECT_EQ(random.pareto(1_s, 1_ms, 0, Duration::zero(), 500_ms), 500_ms) << "nothing lies in the range";
  EXPECT_EQ(random.pareto(1_s, 1_ns, 0, 1_h, 2_h), 1_h);
}

// Proves that streams of neighbouring names and seeds, and the words of one stream, share no more bits than chance
// gives: of 64 bits 32 agree, with a standard deviation of 4.
TEST(Random, StreamsAreIndependent) {
  const std::vector<Random> streams{
      Random(Seed{1}, "node-1"),  Random(Seed{1}, "node-2"), Random(Seed{1}, "node-1/a"),           Random(Seed{1}, ""),
      Random(Seed{1}, {"\0", 1}), Random(Seed{2}, "node-1"), Random(Seed{1ull << 63 | 1}, "node-1")};
  constexpr int kWords = 20'000;
  for (std::size_t a = 0; a < streams.size(); ++a) {
    for (std::size_t b = 0; b < streams.size(); ++b) {
      Random one = streams[a], other = streams[b];
      if (a == b) other.next();
      std::int64_t agreeing = 0;
      for (int i = 0; i < kWords; ++i) agreeing += std::popcount(~(one.next() ^ other.next()));
      EXPECT_NEAR(agreeing, std::int64_t{32} * kWords, 5 * 4 * 142) << a << " and " << b;  // sqrt(20 000) is below 142
    }
  }
}

// Proves that a stream depends on nothing but seed and name.
RC_GTEST_PROP(Random, IsTheSameEveryTime, (std::uint64_t seed, std::string name)) {
  Random first(Seed{seed}, name), second(Seed{seed}, name);
  for (int i = 0; i < 20; ++i) RC_ASSERT(first.next() == second.next());
  RC_ASSERT(first.normal_q32() == second.normal_q32());
}

// Guards against drift between compilers and versions (these are our own draws, not truth): histories depend on them.
TEST(Random, DrawsStayTheSame) {
  Random random(Seed{42}, "don/eth-usd/node-7/latency");
  std::vector<std::int64_t> draws;
  draws.push_back(static_cast<std::int64_t>(random.next()));
  draws.push_back(random.exponential(1_h).count_nanoseconds());
  draws.push_back(random.normal_q32());
  draws.push_back(random.pareto(1_ms, 2_ms, 300, 1_ms, 1_s).count_nanoseconds());
  EXPECT_EQ(draws, (std::vector<std::int64_t>{796563688603323424, 2564916819023, -3906438224, 3191523}));
}

}  // namespace
}  // namespace orrery::sim

#include "sim/history_digest.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace orrery::sim {
namespace {

std::string digest_of(const std::vector<std::uint64_t>& words) {
  HistoryDigest digest;
  for (const std::uint64_t word : words) digest.mix(word);
  return digest.to_text();
}

// Proves that value, order and number of words all count.
RC_GTEST_PROP(HistoryDigest, TellsWordSequencesApart, (std::vector<std::uint64_t> a, std::vector<std::uint64_t> b)) {
  RC_ASSERT((digest_of(a) == digest_of(b)) == (a == b));
  std::vector<std::uint64_t> longer = a;
  longer.push_back(0);
  RC_ASSERT(digest_of(longer) != digest_of(a));
}

// Proves that bytes cannot be cut differently, padded or moved without a trace.
TEST(HistoryDigest, TellsByteStringsApart) {
  const std::vector<std::vector<Bytes>> histories{{},
                                                  {{}},
                                                  {{}, {}},
                                                  {{1}},
                                                  {{1}, {}},
                                                  {{1, 0}},
                                                  {{0, 1}},
                                                  {{1}, {0}},
                                                  {{1, 2, 3}},
                                                  {{1, 2}, {3}},
                                                  {{1}, {2, 3}},
                                                  {Bytes(7, 9)},
                                                  {Bytes(8, 9)},
                                                  {Bytes(9, 9)},
                                                  {Bytes(16, 9)},
                                                  {Bytes(8, 9), Bytes(8, 9)}};
  std::set<std::string> texts;
  for (const auto& history : histories) {
    HistoryDigest digest;
    for (const Bytes& bytes : history) digest.mix(BytesView(bytes));
    texts.insert(digest.to_text());
  }
  EXPECT_EQ(texts.size(), histories.size());
}

// Proves that one flipped bit anywhere in a long history changes about half of the 128 bits: no difference dies out.
TEST(HistoryDigest, SpreadsEveryBit) {
  std::vector<std::uint64_t> words(100, 0);
  const auto bits = [](const std::string& text) {
    std::vector<int> values;
    for (const char c : text) values.push_back(c <= '9' ? c - '0' : c - 'a' + 10);
    return values;
  };
  const auto reference = bits(digest_of(words));
  ASSERT_EQ(reference.size(), 32u);
  int flipped = 0, trials = 0;
  for (std::size_t place = 0; place < 90; place += 9) {
    for (unsigned bit = 0; bit < 64; bit += 7) {
      words[place] ^= std::uint64_t{1} << bit;
      const auto changed = bits(digest_of(words));
      words[place] ^= std::uint64_t{1} << bit;
      for (std::size_t i = 0; i < 32; ++i)
        flipped += __builtin_popcount(static_cast<unsigned>(reference[i] ^ changed[i]));
      ++trials;
    }
  }
  EXPECT_GT(flipped, trials * 60);
  EXPECT_LT(flipped, trials * 68);
}

}  // namespace
}  // namespace orrery::sim

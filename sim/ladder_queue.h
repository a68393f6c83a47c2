#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event_key.h"
#include "sim/key_chunks.h"
#include "sim/key_list.h"
#include "sim/time.h"
#include "sim/wide_integer.h"

namespace orrery::sim {

/// A ladder queue (Tang, Goh, Thng, ACM TOMACS 15(3), 2005): the far future lies unsorted in `top`; when its turn comes
/// it is dealt into the buckets of a rung; a bucket that is still too full becomes a finer rung below; and only a few
/// keys at a time are sorted, in `bottom`. A key is moved a few times whatever its distance, so a mix of milliseconds
/// and hours costs the same as a uniform one.
///
/// It is stable: every step keeps the order of keys of the same time and class. Push and pop are O(1) amortised; no
/// allocation once the largest number of keys has been held. Each range of time has one home, from late to soon:
///
///     top        after top_floor_
///     rungs      from the rung's frontier on, the outermost first; a rung's last bucket takes what lies beyond it
///     bottom     before the frontier of the innermost rung
class LadderQueue {
 public:
  /// `key` lies after `now`, and no key before `now` will be pushed any more.
  void push(EventKey key, Time now) {
    const std::uint64_t ticks = ticks_of(key.time);
    if (ticks > top_floor_) {
      push_top(key, ticks);
      return;
    }
    for (std::size_t i = 0; i < rung_count_; ++i) {
      if (ticks >= rungs_[i].frontier) {
        deal(rungs_[i], key, ticks);
        return;
      }
    }
    push_bottom(key, now);
  }

  /// The first key at or before `limit`, or null. It does not sort what lies beyond the limit. `fetch` is told of keys
  /// that come soon, each once, so that what they name can be brought into the cache.
  template <class Fetch>
  const EventKey* first(Time limit, const Fetch& fetch) {
    if (bottom_.empty()) {
      if (!refill(ticks_of(limit))) return nullptr;
      for (std::size_t i = bottom_.size(), n = 0; i != 0 && n != kFetchAhead; ++n) fetch(bottom_[--i]);
    }
    if (bottom_.back().time > limit) return nullptr;
    if (bottom_.size() > kFetchAhead) fetch(bottom_[bottom_.size() - 1 - kFetchAhead]);
    return &bottom_.back();
  }
  /// Takes the key that first() or sorted_first() named.
  void pop_first() { bottom_.pop_back(); }

  /// The first key if it is sorted already, or null.
  const EventKey* sorted_first() const { return bottom_.empty() ? nullptr : &bottom_.back(); }

  /// Removes the keys for which `stale` is true; the others keep their order. O(keys + buckets).
  template <class Stale>
  void remove_if(const Stale& stale) {
    bottom_.remove_if(stale);
    const std::size_t in_top = top_.size();
    restart_top();
    for (std::size_t i = 0; i < in_top; ++i) {
      if (!stale(top_[i])) push_top(top_[i], ticks_of(top_[i].time));
    }
    for (std::size_t i = 0; i < rung_count_; ++i) {
      for (std::size_t bucket = rungs_[i].current; bucket < rungs_[i].bucket_count; ++bucket) {
        take_out(rungs_[i], bucket);
        for (const EventKey key : scratch_) {
          if (!stale(key)) append(rungs_[i], bucket, key);
        }
      }
    }
  }

 private:
  struct Bucket {
    std::uint32_t chunk = 0;  // the last one; chunks link backwards
    std::uint32_t count = 0;
  };
  struct Rung {
    std::uint64_t start = 0;
    std::uint64_t frontier = 0;  // where the current bucket starts; everything sooner has gone down
    unsigned shift = 0;          // a bucket is 2^shift wide
    std::size_t current = 0, bucket_count = 0;
    std::size_t key_count = 0;
    std::vector<Bucket> buckets;
  };

  static constexpr std::size_t kKeysPerBucket = 12;  // what a rung aims at; measured
  static constexpr std::size_t kSortAtOnce = 48;     // more keys than these become a rung
  static constexpr std::size_t kFewestBuckets = 8;
  static constexpr std::size_t kFetchAhead = 16;  // pops before a key's own turn that it is announced; measured
  static constexpr std::size_t kMostRungs = 40;   // each is at least 4 times finer than the one above: 64 bits need 32

  /// Time as an unsigned number, in the same order.
  static std::uint64_t ticks_of(Time time) {
    return static_cast<std::uint64_t>(time.unix_nanoseconds()) ^ (std::uint64_t{1} << 63);
  }

  void push_top(EventKey key, std::uint64_t ticks) {
    top_.push_back(key);
    if (ticks < top_first_) top_first_ = ticks;
    if (ticks > top_last_) top_last_ = ticks;
    top_sum_ += ticks;
  }
  void deal(Rung& rung, EventKey key, std::uint64_t ticks) {
    const std::uint64_t bucket = (ticks - rung.start) >> rung.shift;
    append(rung, bucket < rung.bucket_count ? bucket : rung.bucket_count - 1, key);
  }
  void append(Rung& rung, std::size_t index, EventKey key) {
    Bucket& bucket = rung.buckets[index];
    const std::size_t place = bucket.count % KeyChunk::kCapacity;
    if (place == 0) bucket.chunk = chunks_.acquire(bucket.chunk);
    chunks_[bucket.chunk].keys[place] = key;
    ++bucket.count;
    ++rung.key_count;
  }

  void push_bottom(EventKey key, Time now);
  bool refill(std::uint64_t limit);
  void open_top();
  void open_bucket();
  void restart_top();
  void take_out(Rung& rung, std::size_t bucket);
  Rung& add_rung(std::uint64_t first, std::uint64_t last, std::size_t keys);
  void sort_into_bottom();
  void rank_few(std::uint64_t first);
  void place_instant();
  void insert_few();
  std::size_t place_of(EventKey key);

  KeyList top_;
  std::uint64_t top_floor_ = 0;
  std::uint64_t top_first_ = ~std::uint64_t{0}, top_last_ = 0;
  Uint128 top_sum_ = 0;

  std::array<Rung, kMostRungs> rungs_;
  std::size_t rung_count_ = 0;
  KeyList bottom_;  // the soonest last
  KeyList scratch_;
  std::vector<std::uint32_t> chain_;
  KeyChunks chunks_;
};

}  // namespace orrery::sim

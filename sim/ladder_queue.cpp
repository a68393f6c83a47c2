#include "sim/ladder_queue.h"

#include <algorithm>

#include "sim/assert.h"

namespace orrery::sim {
namespace {

constexpr std::uint64_t kEnd = ~std::uint64_t{0};

}  // namespace

void LadderQueue::push_bottom(EventKey key, Time now) {
  if (bottom_.size() < 2 * kSortAtOnce) {
    bottom_.insert(place_of(key), key);
    return;
  }
  // Insertion into a long list is slow: it becomes a rung that covers all that may still be pushed down here. The keys
  // of this instant stay, for the rings rely on finding them sorted.
  const auto later = static_cast<std::size_t>(
      std::partition_point(bottom_.begin(), bottom_.end(), [now](EventKey k) { return k.time > now; }) -
      bottom_.begin());
  const Time last = later == 0 ? key.time : std::max(key.time, bottom_[0].time);
  Rung& rung = add_rung(ticks_of(now) + 1, ticks_of(last), later + 1);
  for (std::size_t i = later; i-- != 0;) deal(rung, bottom_[i], ticks_of(bottom_[i].time));
  deal(rung, key, ticks_of(key.time));
  bottom_.drop_front(later);
}

// The latest stands first: before all that it follows, so after all that is later than it.
std::size_t LadderQueue::place_of(EventKey key) {
  const auto after = [key](EventKey other) { return key.is_before(other); };
  return static_cast<std::size_t>(std::partition_point(bottom_.begin(), bottom_.end(), after) - bottom_.begin());
}

bool LadderQueue::refill(std::uint64_t limit) {
  while (bottom_.empty()) {
    while (rung_count_ != 0 && rungs_[rung_count_ - 1].key_count == 0) --rung_count_;
    if (rung_count_ == 0) {
      if (top_.empty() || top_first_ > limit) return false;
      open_top();
      continue;
    }
    Rung& rung = rungs_[rung_count_ - 1];
    while (rung.frontier <= limit && rung.buckets[rung.current].count == 0) {
      ++rung.current;
      rung.frontier += std::uint64_t{1} << rung.shift;
    }
    if (rung.frontier > limit) return false;
    open_bucket();
  }
  return true;
}

void LadderQueue::open_top() {
  const std::uint64_t first = top_first_, last = top_last_;
  if (top_.size() <= kSortAtOnce || first == last) {
    top_floor_ = last;
    scratch_.swap(top_);
    restart_top();
    sort_into_bottom();
    return;
  }
  // A rung up to twice the mean holds at least half of the keys, however far the last ones are; those wait.
  const auto mean = static_cast<std::uint64_t>(top_sum_ / top_.size());
  const std::uint64_t from_mean = std::max<std::uint64_t>(mean - first, 1);
  top_floor_ = last - mean > from_mean ? mean + from_mean : last;
  const std::size_t keys = top_.size();
  Rung& rung = add_rung(first, top_floor_, keys);
  restart_top();
  for (std::size_t i = 0; i < keys; ++i) {  // what stays moves to the front, never past what is still to be read
    const EventKey key = top_[i];
    const std::uint64_t ticks = ticks_of(key.time);
    if (ticks > top_floor_) {
      push_top(key, ticks);
    } else {
      deal(rung, key, ticks);
    }
  }
}

void LadderQueue::restart_top() {
  top_.clear();
  top_first_ = kEnd;
  top_last_ = 0;
  top_sum_ = 0;
}

void LadderQueue::open_bucket() {
  Rung& rung = rungs_[rung_count_ - 1];
  take_out(rung, rung.current);
  ++rung.current;
  // After its last bucket, or at the end of time, nothing can come into a rung any more.
  const bool at_end = __builtin_add_overflow(rung.frontier, std::uint64_t{1} << rung.shift, &rung.frontier);
  if (at_end || rung.current == rung.bucket_count) {
    --rung_count_;
  } else if (const Bucket& next = rung.buckets[rung.current]; next.count != 0) {
    for (std::size_t line = 0; line < sizeof(KeyChunk); line += 64) {
      __builtin_prefetch(reinterpret_cast<const char*>(&chunks_[next.chunk]) + line, /*rw=*/1);
    }
  }
  if (scratch_.size() <= kSortAtOnce) {
    sort_into_bottom();
    return;
  }
  std::uint64_t first = kEnd, last = 0;
  for (const EventKey key : scratch_) {
    first = std::min(first, ticks_of(key.time));
    last = std::max(last, ticks_of(key.time));
  }
  if (first == last) {
    sort_into_bottom();
    return;
  }
  Rung& finer = add_rung(first, last, scratch_.size());
  for (const EventKey key : scratch_) deal(finer, key, ticks_of(key.time));
}

void LadderQueue::take_out(Rung& rung, std::size_t index) {
  Bucket& bucket = rung.buckets[index];
  scratch_.clear();
  if (bucket.count == 0) return;
  chain_.clear();
  for (std::uint32_t chunk = bucket.chunk; chunk != 0; chunk = chunks_[chunk].previous) chain_.push_back(chunk);
  std::size_t left = bucket.count;
  for (auto chunk = chain_.rbegin(); chunk != chain_.rend(); ++chunk) {
    const std::size_t here = std::min(left, KeyChunk::kCapacity);
    scratch_.append(chunks_[*chunk].keys.data(), here);
    left -= here;
    chunks_.release(*chunk);
  }
  rung.key_count -= bucket.count;
  bucket = Bucket{};
}

LadderQueue::Rung& LadderQueue::add_rung(std::uint64_t first, std::uint64_t last, std::size_t keys) {
  ORRERY_ASSERT(rung_count_ < kMostRungs, "each rung is finer than the one above it");
  Rung& rung = rungs_[rung_count_++];
  const std::uint64_t wanted = std::max(kFewestBuckets, keys / kKeysPerBucket);
  rung.shift = 0;
  while (((last - first) >> rung.shift) >= wanted) ++rung.shift;
  rung.start = rung.frontier = first;
  rung.current = 0;
  rung.bucket_count = std::max<std::size_t>(2, ((last - first) >> rung.shift) + 1);
  rung.key_count = 0;
  if (rung.buckets.size() < rung.bucket_count) rung.buckets.resize(rung.bucket_count);
  return rung;
}

void LadderQueue::sort_into_bottom() {
  std::uint64_t first = kEnd, last = 0;
  for (const EventKey key : scratch_) {
    first = std::min(first, ticks_of(key.time));
    last = std::max(last, ticks_of(key.time));
  }
  bottom_.resize(scratch_.size());
  if (scratch_.size() <= kSortAtOnce && (last - first) >> 56 == 0) {
    rank_few(first);
  } else if (first == last) {
    place_instant();
  } else {
    insert_few();
  }
}

// Time, class and position make one word, so that words are all different and compare as the keys do. Counting how many
// are smaller takes n^2 / 2 steps without a branch to mispredict, which for a few keys is faster than sorting.
void LadderQueue::rank_few(std::uint64_t first) {
  std::array<std::uint64_t, kSortAtOnce> words;
  std::array<std::uint32_t, kSortAtOnce> later{};
  const std::size_t n = scratch_.size();
  for (std::size_t i = 0; i < n; ++i) {
    const EventKey& key = scratch_[i];
    words[i] = (ticks_of(key.time) - first) << 8 | static_cast<std::uint64_t>(key.order()) << 6 | i;
    std::uint32_t later_here = 0;
    for (std::size_t j = 0; j < i; ++j) {
      const std::uint32_t is_earlier = words[i] < words[j] ? 1 : 0;
      later_here += is_earlier;
      later[j] += 1 - is_earlier;
    }
    later[i] = later_here;
  }
  for (std::size_t i = 0; i < n; ++i) bottom_[later[i]] = scratch_[i];
}

// All of one time, and nearly always of one class.
void LadderQueue::place_instant() {
  std::size_t place = bottom_.size();
  for (const EventClass order : {EventClass::kFault, EventClass::kWorld, EventClass::kMonitor}) {
    for (const EventKey key : scratch_) {
      if (key.order() == order) bottom_[--place] = key;
    }
    if (place == 0) return;
  }
}

void LadderQueue::insert_few() {
  bottom_.clear();
  for (const EventKey key : scratch_) bottom_.insert(place_of(key), key);
}

}  // namespace orrery::sim

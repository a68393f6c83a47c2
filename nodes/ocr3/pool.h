#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "nodes/ocr2/reporting_plugin.h"

namespace orrery::nodes::ocr3 {

/// Messages of one kind that wait for their round: the first of each sender for a sequence number, and of each sender
/// for at most `capacity` sequence numbers. Those at or below the completed one are over. Source: spec/ocr.md §5.4.
template <class T>
class Pool {
 public:
  struct Entry {
    std::optional<T> item;         ///< empty when the oracle sent none
    std::optional<bool> verified;  ///< once somebody checked it
  };

  Pool(std::size_t n, int capacity) : capacity_(capacity), held_(n, 0) {}

  /// Empty when the item was taken, else why it was not.
  const char* put(std::uint64_t seq_nr, NodeIndex from, T item) {
    if (seq_nr <= completed_) return "its round is over";
    if (held_[from.value] >= capacity_) return "too many of its sender wait";
    auto& entries = entries_.try_emplace(seq_nr, held_.size()).first->second;
    if (entries[from.value].item) return "not its first";
    entries[from.value].item = std::move(item);
    ++held_[from.value];
    return nullptr;
  }
  /// By oracle; null when nothing of the round came.
  std::vector<Entry>* entries(std::uint64_t seq_nr) {
    const auto found = entries_.find(seq_nr);
    return found == entries_.end() ? nullptr : &found->second;
  }
  const std::vector<Entry>* entries(std::uint64_t seq_nr) const { return const_cast<Pool*>(this)->entries(seq_nr); }
  /// The item of one oracle, or null.
  const T* find(std::uint64_t seq_nr, NodeIndex from) const {
    const auto* const round = entries(seq_nr);
    return round == nullptr || !(*round)[from.value].item ? nullptr : &*(*round)[from.value].item;
  }
  int count(std::uint64_t seq_nr) const {
    int result = 0;
    if (const auto* const round = entries(seq_nr))
      for (const auto& each : *round) result += each.item.has_value();
    return result;
  }
  /// Forgets the rounds up to `seq_nr`.
  void complete(std::uint64_t seq_nr) {
    completed_ = seq_nr;
    const auto end = entries_.upper_bound(seq_nr);
    for (auto round = entries_.begin(); round != end; ++round)
      for (std::size_t i = 0; i < held_.size(); ++i) held_[i] -= round->second[i].item.has_value();
    entries_.erase(entries_.begin(), end);
  }

 private:
  int capacity_;
  std::uint64_t completed_ = 0;
  std::map<std::uint64_t, std::vector<Entry>> entries_;
  std::vector<int> held_;  // by oracle
};

}  // namespace orrery::nodes::ocr3

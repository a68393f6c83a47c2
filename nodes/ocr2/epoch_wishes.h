#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include "nodes/ocr2/reporting_plugin.h"

namespace orrery::nodes {

/// The highest epoch that each oracle has asked for, and what follows from enough of them asking: the two rules that
/// the pacemakers of OCR2 and OCR3 share. `Epoch` is the protocol's epoch number. Source: spec/ocr.md §3.2, §5.1.
template <class Epoch>
class EpochWishes {
 public:
  explicit EpochWishes(std::size_t n) : highest_(n, 0) {}

  /// False when `from` asked for as much before.
  bool note(NodeIndex from, Epoch epoch) {
    if (epoch <= highest_[from.value]) return false;
    highest_[from.value] = epoch;
    return true;
  }
  /// The count-th highest wish when at least `count` oracles ask for more than `above`; else 0.
  Epoch asked_by(int count, Epoch above) const {
    if (asking_beyond(above) < count) return 0;
    sorted_ = highest_;
    const auto place = sorted_.begin() + (count - 1);
    std::nth_element(sorted_.begin(), place, sorted_.end(), std::greater<>());
    return *place;
  }
  /// How many ask for more than `epoch`.
  int asking_beyond(Epoch epoch) const {
    return static_cast<int>(
        std::count_if(highest_.begin(), highest_.end(), [epoch](Epoch each) { return each > epoch; }));
  }

  /// By oracle.
  const std::vector<Epoch>& highest() const { return highest_; }
  void restore(std::vector<Epoch> highest) { highest_ = std::move(highest); }

 private:
  std::vector<Epoch> highest_;
  mutable std::vector<Epoch> sorted_;  // scratch
};

}  // namespace orrery::nodes

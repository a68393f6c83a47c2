#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/journal.h"
#include "sim/message.h"

namespace orrery::sim {

/// Something a host has to run: a copy that arrived or a timer that fired.
struct InboxItem {
  enum class What : std::uint8_t { kMessage, kDuplicate, kTimer };
  What what = What::kMessage;
  std::uint32_t slot = 0;        ///< of the sending or of the timer
  std::uint32_t generation = 0;  ///< of the timer
  Port port;                     ///< of the message
  CauseId cause;
};

/// What waits for a busy or paused host, first in, first out. Allocates nothing in the steady state.
class Inbox {
 public:
  bool empty() const { return head_ == items_.size(); }
  std::size_t size() const { return items_.size() - head_; }
  void push(const InboxItem& item) {
    if (head_ > kSlack && head_ * 2 > items_.size()) {
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
    items_.push_back(item);
  }
  InboxItem pop() {
    const InboxItem item = items_[head_++];
    if (empty()) {
      items_.clear();
      head_ = 0;
    }
    return item;
  }

 private:
  static constexpr std::size_t kSlack = 64;
  std::vector<InboxItem> items_;
  std::size_t head_ = 0;
};

}  // namespace orrery::sim

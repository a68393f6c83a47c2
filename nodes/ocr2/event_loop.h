#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "nodes/ocr2/reporting_plugin.h"
#include "sim/host.h"
#include "sim/task.h"

namespace orrery::nodes {

/// The event loop of one sub-protocol: handles one item after the other, and none while a call out of it (to the
/// plugin, to the contract) has neither been answered nor missed its deadline. Source: spec/ocr.md §3.5.5, §13.2.
template <class Item>
class EventLoop {
 public:
  using Handler = std::function<void(Item&)>;

  EventLoop(sim::Host& host, Handler handler)
      : host_(host), handler_(std::move(handler)), link_(std::make_shared<Link>(Link{this})) {}
  ~EventLoop() {
    host_.cancel_timer(deadline_);
    link_->loop = nullptr;
  }
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Handles `item`, now or after what came before it.
  void post(Item item) {
    if (blocked_ || running_) {
      waiting_.push_back(std::move(item));
      return;
    }
    running_ = true;
    handler_(item);
    running_ = false;
    drain();
  }

  bool is_blocked() const { return blocked_; }
  /// True when post() would handle an item at once.
  bool is_idle() const { return !blocked_ && !running_; }
  /// What waits, in order; for limits on it.
  std::deque<Item>& waiting() { return waiting_; }

  /// Calls out: `start` gets the callback. `done` gets the answer, or an error when none came by `deadline`; until then
  /// the loop handles nothing. Must be called from a handler or from another `done`.
  template <class T, class Start, class Done>
  void call(sim::Duration deadline, Start&& start, Done done) {
    const std::uint64_t serial = ++serial_;
    blocked_ = true;
    auto shared_done = std::make_shared<Done>(std::move(done));
    start([link = link_, serial, shared_done](PluginResult<T>&& result) {
      if (link->loop != nullptr) link->loop->template answer<T>(serial, *shared_done, std::move(result));
    });
    if (!blocked_ || serial_ != serial) return;  // answered at once
    deadline_ = host_.set_timer(deadline, [this, serial, shared_done] {
      deadline_ = {};
      answer<T>(serial, *shared_done, PluginResult<T>{std::nullopt, "took longer than its deadline", {}});
    });
  }

 private:
  struct Link {
    EventLoop* loop;  // null once the loop is gone
  };

  template <class T, class Done>
  void answer(std::uint64_t serial, Done& done, PluginResult<T>&& result) {
    if (serial != serial_ || !blocked_) return;  // late, or a second time
    blocked_ = false;
    host_.cancel_timer(deadline_);
    const bool outermost = !running_;
    running_ = true;
    done(std::move(result));
    if (!outermost) return;
    running_ = false;
    drain();
  }

  void drain() {
    while (!blocked_ && !waiting_.empty()) {
      Item item = std::move(waiting_.front());
      waiting_.pop_front();
      running_ = true;
      handler_(item);
      running_ = false;
    }
  }

  sim::Host& host_;
  Handler handler_;
  std::deque<Item> waiting_;
  bool blocked_ = false, running_ = false;
  std::uint64_t serial_ = 0;
  sim::TimerId deadline_;
  std::shared_ptr<Link> link_;
};

}  // namespace orrery::nodes

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "nodes/ocr2/reporting_plugin.h"
#include "sim/host.h"

namespace orrery::nodes::ocr3 {

/// Calls out of the protocol that take virtual time while everything else goes on: any number at once. What is not
/// answered when the object goes, or when cancel_all() is called, never will be. Source: spec/ocr.md §13.2.
class BackgroundCalls {
 public:
  explicit BackgroundCalls(sim::Host& host) : host_(host), link_(std::make_shared<Link>(Link{this})) {}
  ~BackgroundCalls() {
    cancel_all();
    link_->calls = nullptr;
  }
  BackgroundCalls(const BackgroundCalls&) = delete;
  BackgroundCalls& operator=(const BackgroundCalls&) = delete;

  /// `start` gets the callback; `done` gets the answer, or an error when none came by the deadline, if there is one.
  template <class T, class Start, class Done>
  void call(std::optional<sim::Duration> deadline, Start&& start, Done done) {
    const std::uint64_t serial = ++serial_;
    open_.emplace(serial, sim::TimerId{});
    auto shared_done = std::make_shared<Done>(std::move(done));
    start(PluginCallback<T>([link = link_, serial, shared_done](PluginResult<T>&& result) {
      if (link->calls != nullptr && link->calls->close(serial)) (*shared_done)(std::move(result));
    }));
    const auto call = open_.find(serial);
    if (!deadline || call == open_.end()) return;
    call->second = host_.set_timer(*deadline, [this, serial, shared_done] {
      if (close(serial)) (*shared_done)(PluginResult<T>{std::nullopt, "took longer than its deadline", {}});
    });
  }
  void cancel_all() {
    for (auto& [serial, timer] : open_) host_.cancel_timer(timer);
    open_.clear();
  }
  bool has_open() const { return !open_.empty(); }

 private:
  struct Link {
    BackgroundCalls* calls;  // null once they are gone
  };

  // False for an answer that is late, or given a second time.
  bool close(std::uint64_t serial) {
    const auto call = open_.find(serial);
    if (call == open_.end()) return false;
    host_.cancel_timer(call->second);
    open_.erase(call);
    return true;
  }

  sim::Host& host_;
  std::uint64_t serial_ = 0;
  std::map<std::uint64_t, sim::TimerId> open_;
  std::shared_ptr<Link> link_;
};

}  // namespace orrery::nodes::ocr3

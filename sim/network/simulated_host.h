#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/host.h"
#include "sim/kernel.h"
#include "sim/network.h"
#include "sim/network/copies_in_flight.h"
#include "sim/network/host_clock.h"
#include "sim/network/host_timers.h"
#include "sim/network/inbox.h"
#include "sim/network/simulated_storage.h"
#include "sim/random.h"

namespace orrery::sim {

/// A machine of the modelled network. It is up when it was started and nothing keeps it down; going down destroys its
/// programs, timers, handlers and unsynced storage, coming up makes its programs again from their factories.
class SimulatedHost final : public Host {
 public:
  /// Made by Network::add_host.
  SimulatedHost(World& world, Network& network, EntityId id, EntityId zone, std::uint32_t zone_index, HostSpec spec);
  ~SimulatedHost() override;

  EntityId id() const override { return id_; }
  const std::string& name() const override { return spec_.name; }
  Time now() const override;
  TimerId set_timer(Duration delay, Task task) override;
  void cancel_timer(TimerId& timer) override;
  void spend(Duration processor_time) override;
  void send(Port from, HostPort to, MessagePtr message) override;
  void broadcast(Port from, std::span<const HostPort> to, MessagePtr message) override;
  void listen(Port port, Handler handler) override;
  Storage& storage() override { return storage_; }
  Random random(std::string_view name) override;
  Journal& journal() override;
  Port port(std::string_view service) override;

  const HostSpec& spec() const { return spec_; }
  EntityId zone() const { return zone_; }

  /// Adds a program, made whenever this host starts, in the order of installing; at once when it is up.
  void install(std::string name, ProgramFactory factory);
  /// The running program of that name, or null: for monitors and tests, which look and do not touch.
  const Program* program(std::string_view name) const;

  /// Wants this host to run: it comes up now, or when nothing keeps it down any more.
  void start();
  /// Takes it down until start(), as a crash does. Not from inside a handler of this host.
  void stop();

  bool is_up() const { return up_; }
  bool is_paused() const { return !paused_by_.empty(); }
  /// Up, running, and not cut off by a failing load balancer in this minute.
  bool answers();
  /// The row that explains best why it is down; none when it is up or was stopped by hand.
  CauseId down_because() const;
  /// Time that it was down since its first start, up to now; and the times it went down.
  Duration total_down() const;
  std::uint64_t times_down() const { return times_down_; }
  /// What this machine waits for: itself first, when it is down, paused or cut off; then what its programs say.
  std::vector<Waiting> waiting();

  /// What faults do, each keyed by its row.
  void keep_down(CauseId fault);
  void allow_up(CauseId fault);
  void pause(CauseId fault);
  void resume(CauseId fault);
  void block_launch(CauseId fault);
  void allow_launch(CauseId fault);
  void start_flapping(CauseId fault, const std::string& service, Fraction share);
  void stop_flapping(CauseId fault);
  /// Down and, where nothing keeps it down, up again at once.
  void restart(CauseId fault);
  HostClock& clock() { return clock_; }
  SimulatedStorage& disk() { return storage_; }

 private:
  friend class Network;
  struct Installed {
    std::string name;
    ProgramFactory factory;
    std::unique_ptr<Program> running;
  };
  struct Flapping {
    CauseId fault;
    std::string service;
    Fraction share;
    std::int64_t minute = INT64_MIN;
    bool cut_off = false;
  };

  // Life (host_life.cpp).
  void settle();
  void go_up(CauseId because);
  void go_down(CauseId because);
  void record_status(CauseId because);
  void schedule_recycle();
  const CauseId* cut_off_by();

  // Sending (sending.cpp).
  void transmit(Port from, std::span<const HostPort> to, MessagePtr message, bool is_broadcast);
  std::uint32_t open_sending(Port from, std::span<const HostPort> to, MessagePtr message, bool is_broadcast);
  void transmit_copy(std::uint32_t slot, HostPort to, Time departure);
  void fly(std::uint32_t slot, SimulatedHost& to, Port port, Time arrival, bool is_duplicate);
  void record_fate(const Sending& sending, EntityId receiver, Fate fate, CauseId fault);

  // Receiving and running, one thing at a time (simulated_host.cpp).
  void arrive(const InboxItem& item);
  void run(const InboxItem& item);
  void deliver(const InboxItem& item);
  void die(const InboxItem& item);
  void wake();
  void plan_wake();

  World& world_;
  Network& network_;
  HostSpec spec_;
  EntityId id_, zone_;
  std::uint32_t zone_index_;

  HostClock clock_;
  SimulatedStorage storage_;
  HostTimers timers_;
  Inbox inbox_;
  std::vector<Installed> programs_;
  std::deque<Handler> handlers_;  // by port number; a deque, since a running handler may listen on another port
  std::vector<Handler> replaced_handlers_;

  Time busy_until_;
  EventHandle wake_;
  bool running_ = false;
  std::vector<Time> uplink_free_;  // by destination zone
  Random jitter_, luck_, recycle_random_, recovery_random_;

  bool wanted_ = false, up_ = false, was_started_ = false, recycle_planned_ = false;
  std::vector<CauseId> down_by_, launch_blocked_by_, paused_by_;
  std::vector<Flapping> flapping_;
  CauseId told_because_;
  Time down_since_;
  Duration down_before_;
  std::uint64_t times_down_ = 0;
};

}  // namespace orrery::sim

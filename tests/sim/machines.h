#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/faults/machine_faults.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"
#include "tests/sim/row_log.h"

namespace orrery::sim {

/// A message that carries a number.
class Note final : public Message {
 public:
  static constexpr MessageKind kKind{"note"};
  explicit Note(std::uint64_t number, std::size_t bytes = 100, bool again = false)
      : number_(number), bytes_(bytes), again_(again) {}
  const MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return bytes_; }
  void mix_into(HistoryDigest& digest) const override { digest.mix(number_); }
  Position position() const override { return {.epoch = 3, .round = static_cast<std::int64_t>(number_)}; }
  std::string detail() const override { return "number " + std::to_string(number_); }
  bool is_resend() const override { return again_; }
  std::uint64_t number() const { return number_; }

 private:
  std::uint64_t number_;
  std::size_t bytes_;
  bool again_;
};

/// What a listener heard.
struct Heard {
  EntityId by, from;
  std::uint64_t number = 0;
  Time at;
  CauseId cause;
};

/// A program of two lambdas: what to do at the start, what to wait for.
class Script final : public Program {
 public:
  Script(std::function<void()> started, std::function<void()> gone = {})
      : started_(std::move(started)), gone_(std::move(gone)) {}
  ~Script() override {
    if (gone_) gone_();
  }
  void start() override { started_(); }
  void add_waiting(std::vector<Waiting>& waiting) const override {
    waiting.push_back({"a script's end", {}, EntityId::none()});
  }

 private:
  std::function<void()> started_, gone_;
};

/// Two zones, 40 ms apart without jitter, and hosts that write down what they hear on the port "note".
struct Machines {
  static constexpr std::int64_t kStart = 1'760'918'400;  // 2025-10-20

  explicit Machines(Level level = Level::kFull, std::uint64_t seed = 1)
      : world(Seed{seed}, Time::from_unix_seconds(kStart), level, level == Level::kNothing ? nullptr : &log) {
    add_machine_faults(world.faults());
    world.network().add_zone({.name = "east/1"});
    world.network().add_zone({.name = "west/1"});
    link({.latency = Duration::milliseconds(40), .jitter_scale = {}});
    port = world.port("note");
  }
  void link(LinkSpec spec) { world.network().set_link("east/1", "west/1", spec); }
  SimulatedHost& add(HostSpec spec) {
    SimulatedHost& host = world.network().add_host(std::move(spec));
    host.install("listener", [this](Host& machine) {
      return std::make_unique<Script>([this, &machine] {
        machine.listen(port, [this, &machine](HostPort from, const MessagePtr& message) {
          heard.push_back(
              {machine.id(), from.host, message_cast<Note>(*message)->number(), world.now(), world.kernel().cause()});
          if (on_heard) on_heard(machine, heard.back());
        });
      });
    });
    return host;
  }
  void send(SimulatedHost& from, SimulatedHost& to, std::uint64_t number, std::size_t bytes = 100) {
    from.send(port, {to.id(), port}, std::make_shared<Note>(number, bytes));
  }
  std::size_t fault(std::string kind, std::string target, Duration from, Duration to, Parameters parameters = {}) {
    return world.faults().schedule(world, {.kind = std::move(kind),
                                           .target = std::move(target),
                                           .start = at(from),
                                           .end = at(to),
                                           .parameters = std::move(parameters),
                                           .about = "a test"});
  }
  const Faults::Scheduled& scheduled(std::size_t index) { return *world.faults().scheduled()[index]; }
  static Time at(Duration since_start) { return Time::from_unix_seconds(kStart) + since_start; }
  void run_to(Duration since_start) { world.kernel().run_until(at(since_start)); }
  std::vector<std::uint64_t> numbers() const {
    std::vector<std::uint64_t> numbers;
    for (const Heard& one : heard) numbers.push_back(one.number);
    return numbers;
  }

  RowLog log;
  World world;
  Port port;
  std::vector<Heard> heard;
  std::function<void(Host&, const Heard&)> on_heard;
};

}  // namespace orrery::sim

#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/faults/machine_faults.h"
#include "sim/network/simulated_host.h"
#include "sim/recording/sqlite_recording.h"
#include "sim/world.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {

/// A vote of one machine for one round.
class Vote final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"vote"};
  explicit Vote(std::int64_t round) : round_(round) {}
  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 80; }
  void mix_into(sim::HistoryDigest& digest) const override { digest.mix(static_cast<std::uint64_t>(round_)); }
  sim::Position position() const override { return {.epoch = 1, .round = round_}; }

 private:
  std::int64_t round_;
};

/// Seven voters in two zones and one counter: every ten seconds each voter votes, and five votes make an update of the
/// feed. A test puts faults on it and asks why an update is missing. voter-0 to voter-3 stand in east, where voter-1 to
/// voter-3 lean on a database; voter-4 to voter-6 and the counter stand in west.
class QuorumWorld {
 public:
  static constexpr int kVoters = 7, kQuorum = 5;
  static constexpr std::int64_t kStart = 1'760'940'000;  // 2025-10-20T06:00:00Z

  QuorumWorld(const std::string& path, sim::Level level)
      : recording_(path, {.orrery = "0.1.0",
                          .compiler = "",
                          .scenario_path = "quorum.toml",
                          .scenario_text = "",
                          .files = {},
                          .seed = {1},
                          .signatures = "modelled",
                          .level = level,
                          .start = at({}),
                          .planned_end = {},
                          .more = {}}),
        world_(sim::Seed{1}, at({}), level, &recording_) {
    sim::add_machine_faults(world_.faults());
    world_.network().add_zone({.name = "aws/east"});
    world_.network().add_zone({.name = "gcp/west"});
    world_.network().set_link("aws/east", "gcp/west", {.latency = sim::Duration::milliseconds(40)});
    world_.network().add_service({.name = "aws/east/database", .zone = "aws/east"});
    feed_ = world_.add_entity("network", "eth-usd");
    port_ = world_.port("votes");
    counter_ = add_machine("counter", "gcp/west", {});
    for (int i = 0; i < kVoters; ++i) {
      const bool leans = i >= 1 && i <= 3;
      voters_.push_back(
          add_machine("voter-" + std::to_string(i), i < 4 ? "aws/east" : "gcp/west",
                      leans ? std::vector<std::string>{"aws/east/database"} : std::vector<std::string>{}));
    }
    heard_.assign(kVoters, false);
    for (const sim::EntityId voter : voters_) install_voter(voter);
    install_counter();
    world_.network().start_all();
  }

  static sim::Time at(sim::Duration since_start) { return sim::Time::from_unix_seconds(kStart) + since_start; }
  sim::World& world() { return world_; }
  void fault(std::string kind, std::string target, sim::Duration from, std::optional<sim::Duration> to = {},
             sim::Parameters parameters = {}) {
    world_.faults().schedule(world_, {.kind = std::move(kind),
                                      .target = std::move(target),
                                      .start = at(from),
                                      .end = to ? std::optional(at(*to)) : std::nullopt,
                                      .parameters = std::move(parameters),
                                      .about = "its record is empty"});
  }
  /// Runs up to that time and records a missed update there with whom everybody waits for, and a violation.
  void miss_at(sim::Duration since_start) {
    world_.kernel().run_until(at(since_start));
    sim::Kernel& kernel = world_.kernel();
    sim::Journal& journal = world_.journal();
    kernel.set_cause(last_update_);
    const sim::CauseId deadline =
        journal.write(world_.tables().deadline,
                      {feed_, "update", at(since_start) - sim::Duration::seconds(60), "missed", "no update"});
    std::vector<sim::EntityId> machines = voters_;
    machines.push_back(counter_);
    for (const sim::EntityId machine : machines) {
      for (const sim::Waiting& waiting : world_.network().host(machine).waiting()) {
        kernel.set_cause(waiting.cause);
        journal.write(world_.tables().waiting, {deadline, machine, waiting.what, waiting.on});
      }
    }
    kernel.set_cause(deadline);
    journal.write(world_.tables().violation, {"no update is missed", feed_, "is 1, expected at most 0"});
    kernel.set_cause({});
  }
  void finish() {
    recording_.finish({.state = sim::RunState::kFinished,
                       .reason = "",
                       .end = world_.now(),
                       .digest = world_.kernel().digest().to_text(),
                       .events = world_.kernel().executed()});
  }

 private:
  class Counting final : public sim::Program {
   public:
    Counting(QuorumWorld& all, sim::Host& host) : all_(all), host_(host) {}
    void start() override {
      host_.listen(all_.port_, [this](sim::HostPort from, const sim::MessagePtr&) { all_.count_vote(from.host); });
    }
    void add_waiting(std::vector<sim::Waiting>& waiting) const override {
      const auto votes = std::count(all_.heard_.begin(), all_.heard_.end(), true);
      waiting.push_back({"votes: " + std::to_string(votes) + " of " + std::to_string(kQuorum), {}, {}});
      for (std::size_t i = 0; i < all_.voters_.size(); ++i) {
        if (!all_.heard_[i]) waiting.push_back({"a vote", {}, all_.voters_[i]});
      }
    }

   private:
    QuorumWorld& all_;
    sim::Host& host_;
  };
  class Voting final : public sim::Program {
   public:
    Voting(QuorumWorld& all, sim::Host& host) : all_(all), host_(host) {}
    void start() override {
      host_.set_timer(sim::Duration::seconds(10), [this] { vote(); });
    }
    void add_waiting(std::vector<sim::Waiting>& waiting) const override {
      waiting.push_back({"the next round", {}, all_.counter_});
    }

   private:
    void vote() {
      const std::int64_t round = (all_.world_.now() - at({})).whole_seconds() / 10;
      host_.send(all_.port_, {all_.counter_, all_.port_}, std::make_shared<Vote>(round));
      start();
    }
    QuorumWorld& all_;
    sim::Host& host_;
  };

  sim::EntityId add_machine(const std::string& name, const std::string& zone, std::vector<std::string> leans_on) {
    sim::HostSpec spec;
    spec.name = name;
    spec.zone = zone;
    spec.parent = feed_;
    spec.leans_on = std::move(leans_on);
    return world_.network().add_host(std::move(spec)).id();
  }
  void install_voter(sim::EntityId voter) {
    world_.network().host(voter).install("voter",
                                         [this](sim::Host& host) { return std::make_unique<Voting>(*this, host); });
  }
  void install_counter() {
    world_.network().host(counter_).install(
        "counter", [this](sim::Host& host) { return std::make_unique<Counting>(*this, host); });
  }
  void count_vote(sim::EntityId voter) {
    for (std::size_t i = 0; i < voters_.size(); ++i) {
      if (voters_[i] == voter) heard_[i] = true;
    }
    if (std::count(heard_.begin(), heard_.end(), true) < kQuorum) return;
    heard_.assign(kVoters, false);
    last_update_ = world_.journal().write(world_.tables().state, sim::Level::kSummary, {feed_, "answer", "3890.15"});
  }

  sim::SqliteRecording recording_;
  sim::World world_;
  sim::EntityId feed_, counter_;
  sim::Port port_;
  std::vector<sim::EntityId> voters_;
  std::vector<bool> heard_;
  sim::CauseId last_update_;
};

}  // namespace orrery::scenarios

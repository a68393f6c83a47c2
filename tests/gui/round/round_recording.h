#pragma once

#include <string>
#include <vector>

#include "sim/recording/sqlite_recording.h"
#include "sim/world.h"

namespace orrery::gui {

/// Writes, up to `until` after its start at 00:00:00, a recording of a network of four oracles (f = 1, quorum 3):
///
///     10 s    node-0 leads epoch 1 and asks for observations; all four answer within 100 ms
///     15 s    asks for reports; all four answer; node-2's is rejected, node-3's comes after the quorum: passed over
///     15.4 s  round 1 ends, skipped
///     40 s    round 2: node-0, 1 and 2 observe, node-3's observation is lost, and its report fails; node-2's begins
///     the
///             period of grace and causes, a second later, a message; nothing follows
///     100 s   node-0 goes down
///     160 s   node-1 and node-2 ask for epoch 2
class RoundRecording {
 public:
  RoundRecording(const std::string& path, sim::Duration until)
      : recording_(path, description()), world_({1}, start(), sim::Level::kFull, &recording_), until_(until) {
    const sim::EntityId zone = world_.add_entity("zone", "here");
    network_ = world_.add_entity("network", "net");
    for (int i = 0; i < 4; ++i)
      nodes_.push_back(world_.add_entity("host", "net/node-" + std::to_string(i), network_, zone));
    for (const sim::EntityId node : nodes_) state(1000, node, "epoch", "1");
    state(1000, nodes_[0], "leads", "1");
    write_first_round();
    write_second_round();
    state(100'000, nodes_[0], "status", "down");
    message(160'000, "new-epoch", 1, /*to_leader=*/false, 2, {});
    message(160'010, "new-epoch", 2, /*to_leader=*/false, 2, {});
    recording_.finish({sim::RunState::kFinished, "", start() + until, "0", last_row_});
    world_.journal().stop();
  }
  static sim::Time start() { return sim::parse_time("2025-01-01T00:00:00Z"); }

 private:
  static sim::RunDescription description() {
    sim::RunDescription run;
    run.scenario_path = "rounds.toml";
    run.scenario_text = "start = \"2025-01-01T00:00:00Z\"\n[[zone]]\nname = \"here\"\ninternal_latency = \"20ms\"\n";
    run.seed = {1};
    run.start = start();
    return run;
  }

  void write_first_round() {
    state(10'000, nodes_[0], "phase", "observe");
    message(10'000, "observe-req", 0, /*to_leader=*/false, 1, sim::Value(1));
    for (std::size_t i = 0; i < 4; ++i)
      message(10'040 + static_cast<int>(i) * 10, "observe", i, /*to_leader=*/true, 1, sim::Value(1));
    state(10'090, nodes_[0], "phase", "grace");
    state(15'090, nodes_[0], "phase", "report");
    message(15'090, "report-req", 0, /*to_leader=*/false, 1, sim::Value(1));
    for (std::size_t i = 0; i < 4; ++i)
      message(15'130 + static_cast<int>(i) * 10, "report", i, /*to_leader=*/true, 1, sim::Value(1));
    note(15'170, "warning",
         "dropped report of epoch 1, round 1 from oracle 2: its signature does not fit this leader's request");
    state(15'400, nodes_[0], "phase", "final");
    span(15'400, 10'000);
    note(15'410, "info", "dropped report of epoch 1, round 1 from oracle 3: not the phase for reports");
    note(15'420, "warning", "dropped report of epoch 1, round 1 from oracle 1: not its first");
  }

  void write_second_round() {
    state(40'000, nodes_[0], "phase", "observe");
    message(40'000, "observe-req", 0, /*to_leader=*/false, 1, sim::Value(2));
    for (std::size_t i = 0; i < 4; ++i)
      message(40'040 + static_cast<int>(i) * 10, "observe", i, /*to_leader=*/true, 1, sim::Value(2));
    const sim::CauseId third{last_row_ - 1};
    const sim::Value lost[] = {sim::Value(static_cast<std::int64_t>(last_row_)), sim::Value(nodes_[0]),
                               sim::Value("lost"), sim::Value()};
    write(40'070, world_.tables().delivery, lost);
    note(40'080, "warning", "report of epoch 1, round 2 failed: took longer than its deadline", 3);
    cause_ = third;
    state(40'090, nodes_[0], "phase", "grace");
    message(41'090, "rpc-call", 0, /*to_leader=*/false, 1, {});
    cause_ = {};
  }

  template <std::size_t N>
  void write(int milliseconds, sim::TableId table, const sim::Value (&values)[N]) {
    const sim::Duration after = sim::Duration::milliseconds(milliseconds);
    if (after <= until_) recording_.row(table, ++last_row_, start() + after, cause_, values, N);
  }
  void state(int milliseconds, sim::EntityId who, const char* field, const char* value) {
    const sim::Value values[] = {sim::Value(who), sim::Value(field), sim::Value(value)};
    write(milliseconds, world_.tables().state, values);
  }
  void note(int milliseconds, const char* severity, const char* text, std::size_t who = 0) {
    const sim::Value values[] = {sim::Value(nodes_[who]), sim::Value(severity), sim::Value(text)};
    write(milliseconds, world_.tables().note, values);
  }
  void span(int milliseconds, int begin) {
    const sim::Value values[] = {sim::Value("round"),  sim::Value(nodes_[0]),
                                 sim::Value(network_), sim::Value(1),
                                 sim::Value(1),        sim::Value(start() + sim::Duration::milliseconds(begin)),
                                 sim::Value("skipped")};
    write(milliseconds, world_.tables().span, values);
  }
  void message(int milliseconds, const char* kind, std::size_t from, bool to_leader, int epoch, sim::Value round) {
    const sim::Value values[] = {sim::Value(kind),
                                 sim::Value(nodes_[from]),
                                 to_leader ? sim::Value(nodes_[0]) : sim::Value(),
                                 sim::Value(network_),
                                 sim::Value(120),
                                 sim::Value(to_leader ? 1 : 4),
                                 sim::Value(epoch),
                                 round,
                                 sim::Value()};
    write(milliseconds, world_.tables().message, values);
  }

  sim::SqliteRecording recording_;
  sim::World world_;
  sim::Duration until_;
  sim::EntityId network_;
  std::vector<sim::EntityId> nodes_;
  std::uint64_t last_row_ = 0;
  sim::CauseId cause_;
};

}  // namespace orrery::gui

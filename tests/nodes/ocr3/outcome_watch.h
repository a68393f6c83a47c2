#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "nodes/ocr3/listener.h"

namespace orrery::nodes::ocr3::trial {

/// Notes what oracles commit and do: outcomes by sequence number, and how often what happened.
class OutcomeWatch final : public Listener {
 public:
  void committed(const OracleName& name, const Certificate& commit) override {
    outcomes[commit.seq_nr].insert(commit.outcome);
    by_oracle[name.index.value].push_back(commit.seq_nr);
  }
  void round_started(const OracleName& name, const OutcomeContext& at, NodeIndex leader) override {
    rounds.push_back({at.epoch, at.seq_nr, leader.value});
    latest_round[name.index.value] = at.round;
  }
  void sent(const OracleName& name, const Packet& packet, std::optional<NodeIndex>) override {
    ++sent_by[{packet.kind().name, name.index.value}];
    last_epoch_sent = std::max(last_epoch_sent, packet.epoch());
  }
  void transmit(const OracleName& name, const AttestedReport& report) override {
    transmitters[report.at].push_back(name.index.value);
  }

  /// At most one outcome for each sequence number: what the protocol promises above all.
  bool is_consistent() const {
    for (const auto& [seq_nr, each] : outcomes)
      if (each.size() != 1) return false;
    return true;
  }
  int sent(const std::string& kind) const {
    int result = 0;
    for (const auto& [key, count] : sent_by)
      if (key.first == kind) result += count;
    return result;
  }

  struct Round {
    std::uint64_t epoch, seq_nr;
    std::uint8_t leader;
  };
  std::map<std::uint64_t, std::set<Bytes>> outcomes;
  std::map<std::uint8_t, std::vector<std::uint64_t>> by_oracle;
  std::vector<Round> rounds;
  std::map<std::uint8_t, std::uint64_t> latest_round;
  std::map<std::pair<std::string, std::uint8_t>, int> sent_by;
  std::map<ReportPlace, std::vector<std::uint8_t>> transmitters;
  std::uint64_t last_epoch_sent = 0;
};

}  // namespace orrery::nodes::ocr3::trial

#pragma once

#include <vector>

#include "nodes/ocr2/adversary.h"
#include "nodes/ocr2/messages.h"
#include "nodes/ocr2/oracle_journal.h"
#include "sim/host.h"

namespace orrery::nodes {

/// Sends one oracle's messages to the oracles of its instance, itself among them, through what adversaries stand on it.
class Outbox {
 public:
  /// `adversaries` may be null and must outlive the outbox.
  Outbox(sim::Host& host, sim::Port port, std::vector<sim::HostPort> oracles, const Adversaries* adversaries,
         const OracleJournal& journal)
      : host_(host), port_(port), oracles_(std::move(oracles)), adversaries_(adversaries), journal_(journal) {}

  void broadcast(Ocr2MessagePtr message);
  void send(NodeIndex to, Ocr2MessagePtr message);
  /// Where an oracle lives.
  const sim::HostPort& address(NodeIndex oracle) const { return oracles_[oracle.value]; }

 private:
  std::vector<Ocr2MessagePtr> after_adversaries(const Ocr2MessagePtr& message, NodeIndex to) const;
  void send_really(NodeIndex to, Ocr2MessagePtr message);
  void broadcast_really(Ocr2MessagePtr message);

  sim::Host& host_;
  sim::Port port_;
  std::vector<sim::HostPort> oracles_;
  const Adversaries* adversaries_;
  const OracleJournal& journal_;
};

}  // namespace orrery::nodes

#pragma once

#include <memory>
#include <vector>

#include "nodes/ocr2/messages.h"
#include "sim/host.h"

namespace orrery::nodes {

class Oracle;

/// What makes an oracle Byzantine: it sits between the oracle and the world and may change what goes out. The rest of
/// the oracle stays correct code. One small class a strategy; see nodes/adversaries.
class Adversary {
 public:
  virtual ~Adversary() = default;

  /// The oracle that this adversary now has: at once when it runs, and again whenever it restarts.
  virtual void seize(Oracle& oracle) { (void)oracle; }
  /// Changes the observation before it is signed.
  virtual void observe(const ReportTimestamp& at, Bytes& observation) { (void)at, (void)observation; }
  /// Decides what really goes to `to` in place of `message`: nothing, the message, another one, several.
  virtual void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) {
    (void)to;
    out.push_back(message);
  }
  /// Sees what arrives, before the oracle does.
  virtual void receive(NodeIndex from, const Ocr2Message& message) { (void)from, (void)message; }
  /// Says what it does, and because of which fault, when somebody waits for this oracle.
  virtual void add_waiting(std::vector<sim::Waiting>& waiting) const { (void)waiting; }
};

/// The adversaries that stand on one oracle, in the order of their coming. Outlives the oracle's restarts.
using Adversaries = std::vector<Adversary*>;

}  // namespace orrery::nodes

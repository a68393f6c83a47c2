#pragma once

#include <vector>

#include "nodes/ocr3/outcome_plugin.h"
#include "nodes/ocr3/packet.h"
#include "sim/host.h"

namespace orrery::nodes::ocr3 {

class Oracle;

/// What makes an OCR3 oracle Byzantine: it sits between the oracle and the world and may change what goes out. The rest
/// of the oracle stays correct code.
class Adversary {
 public:
  virtual ~Adversary() = default;

  /// The oracle that this adversary now has: at once when it runs, and again whenever it restarts.
  virtual void seize(Oracle& oracle) { (void)oracle; }
  /// Changes the observation before it is signed.
  virtual void observe(const OutcomeContext& at, Bytes& observation) { (void)at, (void)observation; }
  /// Decides what really goes to `to` in place of `packet`: nothing, the packet, another one, several.
  virtual void send(const PacketPtr& packet, NodeIndex to, std::vector<PacketPtr>& out) {
    (void)to;
    out.push_back(packet);
  }
  /// Sees what arrives, before the oracle does.
  virtual void receive(NodeIndex from, const Packet& packet) { (void)from, (void)packet; }
  /// Says what it does, and because of which fault, when somebody waits for this oracle.
  virtual void add_waiting(std::vector<sim::Waiting>& waiting) const { (void)waiting; }
};

/// The adversaries that stand on one oracle, in the order of their coming. Outlives the oracle's restarts.
using Adversaries = std::vector<Adversary*>;

}  // namespace orrery::nodes::ocr3

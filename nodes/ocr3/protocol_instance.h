#pragma once

#include <vector>

#include "nodes/ocr3/foundation.h"
#include "nodes/ocr3/network_limits.h"
#include "nodes/ocr3/outcome_chain.h"
#include "nodes/ocr3/outcome_generation.h"
#include "nodes/ocr3/pacemaker.h"
#include "nodes/ocr3/report_attestation.h"
#include "nodes/ocr3/report_transmission.h"
#include "nodes/ocr3/store.h"

namespace orrery::nodes::ocr3 {

/// The protocol of one oracle under one config: pacemaker, outcome generation, report attestation, transmission.
/// Everything of it is gone with the object but what the store keeps. Source: spec/ocr.md §5.
class ProtocolInstance {
 public:
  /// All of `base`, the store and the contract outlive it.
  ProtocolInstance(const Foundation& base, Store& store, ContractPort& contract);

  void start();
  /// A message of this config's stream from one of its oracles.
  void on_packet(NodeIndex from, const PacketPtr& packet);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

  std::uint64_t epoch() const { return pacemaker_.epoch(); }
  NodeIndex leader() const { return pacemaker_.leader(); }
  const OutcomeChain& chain() const { return chain_; }

 private:
  bool is_admitted(NodeIndex from, const Packet& packet);

  const Foundation& base_;
  NetworkLimits limits_;
  std::vector<NetworkAllowance> allowances_;  // by oracle

  ReportTransmission transmission_;
  ReportAttestation attestation_;
  OutcomeChain chain_;
  OutcomeGeneration generation_;
  Pacemaker pacemaker_;
};

}  // namespace orrery::nodes::ocr3

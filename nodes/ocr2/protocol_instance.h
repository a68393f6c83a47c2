#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/foundation.h"
#include "nodes/ocr2/future_messages.h"
#include "nodes/ocr2/network_allowance.h"
#include "nodes/ocr2/oracle_store.h"
#include "nodes/ocr2/pacemaker.h"
#include "nodes/ocr2/report_finalization.h"
#include "nodes/ocr2/report_generation.h"
#include "nodes/ocr2/report_transmission.h"

namespace orrery::nodes {

/// The protocol of one oracle under one config: pacemaker, report generation, finalization, transmission. Everything of
/// it is gone with the object but what the store keeps. Source: spec/ocr.md §3.
class ProtocolInstance {
 public:
  /// All of `base`, the store and the contract outlive it.
  ProtocolInstance(const Foundation& base, OracleStore& store, ContractPort& contract);
  ~ProtocolInstance();

  /// Reads the contract, then begins. What arrives meanwhile waits. Source: spec/ocr.md §3.1.
  void start();
  /// A message of this config's stream from one of its oracles.
  void on_message(NodeIndex from, const Ocr2MessagePtr& message);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

  std::uint32_t epoch() const { return pacemaker_.epoch(); }
  NodeIndex leader() const { return pacemaker_.leader(); }
  bool has_begun() const { return begun_; }

 private:
  struct Link {
    ProtocolInstance* instance;  // null once it is gone
  };
  struct Early {
    NodeIndex from;
    Ocr2MessagePtr message;
  };

  void read_contract();
  void begin(std::optional<std::uint32_t> contract_epoch);
  void begin_epoch(std::uint32_t epoch, NodeIndex leader);
  bool is_admitted(NodeIndex from, const Ocr2Message& message);
  void dispatch(NodeIndex from, const Ocr2MessagePtr& message);
  void keep_for_later(NodeIndex from, const Ocr2MessagePtr& message);

  const Foundation& base_;
  ContractPort& contract_;
  NetworkLimits limits_;
  std::vector<NetworkAllowance> allowances_;  // by oracle

  ReportTransmission transmission_;
  ReportFinalization finalization_;
  std::unique_ptr<ReportGeneration> generation_;
  Pacemaker pacemaker_;

  bool begun_ = false;
  sim::TimerId contract_deadline_;
  std::shared_ptr<Link> link_;
  std::deque<Early> early_;  // what arrived before begin()
  FutureMessages<Ocr2MessagePtr> future_;
};

}  // namespace orrery::nodes

#pragma once

#include <vector>

#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/event_loop.h"
#include "nodes/ocr2/foundation.h"
#include "nodes/ocr2/oracle_store.h"

namespace orrery::nodes {

/// Takes final reports to the contract, each oracle at its own time, so that usually only one pays for it. A report is
/// tried at most once. Its loop is sequential: a slow call delays what comes after it. Source: spec/ocr.md §3.7.
class ReportTransmission {
 public:
  ReportTransmission(const Foundation& base, OracleStore& store, ContractPort& contract);
  ~ReportTransmission();

  /// Reloads what was accepted before a restart and is not overdue; forgets the rest.
  void start();
  void on_finalized(const AttestedReportPtr& report);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  /// A report to decide on, or one whose time has come.
  struct Item {
    AttestedReportPtr report;
    bool is_due = false;
  };
  /// An accepted report before its time.
  struct Pending {
    AttestedReportPtr report;
    sim::TimerId timer;
  };

  void handle(Item& item);
  void decide_on(const AttestedReportPtr& report);
  void accept(const AttestedReportPtr& report, const PluginResult<bool>& decision);
  void schedule(const AttestedReportPtr& report, sim::Duration delay);
  void on_due(const AttestedReport* report);
  void attempt(const AttestedReportPtr& report);
  void transmit(const AttestedReportPtr& report, const PluginResult<bool>& decision);

  const Foundation& base_;
  OracleStore& store_;
  ContractPort& contract_;
  EventLoop<Item> loop_;
  std::vector<Pending> pending_;
};

}  // namespace orrery::nodes

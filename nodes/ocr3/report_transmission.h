#pragma once

#include <map>
#include <memory>
#include <vector>

#include "nodes/ocr3/background_calls.h"
#include "nodes/ocr3/foundation.h"

namespace orrery::nodes::ocr3 {

/// Takes attested reports to the contract, each oracle at its own time, so that usually only one pays for it. Reports
/// do not wait for each other, are tried at most once, and are forgotten by a restart. Source: spec/ocr.md §5.6.
class ReportTransmission {
 public:
  ReportTransmission(const Foundation& base, ContractPort& contract);
  ~ReportTransmission();

  void on_attested(AttestedReport report);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  using ReportPtr = std::shared_ptr<const AttestedReport>;

  std::optional<sim::Duration> delay_of(const AttestedReport& report) const;
  void accept(const ReportPtr& report, sim::Time due, PluginResult<bool> decision);
  void attempt(const ReportPtr& report);
  void transmit(const ReportPtr& report, PluginResult<bool> decision);

  const Foundation& base_;
  ContractPort& contract_;
  BackgroundCalls calls_;
  std::map<ReportPlace, sim::TimerId> pending_;  // accepted, before their time
};

}  // namespace orrery::nodes::ocr3

#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nodes/ocr2/foundation.h"
#include "nodes/ocr2/messages.h"

namespace orrery::nodes {

/// Spreads final reports, so that all correct oracles get one that any of them got, and hands each to transmission
/// once. Source: spec/ocr.md §3.6.
class ReportFinalization {
 public:
  ReportFinalization(const Foundation& base, std::function<void(const AttestedReportPtr&)> transmit);

  /// A Final that this oracle's follower found valid.
  void on_final(const AttestedReportPtr& report);
  void on_final_echo(NodeIndex from, const FinalEcho& message);

 private:
  bool is_known(std::uint32_t epoch, std::uint8_t round) const;
  bool is_expired(std::uint32_t epoch, std::uint8_t round) const;
  std::int64_t index(std::uint32_t epoch, std::uint8_t round) const;
  void finalize(const AttestedReportPtr& report);
  void reap();

  const Foundation& base_;
  std::function<void(const AttestedReportPtr&)> transmit_;
  std::int64_t age_;                      // rounds after which a report is expired
  std::vector<std::uint64_t> finalized_;  // epoch << 8 | round, ascending
};

}  // namespace orrery::nodes

#pragma once

#include "chains/crypto/signatures.h"
#include "nodes/ocr2/adversary.h"
#include "nodes/ocr2/instance_config.h"
#include "nodes/ocr2/local_config.h"
#include "nodes/ocr2/oracle_journal.h"
#include "nodes/ocr2/outbox.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/host.h"

namespace orrery::nodes {

/// What all layers of one protocol instance stand on. All of it outlives them.
struct Foundation {
  sim::Host& host;
  const InstanceConfig& config;
  const OracleKeys& keys;
  const LocalConfig& local;
  chains::Signatures& signatures;
  ReportingPlugin& plugin;
  const ReportingPluginInfo& info;
  Outbox& outbox;
  OracleJournal& journal;
  const Adversaries* adversaries;  ///< may be null

  ReportTimestamp at(std::uint32_t epoch, std::uint8_t round) const { return {config.config_digest, epoch, round}; }
  int report_quorum() const { return config.quorums().report(info.unique_reports); }
  bool is_self(NodeIndex oracle) const { return oracle == config.self; }
  /// "node-4" for why.
  sim::EntityId host_of(NodeIndex oracle) const { return outbox.address(oracle).host; }
};

}  // namespace orrery::nodes

#pragma once

#include "chains/crypto/signatures.h"
#include "nodes/ocr2/local_config.h"
#include "nodes/ocr2/outbox.h"
#include "nodes/ocr3/adversary.h"
#include "nodes/ocr3/contract.h"
#include "nodes/ocr3/instance_config.h"
#include "nodes/ocr3/oracle_journal.h"
#include "nodes/ocr3/outcome_plugin.h"
#include "nodes/ocr3/packet.h"
#include "nodes/ocr3/payloads.h"
#include "sim/host.h"

namespace orrery::nodes::ocr3 {

using Outbox = BasicOutbox<Packet, Adversary, OracleJournal>;

/// What all layers of one protocol instance stand on. All of it outlives them.
struct Foundation {
  sim::Host& host;
  const InstanceConfig& config;
  const OracleKeys& keys;
  const LocalConfig& local;
  chains::Signatures& signatures;
  OutcomePlugin& plugin;
  const OutcomePluginInfo& info;
  ReportDigest report_digest;
  Outbox& outbox;
  OracleJournal& journal;
  const Adversaries* adversaries;  ///< may be null

  GenerationId generation(std::uint64_t epoch) const { return {config.config_digest, epoch}; }
  int quorum() const { return config.quorums().byzantine(); }
  bool is_self(NodeIndex oracle) const { return oracle == config.self; }
  /// "node-4" for why.
  sim::EntityId host_of(NodeIndex oracle) const { return outbox.address(oracle).host; }

  void broadcast(Message message) const {
    outbox.broadcast(std::make_shared<const Packet>(config.config_digest, std::move(message)));
  }
  void send(NodeIndex to, Message message) const {
    outbox.send(to, std::make_shared<const Packet>(config.config_digest, std::move(message)));
  }
};

}  // namespace orrery::nodes::ocr3

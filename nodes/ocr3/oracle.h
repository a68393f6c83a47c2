#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chains/crypto/signatures.h"
#include "nodes/ocr2/local_config.h"
#include "nodes/ocr2/peer_table.h"
#include "nodes/ocr2/plugin_request.h"
#include "nodes/ocr3/adversary.h"
#include "nodes/ocr3/contract.h"
#include "nodes/ocr3/instance_config.h"
#include "nodes/ocr3/oracle_journal.h"
#include "nodes/ocr3/outcome_chain.h"
#include "nodes/ocr3/outcome_plugin.h"
#include "sim/host.h"
#include "sim/world.h"

namespace orrery::nodes::ocr3 {

using MadePlugin = MadePluginOf<OutcomePlugin, OutcomePluginInfo>;
using PluginFactory = std::function<MadePlugin(sim::Host&, const PluginRequest&)>;
using ContractPortFactory = std::function<std::unique_ptr<ContractPort>(sim::Host&)>;

/// The place of one oracle in a world: what stays when its machine restarts, and how faults reach it.
struct OracleSeat {
  Oracle* running = nullptr;  ///< null while its machine is down
  Adversaries adversaries;
};

/// What one oracle of one network is made from.
struct OracleSpec {
  std::string network;           ///< "streams": names its port and its records on the disk
  sim::EntityId network_entity;  ///< for the recording, or none
  OracleKeys keys;
  std::shared_ptr<const PeerDirectory> peers;
  chains::Signatures* signatures = nullptr;  ///< of the world
  PluginFactory make_plugin;
  ContractPortFactory make_contract_port;
  ReportDigest report_digest = nullptr;  ///< of the contract that takes the reports
  LocalConfig local;
  sim::CoreTables tables;        ///< World::tables()
  Listener* listener = nullptr;  ///< may be null
  OracleSeat* seat = nullptr;    ///< may be null: then no adversary can stand on it
};

/// The OCR3 program of a node for one network: follows the contract's config, runs a fresh protocol instance for each
/// config that it is part of, and picks up after a restart where its disk says it was. Source: spec/ocr.md §1.4, §5.
class Oracle final : public sim::Program {
 public:
  Oracle(sim::Host& host, OracleSpec spec);
  ~Oracle() override;

  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;

  /// True while it takes part in a config.
  bool is_running() const { return instance_ != nullptr; }
  /// Of the running instance; is_running() must hold.
  const InstanceConfig& config() const;
  std::uint64_t epoch() const;
  NodeIndex leader() const;
  const OutcomeChain& chain() const;

  const OracleSpec& spec() const { return spec_; }
  sim::Host& host() { return host_; }

 private:
  struct Instance;

  void on_config(const ContractConfig& config, bool is_new);
  void run(const ContractConfig& config);
  void on_message(sim::HostPort from, const sim::MessagePtr& message);
  const Instance& instance() const;

  sim::Host& host_;
  OracleSpec spec_;
  sim::Port port_;
  OracleJournal journal_;
  std::unique_ptr<ContractPort> contract_;
  std::unique_ptr<Instance> instance_;
  Bytes32 config_digest_;  // of the last config, whether it runs or not
  PeerTable peers_;
};

}  // namespace orrery::nodes::ocr3

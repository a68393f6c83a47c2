#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chains/crypto/signatures.h"
#include "nodes/ocr2/adversary.h"
#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/instance_config.h"
#include "nodes/ocr2/local_config.h"
#include "nodes/ocr2/oracle_journal.h"
#include "nodes/ocr2/peer_table.h"
#include "nodes/ocr2/plugin_request.h"
#include "nodes/ocr2/protocol_listener.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/host.h"
#include "sim/world.h"

namespace orrery::nodes {

using MadePlugin = MadePluginOf<ReportingPlugin, ReportingPluginInfo>;
using PluginFactory = std::function<MadePlugin(sim::Host&, const PluginRequest&)>;
using ContractPortFactory = std::function<std::unique_ptr<ContractPort>(sim::Host&)>;

class Oracle;

/// The place of one oracle in a world: what stays when its machine restarts, and how faults reach it.
struct OracleSeat {
  Oracle* running = nullptr;  ///< null while its machine is down
  Adversaries adversaries;
};

/// What one oracle of one network is made from.
struct OracleSpec {
  std::string network;           ///< "eth-usd": names its port and its records on the disk
  sim::EntityId network_entity;  ///< for the recording, or none
  OracleKeys keys;
  std::shared_ptr<const PeerDirectory> peers;
  chains::Signatures* signatures = nullptr;  ///< of the world
  PluginFactory make_plugin;
  ContractPortFactory make_contract_port;
  LocalConfig local;
  sim::CoreTables tables;                ///< World::tables()
  ProtocolListener* listener = nullptr;  ///< may be null
  OracleSeat* seat = nullptr;            ///< may be null: then no adversary can stand on it
};

/// The OCR2 program of a node for one network: follows the contract's config, runs a fresh protocol instance for each
/// config that it is part of, and picks up after a restart where its disk says it was. Source: spec/ocr.md §1.4, §3.1.
class Oracle final : public sim::Program {
 public:
  Oracle(sim::Host& host, OracleSpec spec);
  ~Oracle() override;

  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;

  /// True while it takes part in a config.
  bool is_running() const;
  /// Of the running instance; is_running() must hold.
  const InstanceConfig& config() const;
  std::uint32_t epoch() const;
  NodeIndex leader() const;
  /// The machine of one of its config's oracles.
  sim::EntityId peer_host(NodeIndex oracle) const;

  const OracleSpec& spec() const { return spec_; }
  sim::Host& host() { return host_; }
  ContractPort& contract() { return *contract_; }

 private:
  struct Instance;

  void on_config(const ContractConfig& config, bool is_new);
  void run(const ContractConfig& config);
  void on_message(sim::HostPort from, const sim::MessagePtr& message);

  sim::Host& host_;
  OracleSpec spec_;
  sim::Port port_;
  OracleJournal journal_;
  std::unique_ptr<ContractPort> contract_;
  std::unique_ptr<Instance> instance_;
  Bytes32 config_digest_;  // of the last config, whether it runs or not
  PeerTable peers_;
};

}  // namespace orrery::nodes

#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "chains/crypto/signatures.h"
#include "chains/ledger/chain.h"
#include "chains/ledger/code_book.h"
#include "chains/rpc/rpc_endpoint.h"
#include "sim/world.h"

namespace orrery::chains {

/// All chains and RPC endpoints of one world, by name, and what they share: the contracts that can be deployed, the
/// signatures, the tables. Must not outlive the world or the signatures.
class Ledgers {
 public:
  /// `kinds`: the contracts that transactions can deploy (contract_kinds()); the uptime feed is added.
  Ledgers(sim::World& world, Signatures& signatures, std::vector<ContractKind> kinds);
  ~Ledgers();
  Ledgers(const Ledgers&) = delete;
  Ledgers& operator=(const Ledgers&) = delete;

  /// An L1 before its rollups. Throws sim::InputError.
  Chain& add_chain(ChainSpec spec);
  /// Throws sim::InputError when there is no such chain.
  RpcService& add_endpoint(RpcEndpointSpec spec);
  /// Starts every chain, in the order of adding. Endpoints start with their hosts.
  void start_all();

  sim::World& world() { return world_; }
  Signatures& signatures() { return signatures_; }
  const CodeBook& code() const { return code_; }
  /// Null when there is none.
  Chain* find_chain(std::string_view name) const;
  RpcService* find_endpoint(std::string_view name) const;
  /// Throws sim::InputError with the nearest name.
  Chain& chain(std::string_view name) const;
  RpcService& endpoint(std::string_view name) const;
  const std::vector<std::unique_ptr<Chain>>& chains() const { return chains_; }
  const std::vector<std::unique_ptr<RpcService>>& endpoints() const { return endpoints_; }

 private:
  sim::World& world_;
  Signatures& signatures_;
  CodeBook code_;
  ChainTables tables_;
  std::vector<std::unique_ptr<Chain>> chains_;
  std::vector<std::unique_ptr<RpcService>> endpoints_;
};

}  // namespace orrery::chains

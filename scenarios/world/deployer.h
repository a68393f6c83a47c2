#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chains/encoding/abi_value.h"
#include "chains/encoding/transaction.h"
#include "chains/ledger/chain.h"

namespace orrery::scenarios {

/// The key of an account or oracle by its name: keccak256("orrery/key/<name>"), so that everybody can repeat a run's
/// transactions. Never fund such a key on a real chain.
chains::PrivateKey key_named(std::string_view name);

/// Gathers the transactions that set up a chain's contracts before the scenario begins, signed by one deployer, and
/// puts them on chain together. Contracts come by CREATE, so their addresses follow from deployer and nonce.
class Deployer {
 public:
  explicit Deployer(chains::Chain& chain);

  chains::Address address() const { return key_.address; }
  /// The account that owns what was deployed.
  const chains::Secp256k1KeyPair& key() const { return key_; }
  chains::Chain& chain() const { return chain_; }
  /// `arguments` are ABI-encoded by `types` ("(address,int192)"). Returns where the contract will stand.
  chains::Address deploy(std::string_view kind, std::string_view types, const std::vector<chains::AbiValue>& arguments);
  /// A call by the deployer; `signature` as in "setPayees(address[],address[])".
  void call(const chains::Address& to, std::string_view signature, const std::vector<chains::AbiValue>& arguments);
  /// Funds the deployer and runs everything gathered. A transaction that fails is a broken invariant of the builder,
  /// except setConfig and others that the scenario decides: those throw sim::InputError with the revert's words.
  void run();

 private:
  void add(std::string what, std::optional<chains::Address> to, chains::Bytes input, chains::Gas gas_limit);

  chains::Chain& chain_;
  chains::Secp256k1KeyPair key_;
  std::vector<chains::SignedTransaction> transactions_;
  std::vector<std::string> what_;
  std::uint64_t nonce_ = 0;
};

}  // namespace orrery::scenarios

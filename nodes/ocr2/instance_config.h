#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chains/crypto/ed25519.h"
#include "chains/crypto/signatures.h"
#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/offchain_config.h"
#include "nodes/ocr2/quorums.h"
#include "nodes/ocr2/selection_keys.h"

namespace orrery::nodes {

/// The secrets of one oracle in one network, and the names others know it by. Source: spec/ocr.md §1.1.
struct OracleKeys {
  chains::Ed25519KeyPair offchain;   ///< signs observations
  chains::Secp256k1KeyPair onchain;  ///< signs reports; never holds gas
  Bytes32 config_encryption_secret;  ///< X25519
  std::string peer_id;               ///< text of the peer key, "12D3Koo..."
  chains::Address transmitter;       ///< the account that sends reports to the chain
};

/// What a config publishes about one oracle.
struct OracleIdentity {
  chains::Ed25519PublicKey offchain_public_key;
  chains::Address onchain_signer;
  std::string peer_id;
  chains::Address transmitter;
};

/// The identities in a contract's config, and which of them is this oracle: the same for OCR2 and OCR3.
struct OracleDirectory {
  const ContractConfig& contract;
  const std::vector<chains::Ed25519PublicKey>& offchain_public_keys;
  const std::vector<std::string>& peer_ids;
  const SharedSecretEncryptions& shared_secret;

  /// What is wrong with the lists: different lengths, somebody twice; empty when nothing is.
  std::string problem() const;
  /// All oracles; problem() must be empty.
  std::vector<OracleIdentity> identities() const;
};
/// The index of the oracle with `keys`, when all its identities stand at the same place; else empty with `why`.
std::optional<NodeIndex> find_self(const std::vector<OracleIdentity>& oracles, const OracleKeys& keys,
                                   std::string& why);

/// What a config says to an oracle of either protocol.
struct Membership {
  Bytes32 config_digest;
  std::uint8_t n = 0;
  std::uint8_t f = 0;
  NodeIndex self;
  Bytes onchain_config;
  std::vector<OracleIdentity> oracles;

  Quorums quorums() const { return {n, f}; }
};
/// Fills `membership` for the oracle with `keys` and returns the network's secret. Empty with `why` when the lists are
/// wrong, the oracle is not (or not wholly) in them, or the secret does not decrypt.
std::optional<SharedSecret> join(const OracleDirectory& directory, const OracleKeys& keys, Membership& membership,
                                 std::string& why);

/// A contract's config as one of its oracles understands it: checked, decrypted, and knowing which oracle is its own.
struct InstanceConfig : Membership {
  OffchainConfig offchain;
  SelectionKeys keys;

  std::uint8_t leader(std::uint32_t epoch) const { return ocr2_leader(keys.leader, epoch, n); }
};

/// Understands a config as the oracle with `keys`. Empty with `why` when it cannot run: wrong version or encoding,
/// lists of different lengths, repeated identities, unsound parameters, an oracle that is not (or not wholly) in it, a
/// secret that does not decrypt. Source: spec/ocr.md §2.3, §3.10.2, §8.4.
std::optional<InstanceConfig> understand_config(const ContractConfig& config, const OracleKeys& keys, std::string& why);

}  // namespace orrery::nodes

#pragma once

#include <string>

#include "chains/crypto/ed25519.h"
#include "chains/crypto/x25519.h"
#include "nodes/ocr2/peer_id.h"
#include "tests/known_answers/format.h"

/// The oracles that several of the OCR vectors list with their keys.
namespace orrery::known_answers {

inline chains::Bytes32 bytes32(const nlohmann::json& hex) { return chains::bytes32_from_hex(hex.get<std::string>()); }
inline sim::Bytes bytes(const nlohmann::json& hex) { return chains::from_hex(hex.get<std::string>()); }

inline void expect_hex(const std::string& what, sim::BytesView found, const nlohmann::json& expected, Result& result) {
  const std::string text = chains::to_hex(found);
  result.check(text == expected.get<std::string>(), what + ": expected " + expected.dump() + ", found " + text);
}

/// Derives each oracle's public keys and peer id from its secrets.
inline void check_oracles(const nlohmann::json& oracles, Result& result) {
  for (const auto& each : oracles) {
    const std::string name = "oracle " + each.at("oracle").dump();
    expect_hex(name + " offchain key", chains::Ed25519KeyPair(bytes32(each.at("ed25519Seed"))).public_key(),
               each.at("offchainPublicKey"), result);
    expect_hex(name + " encryption key", chains::x25519_public_key(bytes32(each.at("configEncryptionSecret"))),
               each.at("configEncryptionPublicKey"), result);
    const auto peer = bytes32(each.at("peerPublicKey"));
    const std::string text = nodes::peer_id_text(peer);
    result.check(text == each.at("peerID").get<std::string>(), name + " peer id: found " + text);
    result.check(nodes::parse_peer_id(text) == peer, name + " peer id does not read back");
  }
}

}  // namespace orrery::known_answers

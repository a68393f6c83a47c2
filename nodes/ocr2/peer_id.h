#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chains/crypto/ed25519.h"

namespace orrery::nodes {

/// A peer's name on the network, "12D3Koo...": base58btc of 00 24 08 01 12 20 and its ed25519 public key.
/// Source: spec/ocr.md §1.3.
std::string peer_id_text(const chains::Ed25519PublicKey& key);
/// The key behind a peer id; empty when the text is none.
std::optional<chains::Ed25519PublicKey> parse_peer_id(std::string_view text);

}  // namespace orrery::nodes

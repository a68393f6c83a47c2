#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "nodes/ocr2/offchain_config.h"
#include "nodes/ocr2/protobuf.h"
#include "nodes/ocr2/shared_secret.h"

// What the offchain configs of OCR2 and OCR3 share on the wire: the same lists under other numbers.

namespace orrery::nodes {

/// Puts the fields of SharedSecretEncryptionsProto, which both embed, into a sink.
template <class Sink>
void put_shared_secret(Sink& sink, const SharedSecretEncryptions& secret) {
  sink.bytes(1, secret.diffie_hellman_point);
  sink.bytes(2, secret.shared_secret_hash);
  for (const auto& encryption : secret.encryptions) sink.element(3, encryption);
}

/// Takes one occurrence of the embedded message into `secret`. The last occurrence's scalars win, repeated ones add up,
/// as protobuf merges. False with `why` when it is broken or a part has the wrong length.
bool take_shared_secret(sim::BytesView bytes, SharedSecretEncryptions& secret, bool& has_point, bool& has_hash,
                        std::string& why);

/// The numbers of a config's fields that hold bytes; `s` may come packed or one by one.
struct OffchainConfigFields {
  std::uint32_t s, offchain_public_keys, peer_ids, plugin_config, shared_secret;
};

/// Takes a field of bytes into a config; what is none of `fields` is passed over. False with `why` when it is broken.
template <class Config>
bool take_bytes(const ProtobufField& field, const OffchainConfigFields& fields, Config& config, bool& has_point,
                bool& has_hash, std::string& why) {
  if (field.number == fields.s) {
    const auto values = ProtobufReader::packed(field.bytes);
    if (!values) return why = "broken protobuf", false;
    for (const auto value : *values) config.s.push_back(static_cast<std::uint32_t>(value));
  } else if (field.number == fields.offchain_public_keys) {
    if (field.bytes.size() != 32) return why = "an offchain public key is not 32 bytes", false;
    config.offchain_public_keys.push_back(chains::Ed25519PublicKey::from(field.bytes));
  } else if (field.number == fields.peer_ids) {
    if (!is_utf8(field.bytes)) return why = "a peer id is not UTF-8", false;
    config.peer_ids.push_back(as_text(field.bytes));
  } else if (field.number == fields.plugin_config) {
    config.plugin_config.assign(field.bytes.begin(), field.bytes.end());
  } else if (field.number == fields.shared_secret) {
    return take_shared_secret(field.bytes, config.shared_secret, has_point, has_hash, why);
  }
  return true;
}

/// Reads a config whose numbers `take_number(Config&, const ProtobufField&)` takes. Empty, with `why` when it is given,
/// as decode_offchain_config says.
template <class Config, class TakeNumber>
std::optional<Config> read_offchain_config(sim::BytesView bytes, const OffchainConfigFields& fields,
                                           TakeNumber take_number, std::string* why) {
  Config config;
  std::string problem;
  bool has_point = false, has_hash = false;
  const auto refuse = [&](std::string reason) -> std::optional<Config> {
    if (why != nullptr) *why = std::move(reason);
    return std::nullopt;
  };
  if (bytes.size() > kMaxOffchainConfigBytes) return refuse("longer than 2 000 000 bytes");
  ProtobufReader reader(bytes);
  ProtobufField field;
  while (reader.next(field)) {
    if (field.type == ProtobufField::Type::kVarint) take_number(config, field);
    if (field.type == ProtobufField::Type::kBytes && !take_bytes(field, fields, config, has_point, has_hash, problem))
      return refuse(problem);
  }
  if (!reader.is_valid()) return refuse("broken protobuf");
  if (!has_point || !has_hash) return refuse("the shared secret is missing");
  return config;
}

}  // namespace orrery::nodes

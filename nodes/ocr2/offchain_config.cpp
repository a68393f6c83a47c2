#include "nodes/ocr2/offchain_config.h"

#include <utility>

#include "nodes/ocr2/protobuf.h"
#include "nodes/ocr2/shared_secret_wire.h"

namespace orrery::nodes {
namespace {

using sim::BytesView;
using sim::Duration;

constexpr std::pair<std::uint32_t, Duration OffchainConfig::*> kOcr2Durations[] = {
    {1, &OffchainConfig::delta_progress},
    {2, &OffchainConfig::delta_resend},
    {3, &OffchainConfig::delta_round},
    {4, &OffchainConfig::delta_grace},
    {5, &OffchainConfig::delta_stage},
    {11, &OffchainConfig::max_duration_query},
    {12, &OffchainConfig::max_duration_observation},
    {13, &OffchainConfig::max_duration_report},
    {14, &OffchainConfig::max_duration_should_accept},
    {15, &OffchainConfig::max_duration_should_transmit}};

template <class Sink>
void put_durations(Sink& sink, const OffchainConfig& config, std::uint32_t first, std::uint32_t last) {
  for (const auto& [number, member] : kOcr2Durations)
    if (first <= number && number <= last) sink.number(number, wire_nanoseconds(config.*member));
}

template <class Sink>
void put(Sink& sink, const OffchainConfig& config) {
  put_durations(sink, config, 1, 5);
  sink.number(6, config.r_max);
  sink.packed(7, config.s);
  for (const auto& key : config.offchain_public_keys) sink.element(8, key);
  for (const auto& peer : config.peer_ids) sink.element(9, as_bytes(peer));
  sink.bytes(10, config.plugin_config);
  put_durations(sink, config, 11, 15);
  sink.message(16, [&](auto& inner) { put_shared_secret(inner, config.shared_secret); });
  if (config.max_duration_initialization)
    sink.present_number(17, wire_nanoseconds(*config.max_duration_initialization));
}

/// Reads fields into a config; what is not a field of it is passed over.
struct OffchainConfigReader {
  OffchainConfig config;
  std::string why;
  bool has_point = false, has_hash = false;

  void take_number(const ProtobufField& field) {
    for (const auto& [number, member] : kOcr2Durations)
      if (field.number == number) config.*member = wire_duration(field.value);
    if (field.number == 6) config.r_max = static_cast<std::uint8_t>(field.value);
    if (field.number == 7) config.s.push_back(static_cast<std::uint32_t>(field.value));
    if (field.number == 17) config.max_duration_initialization = wire_duration(field.value);
  }

  bool take_bytes(const ProtobufField& field) {
    switch (field.number) {
      case 7: {
        const auto values = ProtobufReader::packed(field.bytes);
        if (!values) return fail("broken protobuf");
        for (const auto value : *values) config.s.push_back(static_cast<std::uint32_t>(value));
        return true;
      }
      case 8:
        if (field.bytes.size() != 32) return fail("an offchain public key is not 32 bytes");
        config.offchain_public_keys.push_back(chains::Ed25519PublicKey::from(field.bytes));
        return true;
      case 9:
        if (!is_utf8(field.bytes)) return fail("a peer id is not UTF-8");
        config.peer_ids.push_back(as_text(field.bytes));
        return true;
      case 10:
        config.plugin_config.assign(field.bytes.begin(), field.bytes.end());
        return true;
      case 16:
        return take_shared_secret(field.bytes, config.shared_secret, has_point, has_hash, why);
      default:
        return true;
    }
  }

  bool fail(const char* reason) {
    why = reason;
    return false;
  }
};

}  // namespace

bool take_shared_secret(BytesView bytes, SharedSecretEncryptions& secret, bool& has_point, bool& has_hash,
                        std::string& why) {
  ProtobufReader reader(bytes);
  ProtobufField field;
  why = "a part of the shared secret has the wrong length";
  while (reader.next(field)) {
    if (field.is_bytes(1)) {
      if (field.bytes.size() != 32) return false;
      secret.diffie_hellman_point = chains::Bytes32::from(field.bytes);
      has_point = true;
    } else if (field.is_bytes(2)) {
      if (field.bytes.size() != 32) return false;
      secret.shared_secret_hash = chains::Bytes32::from(field.bytes);
      has_hash = true;
    } else if (field.is_bytes(3)) {
      if (field.bytes.size() != 16) return false;
      secret.encryptions.push_back(chains::Bytes16::from(field.bytes));
    }
  }
  why = reader.is_valid() ? "" : "broken protobuf";
  return reader.is_valid();
}

sim::Bytes encode(const OffchainConfig& config) {
  return protobuf_bytes([&](auto& sink) { put(sink, config); });
}

std::optional<OffchainConfig> decode_offchain_config(BytesView bytes, std::string* why) {
  OffchainConfigReader result;
  const auto refuse = [&](std::string reason) -> std::optional<OffchainConfig> {
    if (why != nullptr) *why = std::move(reason);
    return std::nullopt;
  };
  if (bytes.size() > kMaxOffchainConfigBytes) return refuse("longer than 2 000 000 bytes");
  ProtobufReader reader(bytes);
  ProtobufField field;
  while (reader.next(field)) {
    if (field.type == ProtobufField::Type::kVarint) result.take_number(field);
    if (field.type == ProtobufField::Type::kBytes && !result.take_bytes(field)) return refuse(result.why);
  }
  if (!reader.is_valid()) return refuse("broken protobuf");
  if (!result.has_point || !result.has_hash) return refuse("the shared secret is missing");
  return std::move(result.config);
}

}  // namespace orrery::nodes

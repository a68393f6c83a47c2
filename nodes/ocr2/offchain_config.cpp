#include "nodes/ocr2/offchain_config.h"

#include <utility>

#include "nodes/ocr2/offchain_config_wire.h"
#include "nodes/ocr2/protobuf.h"

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

void take_number(OffchainConfig& config, const ProtobufField& field) {
  for (const auto& [number, member] : kOcr2Durations)
    if (field.number == number) config.*member = wire_duration(field.value);
  if (field.number == 6) config.r_max = static_cast<std::uint8_t>(field.value);
  if (field.number == 7) config.s.push_back(static_cast<std::uint32_t>(field.value));
  if (field.number == 17) config.max_duration_initialization = wire_duration(field.value);
}

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
  constexpr OffchainConfigFields kFields{
      .s = 7, .offchain_public_keys = 8, .peer_ids = 9, .plugin_config = 10, .shared_secret = 16};
  return read_offchain_config<OffchainConfig>(bytes, kFields, take_number, why);
}

}  // namespace orrery::nodes

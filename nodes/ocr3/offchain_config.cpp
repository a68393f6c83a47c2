#include "nodes/ocr3/offchain_config.h"

#include <utility>

#include "nodes/ocr2/offchain_config.h"
#include "nodes/ocr2/protobuf.h"
#include "nodes/ocr2/shared_secret_wire.h"

namespace orrery::nodes {
namespace {

using sim::BytesView;
using sim::Duration;
using Config = Ocr3OffchainConfig;

constexpr std::pair<std::uint32_t, Duration Config::*> kDurations[] = {{25, &Config::delta_progress},
                                                                       {26, &Config::delta_resend},
                                                                       {27, &Config::delta_round},
                                                                       {28, &Config::delta_grace},
                                                                       {29, &Config::delta_stage},
                                                                       {35, &Config::max_duration_query},
                                                                       {36, &Config::max_duration_observation},
                                                                       {37, &Config::max_duration_should_accept},
                                                                       {38, &Config::max_duration_should_transmit}};
constexpr std::pair<std::uint32_t, std::optional<Duration> Config::*> kOptionalDurations[] = {
    {40, &Config::delta_initial},
    {41, &Config::delta_certified_commit_request},
    {42, &Config::max_duration_initialization}};

template <class Sink>
void put_durations(Sink& sink, const Config& config, std::uint32_t first, std::uint32_t last) {
  for (const auto& [number, member] : kDurations)
    if (first <= number && number <= last) sink.number(number, wire_nanoseconds(config.*member));
}

template <class Sink>
void put(Sink& sink, const Config& config) {
  put_durations(sink, config, 25, 29);
  sink.number(30, config.r_max);
  sink.packed(31, config.s);
  for (const auto& key : config.offchain_public_keys) sink.element(32, key);
  for (const auto& peer : config.peer_ids) sink.element(33, as_bytes(peer));
  sink.bytes(34, config.plugin_config);
  put_durations(sink, config, 35, 38);
  sink.message(39, [&](auto& inner) { put_shared_secret(inner, config.shared_secret); });
  for (const auto& [number, member] : kOptionalDurations)
    if (config.*member) sink.present_number(number, wire_nanoseconds(*(config.*member)));
}

struct Ocr3OffchainConfigReader {
  Config config;
  std::string why;
  bool has_point = false, has_hash = false;

  void take_number(const ProtobufField& field) {
    for (const auto& [number, member] : kDurations)
      if (field.number == number) config.*member = wire_duration(field.value);
    for (const auto& [number, member] : kOptionalDurations)
      if (field.number == number) config.*member = wire_duration(field.value);
    if (field.number == 30) config.r_max = field.value;
    if (field.number == 31) config.s.push_back(static_cast<std::uint32_t>(field.value));
  }

  bool take_bytes(const ProtobufField& field) {
    if (field.number == 31) {
      const auto values = ProtobufReader::packed(field.bytes);
      if (!values) return fail("broken protobuf");
      for (const auto value : *values) config.s.push_back(static_cast<std::uint32_t>(value));
    } else if (field.number == 32) {
      if (field.bytes.size() != 32) return fail("an offchain public key is not 32 bytes");
      config.offchain_public_keys.push_back(chains::Ed25519PublicKey::from(field.bytes));
    } else if (field.number == 33) {
      if (!is_utf8(field.bytes)) return fail("a peer id is not UTF-8");
      config.peer_ids.push_back(as_text(field.bytes));
    } else if (field.number == 34) {
      config.plugin_config.assign(field.bytes.begin(), field.bytes.end());
    } else if (field.number == 39) {
      return take_shared_secret(field.bytes, config.shared_secret, has_point, has_hash, why);
    }
    return true;
  }

  bool fail(const char* reason) {
    why = reason;
    return false;
  }
};

}  // namespace

sim::Bytes encode(const Ocr3OffchainConfig& config) {
  return protobuf_bytes([&](auto& sink) { put(sink, config); });
}

std::optional<Ocr3OffchainConfig> decode_ocr3_offchain_config(BytesView bytes, std::string* why) {
  Ocr3OffchainConfigReader result;
  const auto refuse = [&](std::string reason) -> std::optional<Ocr3OffchainConfig> {
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

#include "nodes/ocr3/offchain_config.h"

#include <utility>

#include "nodes/ocr2/offchain_config_wire.h"
#include "nodes/ocr2/protobuf.h"

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

void take_ocr3_number(Config& config, const ProtobufField& field) {
  for (const auto& [number, member] : kDurations)
    if (field.number == number) config.*member = wire_duration(field.value);
  for (const auto& [number, member] : kOptionalDurations)
    if (field.number == number) config.*member = wire_duration(field.value);
  if (field.number == 30) config.r_max = field.value;
  if (field.number == 31) config.s.push_back(static_cast<std::uint32_t>(field.value));
}

}  // namespace

sim::Bytes encode(const Ocr3OffchainConfig& config) {
  return protobuf_bytes([&](auto& sink) { put(sink, config); });
}

std::optional<Ocr3OffchainConfig> decode_ocr3_offchain_config(BytesView bytes, std::string* why) {
  constexpr OffchainConfigFields kFields{
      .s = 31, .offchain_public_keys = 32, .peer_ids = 33, .plugin_config = 34, .shared_secret = 39};
  return read_offchain_config<Config>(bytes, kFields, take_ocr3_number, why);
}

}  // namespace orrery::nodes

#include "nodes/ocr2/transmission_schedule.h"

#include <algorithm>

#include "chains/crypto/hash.h"
#include "nodes/ocr2/byte_order.h"
#include "nodes/ocr2/permutation.h"

namespace orrery::nodes {
namespace {

using chains::Bytes16;

std::optional<sim::Duration> delay_at(std::uint32_t position, const TransmissionStages& stages) {
  std::uint64_t filled = 0;
  for (std::size_t stage = 0; stage < stages.s.size(); ++stage) {
    filled += stages.s[stage];
    if (position < filled) return stages.delta_stage * static_cast<std::int64_t>(stage);
  }
  return std::nullopt;
}

Bytes16 ocr3_key(const Bytes16& order_key, std::uint64_t seq_nr, std::uint64_t report_index) {
  const auto message = chains::concat({big_endian_64(seq_nr), big_endian_64(report_index)});
  return Bytes16::from(BytesView(chains::hmac_sha256(order_key, message)).first(16));
}

bool is_well_formed(const TransmissionOverride& schedule, std::uint8_t n) {
  if (schedule.transmitters.size() != schedule.delays.size()) return false;
  std::vector<bool> seen(n, false);
  for (const std::uint8_t id : schedule.transmitters) {
    if (id >= n || seen[id]) return false;
    seen[id] = true;
  }
  return true;
}

}  // namespace

std::optional<sim::Duration> ocr2_transmission_delay(const Bytes16& order_key, const ReportTimestamp& at,
                                                     std::uint8_t n, NodeIndex id, const TransmissionStages& stages) {
  const chains::Bytes32 hash =
      chains::keccak256({order_key, at.config_digest, little_endian_64(at.epoch), little_endian_64(at.round)});
  return delay_at(keyed_permutation(n, Bytes16::from(BytesView(hash).first(16)))[id.value], stages);
}

std::optional<sim::Duration> ocr3_transmission_delay(const Bytes16& order_key, std::uint64_t seq_nr,
                                                     std::uint64_t report_index, std::uint8_t n, NodeIndex id,
                                                     const TransmissionStages& stages) {
  return delay_at(keyed_permutation(n, ocr3_key(order_key, seq_nr, report_index))[id.value], stages);
}

std::optional<sim::Duration> ocr3_override_delay(const Bytes16& order_key, std::uint64_t seq_nr,
                                                 std::uint64_t report_index, std::uint8_t n, NodeIndex id,
                                                 const TransmissionOverride& override_schedule) {
  if (!is_well_formed(override_schedule, n)) return std::nullopt;
  const auto& transmitters = override_schedule.transmitters;
  const auto own = std::find(transmitters.begin(), transmitters.end(), id.value);
  if (own == transmitters.end()) return std::nullopt;
  const auto count = static_cast<std::uint32_t>(transmitters.size());
  const auto positions = keyed_permutation(count, ocr3_key(order_key, seq_nr, report_index));
  return override_schedule.delays[positions[static_cast<std::size_t>(own - transmitters.begin())]];
}

}  // namespace orrery::nodes

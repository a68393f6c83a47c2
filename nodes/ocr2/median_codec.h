#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chains/uint256.h"
#include "nodes/ocr2/median_plugin.h"

/// The bytes of a median feed: observations, reports, configs. Source: spec/ocr.md §4.
namespace orrery::nodes {

/// One oracle's observation. Values are int192.
struct MedianObservation {
  std::uint32_t timestamp = 0;  ///< unix seconds
  chains::Bytes24 value;
  chains::Bytes24 juels_per_fee_coin;
  std::optional<chains::Bytes24> gas_price_subunits;

  bool operator==(const MedianObservation&) const = default;
};
Bytes encode(const MedianObservation& observation);
/// Empty unless the protobuf is sound and each value there is 24 bytes.
std::optional<MedianObservation> decode_median_observation(BytesView bytes);

/// What the report holds; the contract takes the element at half the count as its answer, as delivered.
struct MedianReport {
  std::uint32_t observations_timestamp = 0;
  std::vector<std::uint8_t> observers;  ///< one byte a value
  std::vector<chains::Bytes24> values;  ///< int192
  chains::Bytes24 juels_per_fee_coin;

  bool operator==(const MedianReport&) const = default;
};
/// abi.encode(uint32, bytes32, int192[], int192): 160 + 32 bytes a value. At most 32 values.
Bytes encode(const MedianReport& report);
/// Empty when the bytes are no such report in its only canonical form.
std::optional<MedianReport> decode_median_report(BytesView bytes);
/// The answer that the contract would take from a report; empty when there is none.
std::optional<chains::Int256> median_of_report(BytesView report);

/// 0x01 ‖ int192 min ‖ int192 max. Both must fit int192, else the run stops.
Bytes encode(const MedianOnchainConfig& config);
/// Empty when it is not 49 bytes of version 1, or min > max.
std::optional<MedianOnchainConfig> decode_median_onchain_config(BytesView bytes);

Bytes encode(const MedianPluginConfig& config);
/// Empty when the protobuf is broken.
std::optional<MedianPluginConfig> decode_median_plugin_config(BytesView bytes);

/// True when `now` deviates from `before` by at least `threshold_ppb` parts per billion, in exact rationals.
/// Source: spec/ocr.md §4.4.
bool deviates(std::uint64_t threshold_ppb, const chains::Int256& before, const chains::Int256& now);

}  // namespace orrery::nodes

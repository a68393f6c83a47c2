#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "chains/bytes.h"
#include "chains/crypto/aes.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/time.h"

namespace orrery::nodes {

/// The stages of a transmission: S[i] oracles wait i times DeltaStage. Oracles beyond the sum of S never transmit.
struct TransmissionStages {
  std::vector<std::uint32_t> s;
  sim::Duration delta_stage;
};

/// How long the oracle `id` of n waits before it transmits the report of `at`; empty when it never does.
/// Source: spec/ocr.md §3.7.3-4.
std::optional<sim::Duration> ocr2_transmission_delay(const chains::Bytes16& order_key, const ReportTimestamp& at,
                                                     std::uint8_t n, NodeIndex id, const TransmissionStages& stages);

/// The same in OCR3, for report `report_index` of sequence number `seq_nr`. Source: spec/ocr.md §5.6.
std::optional<sim::Duration> ocr3_transmission_delay(const chains::Bytes16& order_key, std::uint64_t seq_nr,
                                                     std::uint64_t report_index, std::uint8_t n, NodeIndex id,
                                                     const TransmissionStages& stages);

/// A schedule that a report brings itself (OCR3): transmitters[i] waits one of the delays, which one by lot.
struct TransmissionOverride {
  std::vector<std::uint8_t> transmitters;
  std::vector<sim::Duration> delays;
};
/// The delay under an override. Empty also for everybody when the override is malformed: lists of different lengths,
/// an oracle twice or one out of range. Source: spec/ocr.md §5.6.
std::optional<sim::Duration> ocr3_override_delay(const chains::Bytes16& order_key, std::uint64_t seq_nr,
                                                 std::uint64_t report_index, std::uint8_t n, NodeIndex id,
                                                 const TransmissionOverride& override_schedule);

}  // namespace orrery::nodes

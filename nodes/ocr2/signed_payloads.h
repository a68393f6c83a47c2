#pragma once

#include <vector>

#include "chains/bytes.h"
#include "nodes/ocr2/reporting_plugin.h"

namespace orrery::nodes {

/// What an oracle's ed25519 key signs for an observation. Source: spec/ocr.md §3.8.1.
Bytes32 observation_digest(const ReportTimestamp& at, BytesView query, BytesView observation);

/// H(query, observations), which ties a report to what it was made from and stands on chain as extraHash.
/// Source: spec/ocr.md §3.8.2.
Bytes32 report_context_hash(BytesView query, const std::vector<AttributedObservation>& observations);

/// The three words of context that a report is signed with and transmitted with. Source: spec/ocr.md §3.8.3.
struct ReportContext {
  Bytes32 words[3];
};
ReportContext report_context(const ReportTimestamp& at, const Bytes32& extra_hash);

/// What an oracle's secp256k1 key signs for a report, without any message prefix. Source: spec/ocr.md §3.8.3.
Bytes32 report_digest(const ReportTimestamp& at, const Bytes32& extra_hash, BytesView report);

}  // namespace orrery::nodes

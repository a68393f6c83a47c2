#pragma once

#include <vector>

#include "nodes/ocr3/messages.h"

/// What OCR3's oracles sign with their ed25519 keys: "ocr3" and a SHA-256. Source: spec/ocr.md §5.7; certificates'
/// digests and the messages of the "31" signatures as in the real implementation.
namespace orrery::nodes::ocr3 {

/// One epoch of one protocol instance.
struct GenerationId {
  Bytes32 config_digest;
  std::uint64_t epoch = 0;
};

/// 36 bytes, ready for ed25519.
using SignedText = chains::FixedBytes<36>;

Bytes32 outcome_digest(BytesView outcome);
Bytes32 outcome_inputs_digest(const GenerationId& id, BytesView previous_outcome, std::uint64_t seq_nr, BytesView query,
                              const std::vector<AttributedObservation>& observations);
/// Of a prepare, a commit, or the genesis.
Bytes32 certificate_digest(const Certificate& certificate);

SignedText observation_text(const GenerationId& id, std::uint64_t seq_nr, BytesView query, BytesView observation);
SignedText prepare_text(const GenerationId& id, std::uint64_t seq_nr, const Bytes32& inputs_digest,
                        const Bytes32& outcome_digest);
SignedText commit_text(const GenerationId& id, std::uint64_t seq_nr, const Bytes32& outcome_digest);
/// Of the first signature and, with the certificate's epoch, of the second.
SignedText timestamp_text(const GenerationId& id, const SignedTimestamp& timestamp);
SignedText timestamp_text31(const GenerationId& id, const SignedTimestamp& timestamp);
SignedText epoch_start_text(const GenerationId& id, const EpochStart& message);
SignedText round_start_text(const GenerationId& id, std::uint64_t seq_nr, BytesView query);
SignedText proposal_text(const GenerationId& id, std::uint64_t seq_nr,
                         const std::vector<AttributedSignedObservation>& observations);

}  // namespace orrery::nodes::ocr3

#pragma once

#include "nodes/ocr3/foundation.h"

/// Making and checking the signatures of the protocol, with the processor time that they take. Source: spec/ocr.md
/// §5.3, §5.7.
namespace orrery::nodes::ocr3 {

/// Signs with this oracle's offchain key.
Bytes sign(const Foundation& base, const SignedText& text);
/// True when `signer`, an oracle in range, signed the text with its offchain key.
bool is_signed_by(const Foundation& base, const SignedText& text, BytesView signature, NodeIndex signer);

/// Signs an observation. The real node checks its own signature; so the time is spent.
SignedObservation sign_observation(const Foundation& base, std::uint64_t epoch, std::uint64_t seq_nr, BytesView query,
                                   Bytes observation);
SignedTimestamp sign_timestamp(const Foundation& base, std::uint64_t epoch, const CertificateTimestamp& timestamp);
/// Both signatures.
bool is_timestamp_signed_by(const Foundation& base, std::uint64_t epoch, const SignedTimestamp& timestamp,
                            NodeIndex signer);

/// What is wrong with a certificate: not exactly Q signatures, an oracle twice or out of range, a signature that does
/// not verify; null when nothing is. The genesis is valid.
const char* certificate_problem(const Foundation& base, const Certificate& certificate);
/// What is wrong with the proof of an EpochStart: not exactly Q signed timestamps of distinct oracles, or not the
/// highest of them on the certificate, or a certificate that is invalid; null when nothing is. Source: spec/ocr.md
/// §5.3.3.
const char* epoch_start_problem(const Foundation& base, const EpochStart& start);

/// Signs a report with this oracle's onchain key: r ‖ s ‖ v, 65 bytes.
Bytes sign_report(const Foundation& base, std::uint64_t seq_nr, BytesView report);
bool is_report_signed_by(const Foundation& base, std::uint64_t seq_nr, BytesView report, BytesView signature,
                         NodeIndex signer);

}  // namespace orrery::nodes::ocr3

#pragma once

#include "nodes/ocr2/foundation.h"
#include "nodes/ocr2/messages.h"

/// Making and checking the signatures of the protocol, with the processor time that they take. Source: spec/ocr.md
/// §3.8.
namespace orrery::nodes {

/// Signs an observation with this oracle's offchain key. The real node checks its own signature; so the time is spent.
SignedObservation sign_observation(const Foundation& base, const ReportTimestamp& at, BytesView query,
                                   Bytes observation);
/// True when `observer` signed the observation.
bool is_signed_by(const Foundation& base, const ReportTimestamp& at, BytesView query,
                  const SignedObservation& observation, NodeIndex observer);
/// True when every observation of the request is signed by its observer, observers are distinct and in range, and there
/// are more than 2f of them; else `why` says what is wrong. Source: spec/ocr.md §3.5.2.
bool is_valid_report_req(const Foundation& base, const ReportReq& request, const char*& why);

/// Signs a report with this oracle's onchain key.
Bytes sign_report(const Foundation& base, const ReportTimestamp& at, const Bytes32& context_hash, BytesView report);
/// True when `signer` signed the report.
bool is_report_signed_by(const Foundation& base, const ReportTimestamp& at, const Bytes32& context_hash,
                         BytesView report, BytesView signature, NodeIndex signer);
/// True when the report carries exactly reportQuorum valid signatures of distinct oracles. Source: spec/ocr.md §3.5.3.
bool is_attested(const Foundation& base, const AttestedReport& report);

}  // namespace orrery::nodes

#pragma once

#include <functional>
#include <vector>

#include "nodes/ocr2/contract.h"
#include "nodes/ocr3/outcome_plugin.h"

namespace orrery::nodes::ocr3 {

/// What an oracle's secp256k1 key signs for a report; each kind of contract has its own.
using ReportDigest = Bytes32 (*)(const Bytes32& config_digest, std::uint64_t seq_nr, BytesView report);

/// For contracts that stand on MultiOCR3Base: keccak256(keccak256(report) ‖ configDigest ‖ seqNr as a word).
/// Source: spec/ocr.md §10.2.1.
Bytes32 multi_ocr3_report_digest(const Bytes32& config_digest, std::uint64_t seq_nr, BytesView report);

/// The context that Keystone's forwarder takes with a report, 96 bytes. The sequence number's low 32 bits only.
/// Source: spec/ocr.md §10.1.3.
Bytes keystone_report_context(const Bytes32& config_digest, std::uint64_t seq_nr);
/// For Keystone's forwarder: keccak256(keccak256(report) ‖ context).
Bytes32 keystone_report_digest(const Bytes32& config_digest, std::uint64_t seq_nr, BytesView report);

/// How an OCR3 network sees its contract, or whatever else takes its reports. Callbacks run once.
class ContractPort {
 public:
  virtual ~ContractPort() = default;
  /// Calls `changed` with each new config once it has the configured confirmations; polls until the port is gone.
  virtual void track_config(std::function<void(ContractConfig)> changed) = 0;
  /// Submits a report on behalf of this oracle; done once it is handed over (true) or could not be (error).
  virtual void transmit(const Bytes32& config_digest, ReportPlace at, const Report& report,
                        const std::vector<AttributedSignature>& signatures, PluginCallback<bool> done) = 0;
};

}  // namespace orrery::nodes::ocr3

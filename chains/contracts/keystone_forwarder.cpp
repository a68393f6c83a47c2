#include "chains/contracts/keystone_forwarder.h"

#include <array>
#include <vector>

#include "chains/contracts/external_call.h"
#include "chains/contracts/memory_gas.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kConfigs = 2, kForwarders = 3, kTransmissions = 4;
// Of a config: f, signers, positions from 1.
constexpr unsigned kSigners = 1, kPositions = 2;
constexpr PackedField kF{0, 8}, kFlag{0, 8};
// Of a transmission.
constexpr PackedField kTransmitter{0, 160}, kInvalidReceiverFlag{160, 8}, kSuccess{168, 8}, kGasLimit{176, 80};

constexpr std::size_t kMaxOracles = 31, kMetadataLength = 109, kForwarderMetadataLength = 45, kSignatureLength = 65;
constexpr Gas kGasAfterReport = 5'000;
constexpr Gas kInternalGas = 25'000 + kGasAfterReport;
constexpr Gas kMinimumGasLimit = kInternalGas + 30'000 * 3 + 10'000;
constexpr Gas kInterfaceCheckGas = 30'000;

// Gas of the instructions between the named points of the compiled contract, without copies and memory.
constexpr Gas kGasReadReport = 1'326, kGasHashReport = 285, kGasHashContext = 157, kGasFirstSignature = 1'363,
              kGasSignature = 1'437, kGasFindTransmission = 450, kGasCallRoute = 816, kGasFinishReport = 309;
constexpr Gas kGasEnterRoute = 972, kGasMeasure = 100, kGasReadTransmission = 391, kGasStoreTransmission = 426,
              kGasFirstCheck = 255, kGasSecondCheck = 342, kGasThirdCheck = 364, kGasEncodeCall = 763,
              kGasStoreSuccess = 215, kGasStoreInvalid = 399, kGasFail = 128;
constexpr Gas kGasSetConfig = 900, kGasReplaceSigners = 950, kGasSigner = 840, kGasStoreSigner = 94;
// Bytes of memory: before the report's copy; of the list of signers; what ecrecover is given and answers; of a
// transmission's id and its length; of a call of route without its payload.
constexpr std::size_t kMemoryBefore = 160, kMemoryOfSigned = 1'024, kMemoryOfRecover = 160, kMemoryOfId = 86,
                      kMemoryOfRoute = 324;
constexpr std::size_t kWordsBeforeCall = 23;

enum class State : std::uint8_t { kNotAttempted, kSucceeded, kInvalidReceiver, kFailed };
using TransmissionInfo = std::tuple<Bytes32, std::uint8_t, Address, bool, bool, UintN<80>>;

const Event kConfigSet(
    "event ConfigSet(uint32 indexed donId, uint32 indexed configVersion, uint8 f, address[] signers)");
const Event kReportProcessed(
    "event ReportProcessed(address indexed receiver, bytes32 indexed workflowExecutionId, bytes2 indexed reportId, "
    "bool result)");
const Event kForwarderAdded("event ForwarderAdded(address indexed forwarder)");
const Event kForwarderRemoved("event ForwarderRemoved(address indexed forwarder)");
const CustomError kInvalidReport("error InvalidReport()");
const CustomError kFaultToleranceMustBePositive("error FaultToleranceMustBePositive()");
const CustomError kExcessSigners("error ExcessSigners(uint256 numSigners, uint256 maxSigners)");
const CustomError kInsufficientSigners("error InsufficientSigners(uint256 numSigners, uint256 minSigners)");
const CustomError kDuplicateSigner("error DuplicateSigner(address signer)");
const CustomError kInvalidSignatureCount("error InvalidSignatureCount(uint256 expected, uint256 received)");
const CustomError kInvalidConfig("error InvalidConfig(uint64 configId)");
const CustomError kInvalidSigner("error InvalidSigner(address signer)");
const CustomError kInvalidSignature("error InvalidSignature(bytes signature)");
const CustomError kUnauthorizedForwarder("error UnauthorizedForwarder()");
const CustomError kInsufficientGasForRouting("error InsufficientGasForRouting(bytes32 transmissionId)");
const CustomError kAlreadyAttempted("error AlreadyAttempted(bytes32 transmissionId)");

const ExternalFunction<bool, Bytes32, Address, Address, BytesView, BytesView> kRoute(
    "function route(bytes32 transmissionId, address transmitter, address receiver, bytes metadata, "
    "bytes validatedReport) returns (bool)");
const ExternalFunction<void, BytesView, BytesView> kOnReport("function onReport(bytes metadata, bytes report)");
const ExternalFunction<bool, BytesN<4>> kSupportsInterface(
    "function supportsInterface(bytes4 interfaceId) view returns (bool)");

constexpr BytesN<4> kReceiverInterface{{{0x80, 0x5f, 0x21, 0x32}}};
constexpr BytesN<4> kErc165{{{0x01, 0xff, 0xc9, 0xa7}}}, kNoInterface{{{0xff, 0xff, 0xff, 0xff}}};

void initialize(Execution& execution) {
  ownable::construct(execution);
  execution.store(mapping_slot(execution, kForwarders, execution.self()), 1);
}

Uint256 config_slot(Execution& execution, std::uint64_t id) { return mapping_slot(execution, kConfigs, Uint256(id)); }
std::uint64_t config_id(std::uint32_t don, std::uint32_t version) { return std::uint64_t(don) << 32 | version; }

void check_config(std::uint8_t f, const std::vector<Address>& signers) {
  if (f == 0) kFaultToleranceMustBePositive.revert();
  if (signers.size() > kMaxOracles) kExcessSigners.revert(Uint256(signers.size()), Uint256(kMaxOracles));
  const unsigned tripled = 3u * f;
  if (tripled > UINT8_MAX) revert_panic(0x11);
  if (signers.size() > tripled) return;
  if (tripled + 1 > UINT8_MAX) revert_panic(0x11);
  kInsufficientSigners.revert(Uint256(signers.size()), Uint256(tripled + 1));
}

void store_signers(Execution& execution, const Uint256& list, const std::vector<Address>& signers,
                   std::size_t previous_count) {
  execution.store(list, signers.size());
  const Uint256 first = array_slot(execution, list);
  for (std::size_t i = 0; i < signers.size(); ++i) {
    execution.charge(kGasStoreSigner);
    execution.store(first + i, to_uint256(signers[i]));
  }
  for (std::size_t i = signers.size(); i < previous_count; ++i) execution.store(first + i, 0);
}

void set_config(Execution& execution, std::uint32_t don, std::uint32_t version, std::uint8_t f,
                std::vector<Address> signers) {
  ownable::require_owner(execution);
  check_config(f, signers);
  execution.charge(kGasReplaceSigners);
  const Uint256 config = config_slot(execution, config_id(don, version));
  const Uint256 list = config + kSigners;
  const auto previous_count = static_cast<std::size_t>(execution.load(list));
  const Uint256 first = array_slot(execution, list);
  for (std::size_t i = 0; i < previous_count; ++i) {
    execution.charge(kGasSigner);
    const Address previous = load_address(execution, first + i);
    execution.store(mapping_slot(execution, config + kPositions, previous), 0);
  }
  for (std::size_t i = 0; i < signers.size(); ++i) {
    execution.charge(kGasSigner);
    if (signers[i].is_zero()) kInvalidSigner.revert(signers[i]);
    const Uint256 position = mapping_slot(execution, config + kPositions, signers[i]);
    if (execution.load(position) != 0) kDuplicateSigner.revert(signers[i]);
    execution.store(position, i + 1);
  }
  store_signers(execution, list, signers, previous_count);
  execution.store(config, kF.write(execution.load(config), f));
  kConfigSet.emit(execution, don, version, f, signers);
}

void clear_config(Execution& execution, std::uint32_t don, std::uint32_t version) {
  ownable::require_owner(execution);
  const Uint256 config = config_slot(execution, config_id(don, version));
  execution.store(config, kF.write(execution.load(config), 0));
  kConfigSet.emit(execution, don, version, std::uint8_t(0), std::vector<Address>{});
}

Bytes32 get_transmission_id(Execution& execution, Address receiver, Bytes32 workflow_execution_id,
                            BytesN<2> report_id) {
  return execution.keccak(concat({receiver, workflow_execution_id, report_id}));
}

/// What the header of a raw report says (spec/ocr.md §10.1.2).
struct Metadata {
  Bytes32 workflow_execution_id;
  std::uint64_t config_id = 0;
  BytesN<2> report_id;
};
Metadata read_metadata(BytesView report) {
  return {Bytes32::from(report.subspan(1, 32)), static_cast<std::uint64_t>(to_uint256(report.subspan(37, 8))),
          BytesN<2>{FixedBytes<2>::from(report.subspan(107, 2))}};
}

/// The contract's memory: its size decides what a step costs, and so the gas limit that a transmission records.
struct Memory {
  MemoryMeter meter;
  std::size_t free = kMemoryBefore;  ///< byte behind what is allocated

  /// Gas of a copy of `bytes`, padded with a word of zeros, so far behind `free`.
  Gas copy(std::size_t bytes, std::size_t offset = 0) {
    return copy_gas(bytes) + meter.grow_to(free + offset + bytes + 32);
  }
};

void check_signatures(Execution& execution, Memory& memory, std::uint64_t id, BytesView report, BytesView context,
                      const std::vector<BytesView>& signatures) {
  const Uint256 config = config_slot(execution, id);
  const auto f = static_cast<std::uint8_t>(kF.read_small(execution.load(config)));
  if (f == 0) kInvalidConfig.revert(id);
  if (signatures.size() != f + 1u) kInvalidSignatureCount.revert(Uint256(f + 1u), Uint256(signatures.size()));
  execution.charge(kGasHashReport + memory.copy(report.size()));
  const Bytes32 report_hash = execution.keccak(report);
  constexpr std::size_t kLengthAndHash = 64;
  execution.charge(kGasHashContext + memory.copy(context.size(), kLengthAndHash));
  memory.free += kLengthAndHash + context.size() + kMemoryOfSigned;
  const Bytes32 hash = execution.keccak(concat({report_hash, context}));
  std::array<bool, kMaxOracles + 1> signed_already{};
  for (const auto& signature : signatures) {
    if (signature.size() != kSignatureLength) kInvalidSignature.revert(signature);
    execution.charge(&signature == &signatures.front() ? kGasFirstSignature : kGasSignature);
    execution.charge(memory.meter.grow_to(memory.free + kMemoryOfRecover));
    memory.free += 32;
    if (signature[64] > UINT8_MAX - 27) revert_panic(0x11);
    const Address signer =
        execution.recover(hash, static_cast<std::uint8_t>(signature[64] + 27), Bytes32::from(signature.first(32)),
                          Bytes32::from(signature.subspan(32, 32)));
    const auto position =
        static_cast<std::size_t>(execution.load(mapping_slot(execution, config + kPositions, signer)));
    if (position == 0) kInvalidSigner.revert(signer);
    if (signed_already[position]) kDuplicateSigner.revert(signer);
    signed_already[position] = true;
  }
}

void report(Execution& execution, Address receiver, BytesView raw_report, BytesView context,
            std::vector<BytesView> signatures) {
  Memory memory;
  execution.charge(kGasReadReport + memory.copy(raw_report.size()));
  memory.free += (raw_report.size() + 31) / 32 * 32;
  if (raw_report.size() < kMetadataLength) kInvalidReport.revert();
  const BytesView payload = raw_report.subspan(kMetadataLength);
  const Metadata metadata = read_metadata(raw_report);
  check_signatures(execution, memory, metadata.config_id, raw_report, context, signatures);
  execution.charge(kGasFindTransmission);
  const Bytes32 transmission =
      get_transmission_id(execution, receiver, metadata.workflow_execution_id, metadata.report_id);
  memory.free += kMemoryOfId;
  execution.charge(kGasCallRoute + copy_gas(payload.size()) +
                   memory.meter.grow_to(memory.free + kMemoryOfRoute + payload.size()));
  const bool success =
      kRoute(execution, execution.self(), transmission, execution.sender(), receiver,
             raw_report.subspan(kForwarderMetadataLength, kMetadataLength - kForwarderMetadataLength), payload);
  execution.charge(kGasFinishReport);
  kReportProcessed.emit(execution, receiver, metadata.workflow_execution_id, metadata.report_id, success);
}

/// One ERC-165 question, which a contract that is none may answer with anything.
bool claims_interface(Execution& execution, const Address& account, const BytesN<4>& id) {
  const auto answer = execution.static_call(account, kSupportsInterface.encode(id), kInterfaceCheckGas);
  return answer.ok && answer.output.size() >= 32 && to_uint256(BytesView(answer.output).first(32)) != 0;
}
bool is_receiver(Execution& execution, const Address& account) {
  execution.charge(kGasFirstCheck);
  if (!claims_interface(execution, account, kErc165)) return false;
  execution.charge(kGasSecondCheck);
  if (claims_interface(execution, account, kNoInterface)) return false;
  execution.charge(kGasThirdCheck);
  return claims_interface(execution, account, kReceiverInterface);
}

bool route(Execution& execution, Bytes32 transmission_id, Address transmitter, Address receiver, BytesView metadata,
           BytesView validated_report) {
  execution.charge(kGasEnterRoute);
  if (!kFlag.read_flag(execution.load(mapping_slot(execution, kForwarders, execution.sender()))))
    kUnauthorizedForwarder.revert();
  execution.charge(kGasMeasure);
  if (execution.gas_left() < kInternalGas) revert_panic(0x11);
  const Gas gas_limit = execution.gas_left() - kInternalGas;
  if (gas_limit < kMinimumGasLimit) kInsufficientGasForRouting.revert(transmission_id);

  execution.charge(kGasReadTransmission);
  const Uint256 slot = mapping_slot(execution, kTransmissions, transmission_id);
  Uint256 word = execution.load(slot);
  if (kSuccess.read_flag(word) || kInvalidReceiverFlag.read_flag(word)) kAlreadyAttempted.revert(transmission_id);
  execution.charge(kGasStoreTransmission);
  word = kGasLimit.write(kTransmitter.write(word, to_uint256(transmitter)), gas_limit);
  execution.store(slot, word);

  if (!is_receiver(execution, receiver)) {
    execution.charge(kGasStoreInvalid);
    execution.store(slot, kInvalidReceiverFlag.write(execution.load(slot), 1));
    return false;
  }
  constexpr std::size_t kPadding = 3;  // how far the payload ends from the end of a word
  const std::size_t words = (validated_report.size() + kPadding) / 32;
  execution.charge(kGasEncodeCall + copy_gas(validated_report.size()) + memory_gas(kWordsBeforeCall + words) -
                   memory_gas(kWordsBeforeCall));
  if (execution.gas_left() < kGasAfterReport) revert_panic(0x11);
  const auto delivered =
      execution.call(receiver, 0, kOnReport.encode(metadata, validated_report), execution.gas_left() - kGasAfterReport);
  if (!delivered.ok) {
    execution.charge(kGasFail);
    return false;
  }
  execution.charge(kGasStoreSuccess);
  execution.store(slot, kSuccess.write(execution.load(slot), 1));
  return true;
}

TransmissionInfo get_transmission_info(Execution& execution, Address receiver, Bytes32 workflow_execution_id,
                                       BytesN<2> report_id) {
  const Bytes32 id = get_transmission_id(execution, receiver, workflow_execution_id, report_id);
  const Uint256 word = execution.load(mapping_slot(execution, kTransmissions, id));
  const Address transmitter = to_address(kTransmitter.read(word));
  const bool invalid = kInvalidReceiverFlag.read_flag(word), success = kSuccess.read_flag(word);
  State state = success ? State::kSucceeded : State::kFailed;
  if (invalid) state = State::kInvalidReceiver;
  if (transmitter.is_zero()) state = State::kNotAttempted;
  return {id, static_cast<std::uint8_t>(state), transmitter, invalid, success, UintN<80>{kGasLimit.read(word)}};
}
Address get_transmitter(Execution& execution, Address receiver, Bytes32 workflow_execution_id, BytesN<2> report_id) {
  return std::get<2>(get_transmission_info(execution, receiver, workflow_execution_id, report_id));
}

void set_forwarder(Execution& execution, const Address& forwarder, bool allowed, const Event& event) {
  ownable::require_owner(execution);
  const Uint256 slot = mapping_slot(execution, kForwarders, forwarder);
  execution.store(slot, kFlag.write(execution.load(slot), allowed ? 1 : 0));
  event.emit(execution, forwarder);
}
void add_forwarder(Execution& execution, Address forwarder) {
  set_forwarder(execution, forwarder, true, kForwarderAdded);
}
void remove_forwarder(Execution& execution, Address forwarder) {
  set_forwarder(execution, forwarder, false, kForwarderRemoved);
}
bool is_forwarder(Execution& execution, Address forwarder) {
  return kFlag.read_flag(execution.load(mapping_slot(execution, kForwarders, forwarder)));
}
std::string type_and_version(Execution&) { return "KeystoneForwarder 1.0.0"; }

}  // namespace

KeystoneForwarder::KeystoneForwarder() {
  add({
      {"constructor()", handler_of(initialize)},
      {"function typeAndVersion() view returns (string)", handler_of(type_and_version), 500},
      {"function setConfig(uint32 donId, uint32 configVersion, uint8 f, address[] signers)",
       handler_of(set_config, AbiLocation::kCalldata), kGasSetConfig},
      {"function clearConfig(uint32 donId, uint32 configVersion)", handler_of(clear_config), 700},
      {"function report(address receiver, bytes rawReport, bytes reportContext, bytes[] signatures)",
       handler_of(report, AbiLocation::kCalldata)},
      {"function route(bytes32 transmissionId, address transmitter, address receiver, bytes metadata, "
       "bytes validatedReport) returns (bool)",
       handler_of(route, AbiLocation::kCalldata)},
      {"function getTransmissionId(address receiver, bytes32 workflowExecutionId, bytes2 reportId) pure returns "
       "(bytes32)",
       handler_of(get_transmission_id), 500},
      {"function getTransmissionInfo(address receiver, bytes32 workflowExecutionId, bytes2 reportId) view returns "
       "((bytes32 transmissionId, uint8 state, address transmitter, bool invalidReceiver, bool success, "
       "uint80 gasLimit))",
       handler_of(+[](Execution& execution, Address receiver, Bytes32 id,
                      BytesN<2> report_id) -> std::tuple<TransmissionInfo> {
         return {get_transmission_info(execution, receiver, id, report_id)};
       }),
       1'500},
      {"function getTransmitter(address receiver, bytes32 workflowExecutionId, bytes2 reportId) view returns (address)",
       handler_of(get_transmitter), 700},
      {"function addForwarder(address forwarder)", handler_of(add_forwarder), 500},
      {"function removeForwarder(address forwarder)", handler_of(remove_forwarder), 500},
      {"function isForwarder(address forwarder) view returns (bool)", handler_of(is_forwarder), 400},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kConfigSet, &kReportProcessed, &kForwarderAdded, &kForwarderRemoved, &ownable::kOwnershipTransferRequested,
       &ownable::kOwnershipTransferred});
  add({&kInvalidReport, &kFaultToleranceMustBePositive, &kExcessSigners, &kInsufficientSigners, &kDuplicateSigner,
       &kInvalidSignatureCount, &kInvalidConfig, &kInvalidSigner, &kInvalidSignature, &kUnauthorizedForwarder,
       &kInsufficientGasForRouting, &kAlreadyAttempted});
}

}  // namespace orrery::chains

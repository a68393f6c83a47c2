#include "tests/known_answers/multi_ocr3_helper.h"

#include "chains/contracts/storage_layout.h"

namespace orrery::known_answers {
namespace {

using namespace chains;

constexpr unsigned kPendingOwner = 0, kOwner = 1, kConfigs = 2, kOracles = 3, kPlugin = 4;
// Of a configuration: digest, packed word, signers, transmitters.
constexpr unsigned kInfo = 1, kSigners = 2, kTransmitters = 3;
constexpr PackedField kF{0, 8}, kN{8, 8}, kSigned{16, 8};
// Of an oracle.
constexpr PackedField kIndex{0, 8}, kRole{8, 8};
enum Role : std::uint8_t { kUnset, kSigner, kTransmitter };
enum InvalidConfig : std::uint8_t {
  kFMustBePositive,
  kTooManyTransmitters,
  kTooManySigners,
  kFTooHigh,
  kRepeatedOracle,
  kNoTransmitters
};
constexpr std::size_t kMaxOracles = 256;
constexpr std::size_t kLengthWithoutSignatures = 4 + 4 * 32, kLengthOfSignatures = 5 * 32;
constexpr unsigned kChainId = 0;  // number of the immutable
constexpr Gas kGasConfig = 5'500, kGasClear = 420, kGasAssign = 980, kGasTransmit = 1'900, kGasSignature = 1'150;
constexpr Gas kGasDecodeConfig = 1'600, kGasDecodeAddress = 136;

using ConfigArguments =
    std::tuple<Bytes32, std::uint8_t, std::uint8_t, bool, std::vector<Address>, std::vector<Address>>;
using ConfigInfo = std::tuple<Bytes32, std::uint8_t, std::uint8_t, bool>;
using Config = std::tuple<ConfigInfo, std::vector<Address>, std::vector<Address>>;

const Event kConfigSet(
    "event ConfigSet(uint8 ocrPluginType, bytes32 configDigest, address[] signers, address[] transmitters, uint8 F)");
const Event kTransmitted("event Transmitted(uint8 indexed ocrPluginType, bytes32 configDigest, uint64 sequenceNumber)");
const Event kAfterConfigSet("event AfterConfigSet(uint8 ocrPluginType)");
const Event kOwnershipTransferRequested("event OwnershipTransferRequested(address indexed from, address indexed to)");
const Event kOwnershipTransferred("event OwnershipTransferred(address indexed from, address indexed to)");
const CustomError kInvalidConfig("error InvalidConfig(uint8 errorType)");
const CustomError kWrongMessageLength("error WrongMessageLength(uint256 expected, uint256 actual)");
const CustomError kConfigDigestMismatch("error ConfigDigestMismatch(bytes32 expected, bytes32 actual)");
const CustomError kForkedChain("error ForkedChain(uint256 expected, uint256 actual)");
const CustomError kWrongNumberOfSignatures("error WrongNumberOfSignatures()");
const CustomError kSignaturesOutOfRegistration("error SignaturesOutOfRegistration()");
const CustomError kUnauthorizedTransmitter("error UnauthorizedTransmitter()");
const CustomError kUnauthorizedSigner("error UnauthorizedSigner()");
const CustomError kNonUniqueSignatures("error NonUniqueSignatures()");
const CustomError kOracleCannotBeZeroAddress("error OracleCannotBeZeroAddress()");
const CustomError kStaticConfigCannotBeChanged("error StaticConfigCannotBeChanged(uint8 ocrPluginType)");
const CustomError kOnlyCallableByOwner("error OnlyCallableByOwner()");
const CustomError kMustBeProposedOwner("error MustBeProposedOwner()");
const CustomError kCannotTransferToSelf("error CannotTransferToSelf()");

Uint256 config_slot(Execution& execution, std::uint8_t plugin) {
  return mapping_slot(execution, kConfigs, Uint256(plugin));
}
Uint256 oracle_slot(Execution& execution, std::uint8_t plugin, const Address& oracle) {
  return mapping_slot(execution, mapping_slot(execution, kOracles, Uint256(plugin)), oracle);
}
std::vector<Address> load_list(Execution& execution, const Uint256& slot) {
  const auto count = static_cast<std::size_t>(execution.load(slot));
  const Uint256 first = array_slot(execution, slot);
  std::vector<Address> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back(load_address(execution, first + i));
  return list;
}
void store_list(Execution& execution, const Uint256& slot, const std::vector<Address>& list) {
  const auto previous = static_cast<std::size_t>(execution.load(slot));
  execution.store(slot, list.size());
  const Uint256 first = array_slot(execution, slot);
  for (std::size_t i = 0; i < list.size(); ++i) execution.store(first + i, to_uint256(list[i]));
  for (std::size_t i = list.size(); i < previous; ++i) execution.store(first + i, 0);
}

void require_owner(Execution& execution) {
  if (load_address(execution, kOwner) != execution.sender()) kOnlyCallableByOwner.revert();
}
[[noreturn]] void refuse(InvalidConfig error) { kInvalidConfig.revert(static_cast<std::uint8_t>(error)); }

void clear_roles(Execution& execution, std::uint8_t plugin, const std::vector<Address>& oracles) {
  for (const auto& oracle : oracles) {
    execution.charge(kGasClear);
    execution.store(oracle_slot(execution, plugin, oracle), 0);
  }
}
void assign_roles(Execution& execution, std::uint8_t plugin, const std::vector<Address>& oracles, Role role) {
  for (std::size_t i = 0; i < oracles.size(); ++i) {
    execution.charge(kGasAssign);
    const Uint256 slot = oracle_slot(execution, plugin, oracles[i]);
    if (kRole.read_flag(execution.load(slot))) refuse(kRepeatedOracle);
    if (oracles[i].is_zero()) kOracleCannotBeZeroAddress.revert();
    execution.store(slot, kRole.write(kIndex.write(0, i), role));
  }
}

void set_config(Execution& execution, const ConfigArguments& arguments) {
  const auto& [digest, plugin, f, is_signed, signers, transmitters] = arguments;
  if (f == 0) refuse(kFMustBePositive);
  const Uint256 slot = config_slot(execution, plugin);
  Uint256 info = execution.load(slot + kInfo);
  if (kF.read(info) == 0) {
    info = kSigned.write(info, is_signed ? 1 : 0);
    execution.store(slot + kInfo, info);
  } else if (kSigned.read_flag(info) != is_signed) {
    kStaticConfigCannotBeChanged.revert(plugin);
  }
  if (transmitters.size() > kMaxOracles) refuse(kTooManyTransmitters);
  if (transmitters.empty()) refuse(kNoTransmitters);
  clear_roles(execution, plugin, load_list(execution, slot + kTransmitters));
  if (is_signed) {
    clear_roles(execution, plugin, load_list(execution, slot + kSigners));
    if (signers.size() > kMaxOracles) refuse(kTooManySigners);
    if (3u * f > UINT8_MAX) revert_panic(0x11);
    if (signers.size() <= 3u * f) refuse(kFTooHigh);
    if (signers.size() < transmitters.size()) refuse(kTooManyTransmitters);
    info = kN.write(info, signers.size());
    store_list(execution, slot + kSigners, signers);
    assign_roles(execution, plugin, signers, kSigner);
  }
  assign_roles(execution, plugin, transmitters, kTransmitter);
  store_list(execution, slot + kTransmitters, transmitters);
  execution.store(slot + kInfo, kF.write(info, f));
  execution.store(slot, to_uint256(digest));
  execution.charge(kGasConfig);
  kConfigSet.emit(execution, plugin, digest, load_list(execution, slot + kSigners), transmitters, f);
  kAfterConfigSet.emit(execution, plugin);
}
void set_configs(Execution& execution, std::vector<ConfigArguments> configs) {
  for (const auto& config : configs)
    execution.charge(kGasDecodeConfig + kGasDecodeAddress * (std::get<4>(config).size() + std::get<5>(config).size()));
  require_owner(execution);
  for (const auto& config : configs) set_config(execution, config);
}

struct Signatures3 {
  std::vector<Bytes32> rs, ss;
  Bytes32 raw_vs;
};

void verify_signatures(Execution& execution, std::uint8_t plugin, const Bytes32& hash, const Signatures3& signatures) {
  Uint256 seen = 0;
  for (std::size_t i = 0; i < signatures.rs.size(); ++i) {
    if (i >= signatures.raw_vs.data.size()) revert_panic(0x32);
    if (signatures.raw_vs.data[i] > UINT8_MAX - 27) revert_panic(0x11);
    execution.charge(kGasSignature);
    const auto v = static_cast<std::uint8_t>(signatures.raw_vs.data[i] + 27);
    const Address signer = execution.recover(hash, v, signatures.rs[i], signatures.ss[i]);
    const Uint256 oracle = execution.load(oracle_slot(execution, plugin, signer));
    if (kRole.read(oracle) != kSigner) kUnauthorizedSigner.revert();
    const Uint256 bit = Uint256(1) << static_cast<unsigned>(kIndex.read_small(oracle));
    if ((seen & bit) != 0) kNonUniqueSignatures.revert();
    seen |= bit;
  }
}

void require_transmitter(Execution& execution, std::uint8_t plugin, const Uint256& config) {
  const Uint256 oracle = execution.load(oracle_slot(execution, plugin, execution.sender()));
  if (kRole.read(oracle) != kTransmitter) kUnauthorizedTransmitter.revert();
  execution.load(config + kTransmitters);
  const Uint256 first = array_slot(execution, config + kTransmitters);
  if (load_address(execution, first + kIndex.read(oracle)) != execution.sender()) kUnauthorizedTransmitter.revert();
}

void transmit(Execution& execution, const std::array<Bytes32, 2>& context, BytesView report,
              const Signatures3& signatures) {
  execution.charge(kGasTransmit);
  const auto plugin = static_cast<std::uint8_t>(execution.load(kPlugin) & 0xff);
  const Uint256 config = config_slot(execution, plugin);
  const Bytes32 digest = to_bytes32(execution.load(config));
  const Uint256 info = execution.load(config + kInfo);
  const bool is_signed = kSigned.read_flag(info);
  std::size_t expected = kLengthWithoutSignatures + report.size();
  if (is_signed) expected += kLengthOfSignatures + 32 * (signatures.rs.size() + signatures.ss.size());
  const std::size_t actual = execution.input().size();
  if (actual != expected) kWrongMessageLength.revert(Uint256(expected), Uint256(actual));
  if (digest != context[0]) kConfigDigestMismatch.revert(digest, context[0]);
  const Uint256 chain = execution.load_immutable(immutable_slot(kChainId));
  if (chain != execution.block().chain_id) kForkedChain.revert(chain, Uint256(execution.block().chain_id));
  require_transmitter(execution, plugin, config);
  if (is_signed) {
    if (signatures.rs.size() != kF.read_small(info) + 1) kWrongNumberOfSignatures.revert();
    if (signatures.rs.size() != signatures.ss.size()) kSignaturesOutOfRegistration.revert();
    const Bytes32 report_hash = execution.keccak(report);
    verify_signatures(execution, plugin, execution.keccak(concat({report_hash, context[0], context[1]})), signatures);
  }
  kTransmitted.emit(execution, plugin, digest, static_cast<std::uint64_t>(to_uint256(context[1]) & UINT64_MAX));
}

void transmit_signed(Execution& execution, std::array<Bytes32, 2> context, BytesView report, std::vector<Bytes32> rs,
                     std::vector<Bytes32> ss, Bytes32 raw_vs) {
  transmit(execution, context, report, {std::move(rs), std::move(ss), raw_vs});
}
void transmit_unsigned(Execution& execution, std::array<Bytes32, 2> context, BytesView report) {
  transmit(execution, context, report, {});
}
void set_plugin(Execution& execution, std::uint8_t plugin) {
  const PackedField field{0, 8};
  execution.store(kPlugin, field.write(execution.load(kPlugin), plugin));
}

void initialize(Execution& execution) {
  store_address(execution, kOwner, execution.sender());
  execution.store(immutable_slot(kChainId), execution.block().chain_id);
}
std::tuple<Config> latest_config_details(Execution& execution, std::uint8_t plugin) {
  const Uint256 slot = config_slot(execution, plugin);
  const Uint256 info = execution.load(slot + kInfo);
  const ConfigInfo head{to_bytes32(execution.load(slot)), static_cast<std::uint8_t>(kF.read_small(info)),
                        static_cast<std::uint8_t>(kN.read_small(info)), kSigned.read_flag(info)};
  return {Config{head, load_list(execution, slot + kSigners), load_list(execution, slot + kTransmitters)}};
}
using OracleEntry = std::tuple<std::uint8_t, std::uint8_t>;
std::tuple<OracleEntry> get_oracle(Execution& execution, std::uint8_t plugin, Address oracle) {
  const Uint256 word = execution.load(oracle_slot(execution, plugin, oracle));
  return {OracleEntry{static_cast<std::uint8_t>(kIndex.read_small(word)),
                      static_cast<std::uint8_t>(kRole.read_small(word))}};
}
Address owner(Execution& execution) { return load_address(execution, kOwner); }
void transfer_ownership(Execution& execution, Address to) {
  require_owner(execution);
  if (to == execution.sender()) kCannotTransferToSelf.revert();
  store_address(execution, kPendingOwner, to);
  kOwnershipTransferRequested.emit(execution, owner(execution), to);
}
void accept_ownership(Execution& execution) {
  if (execution.sender() != load_address(execution, kPendingOwner)) kMustBeProposedOwner.revert();
  const Address previous = owner(execution);
  store_address(execution, kOwner, execution.sender());
  store_address(execution, kPendingOwner, Address{});
  kOwnershipTransferred.emit(execution, previous, execution.sender());
}
std::string type_and_version(Execution&) { return "MultiOCR3BaseHelper 1.0.0"; }

}  // namespace

MultiOcr3Helper::MultiOcr3Helper() {
  constexpr auto kCalldata = AbiLocation::kCalldata;
  add({
      {"constructor()", handler_of(initialize)},
      {"function setOCR3Configs((bytes32 configDigest, uint8 ocrPluginType, uint8 F, "
       "bool isSignatureVerificationEnabled, address[] signers, address[] transmitters)[] ocrConfigArgs)",
       handler_of(set_configs), 750},
      {"function setTransmitOcrPluginType(uint8 ocrPluginType)", handler_of(set_plugin), 330},
      {"function transmitWithSignatures(bytes32[2] reportContext, bytes report, bytes32[] rs, bytes32[] ss, "
       "bytes32 rawVs)",
       handler_of(transmit_signed, kCalldata), 900},
      {"function transmitWithoutSignatures(bytes32[2] reportContext, bytes report)",
       handler_of(transmit_unsigned, kCalldata), 500},
      {"function latestConfigDetails(uint8 ocrPluginType) view returns (((bytes32 configDigest, uint8 F, uint8 n, "
       "bool isSignatureVerificationEnabled) configInfo, address[] signers, address[] transmitters))",
       handler_of(latest_config_details), 2'000},
      {"function getOracle(uint8 ocrPluginType, address oracleAddress) view returns ((uint8 index, uint8 role))",
       handler_of(get_oracle), 600},
      {"function typeAndVersion() pure returns (string)", handler_of(type_and_version), 500},
      {"function owner() view returns (address)", handler_of(owner), 300},
      {"function transferOwnership(address to)", handler_of(transfer_ownership), 450},
      {"function acceptOwnership()", handler_of(accept_ownership), 350},
  });
  add({&kConfigSet, &kTransmitted, &kAfterConfigSet, &kOwnershipTransferRequested, &kOwnershipTransferred});
  add({&kInvalidConfig, &kWrongMessageLength, &kConfigDigestMismatch, &kForkedChain, &kWrongNumberOfSignatures,
       &kSignaturesOutOfRegistration, &kUnauthorizedTransmitter, &kUnauthorizedSigner, &kNonUniqueSignatures,
       &kOracleCannotBeZeroAddress, &kStaticConfigCannotBeChanged, &kOnlyCallableByOwner, &kMustBeProposedOwner,
       &kCannotTransferToSelf});
}

}  // namespace orrery::known_answers

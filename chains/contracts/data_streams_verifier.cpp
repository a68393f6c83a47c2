#include "chains/contracts/data_streams_verifier.h"

#include "chains/contracts/external_call.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kFeeds = 2;
constexpr unsigned kProxy = 0;  // number of the immutable
// Of a feed: two words and the mapping of configurations.
constexpr PackedField kConfigCount{0, 32}, kLatestBlock{32, 32}, kLatestEpoch{64, 32}, kDeactivated{96, 8};
constexpr unsigned kLatestDigest = 1, kConfigs = 2;
// Of a configuration: one word and the mapping of signers.
constexpr PackedField kF{0, 8}, kActive{8, 8};
constexpr unsigned kOracles = 1;
// Of a signer.
constexpr PackedField kIndex{0, 8}, kRole{8, 8};

constexpr std::size_t kMaxOracles = 31;
constexpr Gas kGasDecode = 1'000, kGasReadReport = 2'300, kGasSignature = 1'360, kGasFinish = 3'100;
constexpr Gas kGasCheckConfig = 2'800, kGasDecodeWord = 90, kGasSetConfig = 4'000, kGasSigner = 970;

using Weights = std::vector<std::tuple<Address, std::uint64_t>>;

const Event kReportVerified("event ReportVerified(bytes32 indexed feedId, address requester)");
const Event kConfigSet(
    "event ConfigSet(bytes32 indexed feedId, uint32 previousConfigBlockNumber, bytes32 configDigest, "
    "uint64 configCount, address[] signers, bytes32[] offchainTransmitters, uint8 f, bytes onchainConfig, "
    "uint64 offchainConfigVersion, bytes offchainConfig)");
const Event kConfigDeactivated("event ConfigDeactivated(bytes32 indexed feedId, bytes32 configDigest)");
const Event kConfigActivated("event ConfigActivated(bytes32 indexed feedId, bytes32 configDigest)");
const Event kFeedActivated("event FeedActivated(bytes32 indexed feedId)");
const Event kFeedDeactivated("event FeedDeactivated(bytes32 indexed feedId)");
const CustomError kAccessForbidden("error AccessForbidden()");
const CustomError kZeroAddress("error ZeroAddress()");
const CustomError kFeedIdEmpty("error FeedIdEmpty()");
const CustomError kDigestEmpty("error DigestEmpty()");
const CustomError kDigestNotSet("error DigestNotSet(bytes32 feedId, bytes32 configDigest)");
const CustomError kDigestInactive("error DigestInactive(bytes32 feedId, bytes32 configDigest)");
const CustomError kFaultToleranceMustBePositive("error FaultToleranceMustBePositive()");
const CustomError kExcessSigners("error ExcessSigners(uint256 numSigners, uint256 maxSigners)");
const CustomError kInsufficientSigners("error InsufficientSigners(uint256 numSigners, uint256 minSigners)");
const CustomError kIncorrectSignatureCount(
    "error IncorrectSignatureCount(uint256 numSigners, uint256 expectedNumSigners)");
const CustomError kMismatchedSignatures("error MismatchedSignatures(uint256 rsLength, uint256 ssLength)");
const CustomError kNonUniqueSignatures("error NonUniqueSignatures()");
const CustomError kBadVerification("error BadVerification()");
const CustomError kCannotDeactivateLatestConfig(
    "error CannotDeactivateLatestConfig(bytes32 feedId, bytes32 configDigest)");
const CustomError kInactiveFeed("error InactiveFeed(bytes32 feedId)");
const CustomError kInvalidFeed("error InvalidFeed(bytes32 feedId)");

const ExternalFunction<void, Bytes32, Bytes32, Weights> kSetVerifier(
    "function setVerifier(bytes32 currentConfigDigest, bytes32 newConfigDigest, "
    "(address addr, uint64 weight)[] addressesAndWeights)");

void initialize(Execution& execution, Address proxy) {
  ownable::construct(execution);
  if (proxy.is_zero()) kZeroAddress.revert();
  execution.store(immutable_slot(kProxy), to_uint256(proxy));
}
Address proxy_of(Execution& execution) { return to_address(execution.load_immutable(immutable_slot(kProxy))); }

Uint256 feed_slot(Execution& execution, const Bytes32& feed) { return mapping_slot(execution, kFeeds, feed); }
Uint256 config_slot(Execution& execution, const Uint256& feed, const Bytes32& digest) {
  return mapping_slot(execution, feed + kConfigs, digest);
}

struct SignedReport {
  std::array<Bytes32, 3> context;
  Bytes report;
  std::vector<Bytes32> rs, ss;
  Bytes32 raw_vs;
};

void check_signatures(Execution& execution, const SignedReport& data, const Uint256& config) {
  const Bytes32 report_hash = execution.keccak(data.report);
  const Bytes32 hash = execution.keccak(concat({report_hash, data.context[0], data.context[1], data.context[2]}));
  Uint256 signed_count = 0, once = 0;
  for (std::size_t i = 0; i < data.rs.size(); ++i) {
    if (i >= data.raw_vs.data.size()) revert_panic(0x32);
    execution.charge(kGasSignature);
    if (data.raw_vs.data[i] > UINT8_MAX - 27) revert_panic(0x11);
    const Address signer =
        execution.recover(hash, static_cast<std::uint8_t>(data.raw_vs.data[i] + 27), data.rs[i], data.ss[i]);
    const Uint256 oracle = execution.load(mapping_slot(execution, config + kOracles, signer));
    if (!kRole.read_flag(oracle)) kBadVerification.revert();
    signed_count += Uint256(1) << (8 * static_cast<unsigned>(kIndex.read_small(oracle)));
  }
  for (unsigned i = 0; i < kMaxOracles; ++i) once |= Uint256(1) << (8 * i);
  if ((signed_count & once) != signed_count) kBadVerification.revert();
}

Bytes verify(Execution& execution, BytesView signed_report, Address requester) {
  if (execution.sender() != proxy_of(execution)) kAccessForbidden.revert();
  execution.charge(kGasDecode);
  auto [context, report, rs, ss, raw_vs] =
      abi::decode<std::array<Bytes32, 3>, Bytes, std::vector<Bytes32>, std::vector<Bytes32>, Bytes32>(signed_report);
  execution.charge(kGasReadReport);
  const SignedReport data{context, std::move(report), std::move(rs), std::move(ss), raw_vs};
  Bytes32 feed;
  std::copy_n(data.report.begin(), std::min<std::size_t>(data.report.size(), 32), feed.data.begin());
  const Uint256 slot = feed_slot(execution, feed);
  const Uint256 state = execution.load(slot);
  if (kDeactivated.read_flag(state)) kInactiveFeed.revert(feed);

  const Bytes32& digest = data.context[0];
  const Uint256 config = config_slot(execution, slot, digest);
  const Uint256 word = execution.load(config);
  const std::uint64_t expected = kF.read_small(word) + 1;
  if (!kActive.read_flag(word)) kDigestInactive.revert(feed, digest);
  if (data.rs.size() != expected) kIncorrectSignatureCount.revert(Uint256(data.rs.size()), Uint256(expected));
  if (data.rs.size() != data.ss.size()) kMismatchedSignatures.revert(Uint256(data.rs.size()), Uint256(data.ss.size()));
  const Uint256 epoch = (to_uint256(data.context[1]) >> 8) & UINT32_MAX;
  if (epoch > kLatestEpoch.read(state)) execution.store(slot, kLatestEpoch.write(state, epoch));
  check_signatures(execution, data, config);
  execution.charge(kGasFinish);
  kReportVerified.emit(execution, feed, requester);
  return data.report;
}

void check_config(Execution& execution, std::size_t signers, std::size_t transmitters, std::uint8_t f) {
  execution.charge(kGasDecodeWord * (signers + transmitters));
  if (f == 0) kFaultToleranceMustBePositive.revert();
  if (signers > kMaxOracles) kExcessSigners.revert(Uint256(signers), Uint256(kMaxOracles));
  const std::size_t faulty_thrice = std::size_t{3} * f;
  if (signers <= faulty_thrice) kInsufficientSigners.revert(Uint256(signers), Uint256(faulty_thrice + 1));
}

/// What a feed's configuration consists of, besides where it came from.
struct ConfigArguments {
  std::vector<Address> signers;
  std::vector<Bytes32> offchain_transmitters;
  std::uint8_t f = 0;
  Bytes onchain_config;
  std::uint64_t offchain_config_version = 0;
  Bytes offchain_config;
  Weights recipients;
};

void register_signers(Execution& execution, const Uint256& config, const ConfigArguments& arguments) {
  execution.store(config, kActive.write(kF.write(execution.load(config), arguments.f), 1));
  for (std::size_t i = 0; i < arguments.signers.size(); ++i) {
    execution.charge(kGasSigner);
    if (arguments.signers[i].is_zero()) kZeroAddress.revert();
    const Uint256 slot = mapping_slot(execution, config + kOracles, arguments.signers[i]);
    const Uint256 word = execution.load(slot);
    if (kRole.read_flag(word)) kNonUniqueSignatures.revert();
    execution.store(slot, kRole.write(kIndex.write(word, i), 1));
  }
}

void set_feed_config(Execution& execution, const Bytes32& feed, const Uint256& chain, const Address& source,
                     std::uint32_t new_count, const ConfigArguments& arguments) {
  const Uint256 slot = feed_slot(execution, feed);
  Uint256 state = execution.load(slot);
  const std::uint64_t count = new_count > 0 ? new_count : kConfigCount.read_small(state) + 1;
  if (count > UINT32_MAX) revert_panic(0x11);
  state = kConfigCount.write(state, count);
  execution.store(slot, state);
  Bytes32 digest = execution.keccak(abi::encode(feed, chain, source, count, arguments.signers,
                                                arguments.offchain_transmitters, arguments.f, arguments.onchain_config,
                                                arguments.offchain_config_version, arguments.offchain_config));
  digest.data[0] = 0x00;  // the prefix of these digests is 0006
  digest.data[1] = 0x06;
  register_signers(execution, config_slot(execution, slot, digest), arguments);
  const Bytes32 previous = to_bytes32(execution.load(slot + kLatestDigest));
  kSetVerifier(execution, proxy_of(execution), previous, digest, arguments.recipients);
  execution.charge(kGasSetConfig);
  kConfigSet.emit(execution, feed, static_cast<std::uint32_t>(kLatestBlock.read_small(state)), digest, count,
                  arguments.signers, arguments.offchain_transmitters, arguments.f, arguments.onchain_config,
                  arguments.offchain_config_version, arguments.offchain_config);
  execution.store(slot, kLatestBlock.write(kLatestEpoch.write(state, 0), execution.block().number));
  execution.store(slot + kLatestDigest, to_uint256(digest));
}

void set_config(Execution& execution, Bytes32 feed, std::vector<Address> signers,
                std::vector<Bytes32> offchain_transmitters, std::uint8_t f, Bytes onchain_config,
                std::uint64_t offchain_config_version, Bytes offchain_config, Weights recipients) {
  check_config(execution, signers.size(), offchain_transmitters.size(), f);
  ownable::require_owner(execution);
  set_feed_config(
      execution, feed, execution.block().chain_id, execution.self(), 0,
      {signers, offchain_transmitters, f, onchain_config, offchain_config_version, offchain_config, recipients});
}
void set_config_from_source(Execution& execution, Bytes32 feed, Uint256 chain, Address source, std::uint32_t count,
                            std::vector<Address> signers, std::vector<Bytes32> offchain_transmitters, std::uint8_t f,
                            Bytes onchain_config, std::uint64_t offchain_config_version, Bytes offchain_config,
                            Weights recipients) {
  check_config(execution, signers.size(), offchain_transmitters.size(), f);
  ownable::require_owner(execution);
  set_feed_config(
      execution, feed, chain, source, count,
      {signers, offchain_transmitters, f, onchain_config, offchain_config_version, offchain_config, recipients});
}

/// The configuration of a digest that must exist.
Uint256 require_config(Execution& execution, const Bytes32& feed, const Bytes32& digest) {
  ownable::require_owner(execution);
  if (digest.is_zero()) kDigestEmpty.revert();
  const Uint256 config = config_slot(execution, feed_slot(execution, feed), digest);
  if (kF.read(execution.load(config)) == 0) kDigestNotSet.revert(feed, digest);
  return config;
}
void activate_config(Execution& execution, Bytes32 feed, Bytes32 digest) {
  const Uint256 config = require_config(execution, feed, digest);
  execution.store(config, kActive.write(execution.load(config), 1));
  kConfigActivated.emit(execution, feed, digest);
}
void deactivate_config(Execution& execution, Bytes32 feed, Bytes32 digest) {
  const Uint256 config = require_config(execution, feed, digest);
  if (to_bytes32(execution.load(feed_slot(execution, feed) + kLatestDigest)) == digest)
    kCannotDeactivateLatestConfig.revert(feed, digest);
  execution.store(config, kActive.write(execution.load(config), 0));
  kConfigDeactivated.emit(execution, feed, digest);
}
void set_feed_active(Execution& execution, const Bytes32& feed, bool active, const Event& event) {
  ownable::require_owner(execution);
  const Uint256 slot = feed_slot(execution, feed);
  const Uint256 state = execution.load(slot);
  if (kConfigCount.read(state) == 0) kInvalidFeed.revert(feed);
  execution.store(slot, kDeactivated.write(state, active ? 0 : 1));
  event.emit(execution, feed);
}
void activate_feed(Execution& execution, Bytes32 feed) { set_feed_active(execution, feed, true, kFeedActivated); }
void deactivate_feed(Execution& execution, Bytes32 feed) { set_feed_active(execution, feed, false, kFeedDeactivated); }

std::tuple<bool, Bytes32, std::uint32_t> latest_config_digest_and_epoch(Execution& execution, Bytes32 feed) {
  const Uint256 slot = feed_slot(execution, feed);
  return {false, to_bytes32(execution.load(slot + kLatestDigest)),
          static_cast<std::uint32_t>(kLatestEpoch.read_small(execution.load(slot)))};
}
std::tuple<std::uint32_t, std::uint32_t, Bytes32> latest_config_details(Execution& execution, Bytes32 feed) {
  const Uint256 slot = feed_slot(execution, feed);
  const Uint256 state = execution.load(slot);
  return {static_cast<std::uint32_t>(kConfigCount.read_small(state)),
          static_cast<std::uint32_t>(kLatestBlock.read_small(state)), to_bytes32(execution.load(slot + kLatestDigest))};
}
bool supports_interface(Execution&, BytesN<4> id) {
  return to_uint256(BytesView(id.data)) == selector_of("verify(bytes,address)");
}
std::string type_and_version(Execution&) { return "Verifier 1.2.0"; }

}  // namespace

Verifier::Verifier() {
  add({
      {"constructor(address verifierProxyAddr)", handler_of(initialize)},
      {"function typeAndVersion() pure returns (string)", handler_of(type_and_version), 500},
      {"function supportsInterface(bytes4 interfaceId) pure returns (bool isVerifier)", handler_of(supports_interface),
       300},
      {"function verify(bytes signedReport, address sender) returns (bytes verifierResponse)",
       handler_of(verify, AbiLocation::kCalldata)},
      {"function setConfig(bytes32 feedId, address[] signers, bytes32[] offchainTransmitters, uint8 f, "
       "bytes onchainConfig, uint64 offchainConfigVersion, bytes offchainConfig, "
       "(address addr, uint64 weight)[] recipientAddressesAndWeights)",
       handler_of(set_config), kGasCheckConfig},
      {"function setConfigFromSource(bytes32 feedId, uint256 sourceChainId, address sourceAddress, "
       "uint32 newConfigCount, address[] signers, bytes32[] offchainTransmitters, uint8 f, bytes onchainConfig, "
       "uint64 offchainConfigVersion, bytes offchainConfig, (address addr, uint64 weight)[] "
       "recipientAddressesAndWeights)",
       handler_of(set_config_from_source), kGasCheckConfig},
      {"function activateConfig(bytes32 feedId, bytes32 configDigest)", handler_of(activate_config), 700},
      {"function deactivateConfig(bytes32 feedId, bytes32 configDigest)", handler_of(deactivate_config), 800},
      {"function activateFeed(bytes32 feedId)", handler_of(activate_feed), 500},
      {"function deactivateFeed(bytes32 feedId)", handler_of(deactivate_feed), 500},
      {"function latestConfigDigestAndEpoch(bytes32 feedId) view returns (bool scanLogs, bytes32 configDigest, "
       "uint32 epoch)",
       handler_of(latest_config_digest_and_epoch), 500},
      {"function latestConfigDetails(bytes32 feedId) view returns (uint32 configCount, uint32 blockNumber, "
       "bytes32 configDigest)",
       handler_of(latest_config_details), 500},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 300},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 450},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 350},
  });
  add({&kReportVerified, &kConfigSet, &kConfigDeactivated, &kConfigActivated, &kFeedActivated, &kFeedDeactivated,
       &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
  add({&kAccessForbidden, &kZeroAddress, &kFeedIdEmpty, &kDigestEmpty, &kDigestNotSet, &kDigestInactive,
       &kFaultToleranceMustBePositive, &kExcessSigners, &kInsufficientSigners, &kIncorrectSignatureCount,
       &kMismatchedSignatures, &kNonUniqueSignatures, &kBadVerification, &kCannotDeactivateLatestConfig, &kInactiveFeed,
       &kInvalidFeed});
}

}  // namespace orrery::chains

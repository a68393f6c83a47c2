// The ABIs of our kinds of contract, as the real contracts' published ABIs have them (the packages @chainlink/contracts
// and, for the OCR2 aggregator, the bytecode that the vectors were recorded from). Written here a second time, apart
// from the C++ contracts, so that a wrong signature there is found.

import { exchangeAbis } from './exchange_abis.mjs';
import { marketAbis } from './market_abis.mjs';
import { oracleAbis } from './oracle_abis.mjs';
import { vaultAbis } from './vault_abis.mjs';

const ownable = [
  'function acceptOwnership()',
  'function owner() view returns (address)',
  'function transferOwnership(address to)',
  'event OwnershipTransferRequested(address indexed from, address indexed to)',
  'event OwnershipTransferred(address indexed from, address indexed to)',
];

const accessController = [
  'function addAccess(address user)',
  'function checkEnabled() view returns (bool)',
  'function disableAccessCheck()',
  'function enableAccessCheck()',
  'function hasAccess(address user, bytes data) view returns (bool)',
  'function removeAccess(address user)',
  'event AddedAccess(address user)',
  'event CheckAccessDisabled()',
  'event CheckAccessEnabled()',
  'event RemovedAccess(address user)',
];

const round = '(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)';
const aggregatorReads = [
  'function decimals() view returns (uint8)',
  'function description() view returns (string)',
  'function getAnswer(uint256 roundId) view returns (int256)',
  `function getRoundData(uint80 roundId) view returns ${round}`,
  'function getTimestamp(uint256 roundId) view returns (uint256)',
  'function latestAnswer() view returns (int256)',
  'function latestRound() view returns (uint256)',
  `function latestRoundData() view returns ${round}`,
  'function latestTimestamp() view returns (uint256)',
  'function version() view returns (uint256)',
  'event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)',
  'event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt)',
];

const billing =
  'uint32 maximumGasPriceGwei, uint32 reasonableGasPriceGwei, uint32 observationPaymentGjuels, uint32 transmissionPaymentGjuels, uint24 accountingGas';

const ocr2Aggregator = [
  ...ownable,
  ...accessController,
  ...aggregatorReads,
  'constructor(address link, int192 minAnswer, int192 maxAnswer, address billingAccessController, address requesterAccessController, uint8 decimals, string description)',
  'function typeAndVersion() pure returns (string)',
  'function minAnswer() view returns (int192)',
  'function maxAnswer() view returns (int192)',
  'function setConfig(address[] signers, address[] transmitters, uint8 f, bytes onchainConfig, uint64 offchainConfigVersion, bytes offchainConfig)',
  'function latestConfigDetails() view returns (uint32 configCount, uint32 blockNumber, bytes32 configDigest)',
  'function latestConfigDigestAndEpoch() view returns (bool scanLogs, bytes32 configDigest, uint32 epoch)',
  'function latestTransmissionDetails() view returns (bytes32 configDigest, uint32 epoch, uint8 round, int192 latestAnswer, uint64 latestTimestamp)',
  'function transmit(bytes32[3] reportContext, bytes report, bytes32[] rs, bytes32[] ss, bytes32 rawVs)',
  'function requestNewRound() returns (uint80)',
  'function getTransmitters() view returns (address[])',
  'function getRequesterAccessController() view returns (address)',
  'function setRequesterAccessController(address requesterAccessController)',
  'function getValidatorConfig() view returns (address validator, uint32 gasLimit)',
  'function setValidatorConfig(address newValidator, uint32 newGasLimit)',
  'function getBilling() view returns (' + billing + ')',
  'function setBilling(' + billing + ')',
  'function getBillingAccessController() view returns (address)',
  'function setBillingAccessController(address billingAccessController)',
  'function getLinkToken() view returns (address)',
  'function setLinkToken(address linkToken, address recipient)',
  'function linkAvailableForPayment() view returns (int256)',
  'function oracleObservationCount(address transmitter) view returns (uint32)',
  'function owedPayment(address transmitter) view returns (uint256)',
  'function withdrawPayment(address transmitter)',
  'function withdrawFunds(address recipient, uint256 amount)',
  'function setPayees(address[] transmitters, address[] payees)',
  'function transferPayeeship(address transmitter, address proposed)',
  'function acceptPayeeship(address transmitter)',
  'event ConfigSet(uint32 previousConfigBlockNumber, bytes32 configDigest, uint64 configCount, address[] signers, address[] transmitters, uint8 f, bytes onchainConfig, uint64 offchainConfigVersion, bytes offchainConfig)',
  'event NewTransmission(uint32 indexed aggregatorRoundId, int192 answer, address transmitter, uint32 observationsTimestamp, int192[] observations, bytes observers, int192 juelsPerFeeCoin, bytes32 configDigest, uint40 epochAndRound)',
  'event Transmitted(bytes32 configDigest, uint32 epoch)',
  'event RoundRequested(address indexed requester, bytes32 configDigest, uint32 epoch, uint8 round)',
  'event ValidatorConfigSet(address indexed previousValidator, uint32 previousGasLimit, address indexed currentValidator, uint32 currentGasLimit)',
  'event RequesterAccessControllerSet(address old, address current)',
  'event BillingSet(' + billing + ')',
  'event BillingAccessControllerSet(address old, address current)',
  'event LinkTokenSet(address indexed oldLinkToken, address indexed newLinkToken)',
  'event OraclePaid(address indexed transmitter, address indexed payee, uint256 amount, address indexed linkToken)',
  'event PayeeshipTransferRequested(address indexed transmitter, address indexed current, address indexed proposed)',
  'event PayeeshipTransferred(address indexed transmitter, address indexed previous, address indexed current)',
];

const eacAggregatorProxy = [
  ...ownable,
  ...aggregatorReads,
  'constructor(address aggregator, address accessController)',
  'function accessController() view returns (address)',
  'function aggregator() view returns (address)',
  'function confirmAggregator(address aggregator)',
  'function phaseAggregators(uint16 phaseId) view returns (address)',
  'function phaseId() view returns (uint16)',
  'function proposeAggregator(address aggregator)',
  'function proposedAggregator() view returns (address)',
  `function proposedGetRoundData(uint80 roundId) view returns ${round}`,
  `function proposedLatestRoundData() view returns ${round}`,
  'function setController(address accessController)',
];

const erc20 = [
  'function allowance(address owner, address spender) view returns (uint256)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function balanceOf(address account) view returns (uint256)',
  'function decimals() view returns (uint8)',
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function totalSupply() view returns (uint256)',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function transferFrom(address from, address to, uint256 amount) returns (bool)',
  'event Approval(address indexed owner, address indexed spender, uint256 value)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
];

const linkToken = [
  ...ownable,
  ...erc20,
  'constructor()',
  'function burn(uint256 amount)',
  'function burn(address account, uint256 amount)',
  'function burnFrom(address account, uint256 amount)',
  'function decreaseAllowance(address spender, uint256 subtractedValue) returns (bool)',
  'function decreaseApproval(address spender, uint256 subtractedValue) returns (bool)',
  'function getBurners() view returns (address[])',
  'function getMinters() view returns (address[])',
  'function grantBurnRole(address burner)',
  'function grantMintAndBurnRoles(address burnAndMinter)',
  'function grantMintRole(address minter)',
  'function increaseAllowance(address spender, uint256 addedValue) returns (bool)',
  'function increaseApproval(address spender, uint256 addedValue)',
  'function isBurner(address burner) view returns (bool)',
  'function isMinter(address minter) view returns (bool)',
  'function maxSupply() view returns (uint256)',
  'function mint(address account, uint256 amount)',
  'function revokeBurnRole(address burner)',
  'function revokeMintRole(address minter)',
  'function supportsInterface(bytes4 interfaceId) pure returns (bool)',
  'function transferAndCall(address to, uint256 amount, bytes data) returns (bool)',
  'event BurnAccessGranted(address indexed burner)',
  'event BurnAccessRevoked(address indexed burner)',
  'event MintAccessGranted(address indexed minter)',
  'event MintAccessRevoked(address indexed minter)',
  'event Transfer(address indexed from, address indexed to, uint256 value, bytes data)',
  'error MaxSupplyExceeded(uint256 supplyAfterMint)',
  'error SenderNotBurner(address sender)',
  'error SenderNotMinter(address sender)',
];

// The rest have no single public original: their ABI is the one that docs/contracts.md states.

const erc20Token = [
  ...ownable,
  ...erc20,
  'constructor(string name, string symbol, uint8 decimals)',
  'function mint(address account, uint256 amount)',
  'function burn(uint256 amount)',
];

const multisigWallet = [
  'constructor(address[] owners, uint256 required)',
  'receive() payable',
  'function submitTransaction(address destination, uint256 value, bytes data) returns (uint256 transactionId)',
  'function confirmTransaction(uint256 transactionId)',
  'function revokeConfirmation(uint256 transactionId)',
  'function executeTransaction(uint256 transactionId)',
  'function addOwner(address owner)',
  'function removeOwner(address owner)',
  'function replaceOwner(address owner, address newOwner)',
  'function changeRequirement(uint256 required)',
  'function isOwner(address account) view returns (bool)',
  'function getOwners() view returns (address[])',
  'function required() view returns (uint256)',
  'function transactionCount() view returns (uint256)',
  'function transactions(uint256 transactionId) view returns (address destination, uint256 value, bytes data, bool executed)',
  'function confirmations(uint256 transactionId, address owner) view returns (bool)',
  'function getConfirmationCount(uint256 transactionId) view returns (uint256)',
  'function getConfirmations(uint256 transactionId) view returns (address[])',
  'function isConfirmed(uint256 transactionId) view returns (bool)',
  'event Confirmation(address indexed sender, uint256 indexed transactionId)',
  'event Revocation(address indexed sender, uint256 indexed transactionId)',
  'event Submission(uint256 indexed transactionId)',
  'event Execution(uint256 indexed transactionId)',
  'event ExecutionFailure(uint256 indexed transactionId)',
  'event Deposit(address indexed sender, uint256 value)',
  'event OwnerAddition(address indexed owner)',
  'event OwnerRemoval(address indexed owner)',
  'event RequirementChange(uint256 required)',
];

const feedConsumer = [
  ...ownable,
  'constructor(address feed, uint256 maxAge)',
  'function useUnchecked() returns (int256 answer)',
  'function useChecked() returns (int256 answer)',
  'function setFeed(address feed, uint256 maxAge)',
  'function feed() view returns (address)',
  'function maxAge() view returns (uint256)',
  'function lastAnswer() view returns (int256)',
  'function lastUse() view returns (uint80 roundId, int256 answer, uint256 updatedAt, uint256 readAt)',
  'function uses() view returns (uint256)',
  'event AnswerUsed(uint80 indexed roundId, int256 answer, uint256 updatedAt, uint256 readAt, bool verified)',
  'event FeedSet(address indexed feed, uint256 maxAge)',
];

const singleOracle = [
  ...ownable,
  ...aggregatorReads,
  'constructor(address updater, uint8 decimals, string description)',
  'function update(int256 answer)',
  'function setUpdater(address updater)',
  'function updater() view returns (address)',
  'event UpdaterSet(address indexed previous, address indexed current)',
];

const committeeOracle = [
  ...ownable,
  ...aggregatorReads,
  'constructor(address[] members, uint8 threshold, uint8 decimals, string description)',
  'function submit(int256 answer, uint256 timestamp, bytes32[] rs, bytes32[] ss, uint8[] vs)',
  'function members() view returns (address[])',
  'function threshold() view returns (uint8)',
];

/** By the name of the kind, as deployments carry it. */
export const abis = {
  AccessControlledOCR2Aggregator: ocr2Aggregator,
  EACAggregatorProxy: eacAggregatorProxy,
  SimpleWriteAccessController: ['constructor()', ...ownable, ...accessController],
  LinkToken: linkToken,
  ERC20: erc20Token,
  MultisigWallet: multisigWallet,
  FeedConsumer: feedConsumer,
  SingleOracle: singleOracle,
  CommitteeOracle: committeeOracle,
  ...oracleAbis,
  ...marketAbis,
  ...exchangeAbis,
  ...vaultAbis,
};

// The ABIs of our kinds of contract, as the real contracts' published ABIs have them (the packages @chainlink/contracts
// and, for the OCR2 aggregator, the bytecode that the vectors were recorded from). Written here a second time, apart
// from the C++ contracts, so that a wrong signature there is found.

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

/** By the name of the kind, as deployments carry it. */
export const abis = {
  AccessControlledOCR2Aggregator: ocr2Aggregator,
  EACAggregatorProxy: eacAggregatorProxy,
  SimpleWriteAccessController: ['constructor()', ...ownable, ...accessController],
};

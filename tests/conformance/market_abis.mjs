// The ABIs of markets and price sources: Aave v3's Pool and tokens (aave-v3-core 1.16, and 3.3 for deficits) as their
// publisher has them, without the functions that ours lack. Written here a second time, apart from the C++ contracts, so
// that a wrong signature there is found.

const ownable = [
  'function acceptOwnership()',
  'function owner() view returns (address)',
  'function transferOwnership(address to)',
  'event OwnershipTransferRequested(address indexed from, address indexed to)',
  'event OwnershipTransferred(address indexed from, address indexed to)',
];

const token = [
  'function allowance(address owner, address spender) view returns (uint256)',
  'function approve(address spender, uint256 value) returns (bool)',
  'function balanceOf(address owner) view returns (uint256)',
  'function decimals() view returns (uint8)',
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function totalSupply() view returns (uint256)',
  'function transfer(address to, uint256 value) returns (bool)',
  'function transferFrom(address from, address to, uint256 value) returns (bool)',
  'event Approval(address indexed owner, address indexed spender, uint256 value)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
];

const source = [
  'function decimals() view returns (uint8)',
  'function latestAnswer() view returns (int256)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
];

const scaledToken = [
  'function POOL() view returns (address)',
  'function UNDERLYING_ASSET_ADDRESS() view returns (address)',
  'function getScaledUserBalanceAndSupply(address user) view returns (uint256, uint256)',
  'function scaledBalanceOf(address user) view returns (uint256)',
  'function scaledTotalSupply() view returns (uint256)',
  'event Burn(address indexed from, address indexed target, uint256 value, uint256 balanceIncrease, uint256 index)',
  'event Mint(address indexed caller, address indexed onBehalfOf, uint256 value, uint256 balanceIncrease, uint256 index)',
];

const lendingPool = [
  'constructor(address oracle)',
  'function FLASHLOAN_PREMIUM_TOTAL() view returns (uint128)',
  'function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
  'function eliminateReserveDeficit(address asset, uint256 amount)',
  'function finalizeTransfer(address asset, address from, address to, uint256 amount, uint256 balanceFromBefore, uint256 balanceToBefore)',
  'function flashLoanSimple(address receiverAddress, address asset, uint256 amount, bytes params, uint16 referralCode)',
  'function getConfiguration(address asset) view returns (tuple(uint256 data))',
  'function getReserveData(address asset) view returns (tuple(tuple(uint256 data) configuration, uint128 liquidityIndex, uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))',
  'function getReserveDeficit(address asset) view returns (uint256)',
  'function getReserveNormalizedIncome(address asset) view returns (uint256)',
  'function getReserveNormalizedVariableDebt(address asset) view returns (uint256)',
  'function getReservesList() view returns (address[])',
  'function getUserAccountData(address user) view returns (uint256 totalCollateralBase, uint256 totalDebtBase, uint256 availableBorrowsBase, uint256 currentLiquidationThreshold, uint256 ltv, uint256 healthFactor)',
  'function getUserConfiguration(address user) view returns (tuple(uint256 data))',
  'function initReserve(address asset, address aTokenAddress, address stableDebtAddress, address variableDebtAddress, address interestRateStrategyAddress)',
  'function liquidationCall(address collateralAsset, address debtAsset, address user, uint256 debtToCover, bool receiveAToken)',
  'function mintToTreasury(address[] assets)',
  'function repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf) returns (uint256)',
  'function setConfiguration(address asset, tuple(uint256 data) configuration)',
  'function setUserUseReserveAsCollateral(address asset, bool useAsCollateral)',
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to) returns (uint256)',
  'event Borrow(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint8 interestRateMode, uint256 borrowRate, uint16 indexed referralCode)',
  'event DeficitCovered(address indexed reserve, address caller, uint256 amountCovered)',
  'event DeficitCreated(address indexed user, address indexed debtAsset, uint256 amountCreated)',
  'event FlashLoan(address indexed target, address initiator, address indexed asset, uint256 amount, uint8 interestRateMode, uint256 premium, uint16 indexed referralCode)',
  'event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)',
  'event MintedToTreasury(address indexed reserve, uint256 amountMinted)',
  'event Repay(address indexed reserve, address indexed user, address indexed repayer, uint256 amount, bool useATokens)',
  'event ReserveDataUpdated(address indexed reserve, uint256 liquidityRate, uint256 stableBorrowRate, uint256 variableBorrowRate, uint256 liquidityIndex, uint256 variableBorrowIndex)',
  'event ReserveInitialized(address indexed asset, address indexed aToken, address stableDebtToken, address variableDebtToken, address interestRateStrategyAddress)',
  'event ReserveUsedAsCollateralDisabled(address indexed reserve, address indexed user)',
  'event ReserveUsedAsCollateralEnabled(address indexed reserve, address indexed user)',
  'event Supply(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint16 indexed referralCode)',
  'event Withdraw(address indexed reserve, address indexed user, address indexed to, uint256 amount)',
  ...ownable,
];

export const marketAbis = {
  LendingPool: lendingPool,
  AToken: [
    'constructor(address pool, address treasury, address underlyingAsset, uint8 decimals, string name, string symbol)',
    ...token,
    ...scaledToken,
    'function RESERVE_TREASURY_ADDRESS() view returns (address)',
    'function burn(address from, address receiverOfUnderlying, uint256 amount, uint256 index)',
    'function mint(address caller, address onBehalfOf, uint256 amount, uint256 index) returns (bool)',
    'function mintToTreasury(uint256 amount, uint256 index)',
    'function transferOnLiquidation(address from, address to, uint256 value)',
    'function transferUnderlyingTo(address target, uint256 amount)',
    'event BalanceTransfer(address indexed from, address indexed to, uint256 value, uint256 index)',
  ],
  VariableDebtToken: [
    'constructor(address pool, address underlyingAsset, uint8 decimals, string name, string symbol)',
    ...token,
    ...scaledToken,
    'function burn(address from, uint256 amount, uint256 index) returns (uint256)',
    'function mint(address user, address onBehalfOf, uint256 amount, uint256 index) returns (bool, uint256)',
  ],
  InterestRateStrategy: [
    'constructor(uint256 optimalUsageRatio, uint256 baseVariableBorrowRate, uint256 variableRateSlope1, uint256 variableRateSlope2)',
    'function calculateInterestRates(tuple(uint256 unbacked, uint256 liquidityAdded, uint256 liquidityTaken, uint256 totalStableDebt, uint256 totalVariableDebt, uint256 averageStableBorrowRate, uint256 reserveFactor, address reserve, address aToken) params) view returns (uint256, uint256, uint256)',
  ],
  AssetOracle: [
    'constructor(address[] assets, address[] sources)',
    'function getAssetPrice(address asset) view returns (uint256)',
    'function getAssetsPrices(address[] assets) view returns (uint256[])',
    'function getSourceOfAsset(address asset) view returns (address)',
    'function setAssetSources(address[] assets, address[] sources)',
    'event AssetSourceUpdated(address indexed asset, address indexed source)',
    'event BaseCurrencySet(address indexed baseCurrency, uint256 baseCurrencyUnit)',
    ...ownable,
  ],
  FixedPrice: ['constructor(int256 answer, uint8 decimals)', ...source],
  CheckedFeed: ['constructor(address feed, uint256 maxAge, int256 lowest, int256 highest)', ...source],
  ProductFeed: ['constructor(address ratio, address reference)', ...source],
  AnchoredFeed: ['constructor(address feed, address anchor, uint256 maxDeviation)', ...source],
};

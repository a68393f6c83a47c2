#include "nodes/actors/liquidator.h"

#include "chains/encoding/abi.h"

namespace orrery::nodes {
namespace {

const Uint256 kHealthy("1000000000000000000");

}  // namespace

Liquidator::Liquidator(sim::Host& host, const LiquidatorSpec& spec) : LendingActor(host, spec), market_(spec.market) {
  if (!market_.providers.empty()) reader_.emplace(host, "liquidator");
}

void Liquidator::look() {
  // Once a life: after a restart the same allowance is given again, which changes nothing.
  if (!approved_) approve(spec_.debt);
  approved_ = true;
  find_borrowers();
  check_market();
}

void Liquidator::find_borrowers() {
  static const chains::Bytes32 kBorrow =
      chains::topic_of("Borrow(address,address,address,uint256,uint8,uint256,uint16)");
  rpc_.logs({.address = spec_.pool, .topic0 = kBorrow, .from_block = next_block_, .to_block = {}},
            [this](const chains::RpcResult<std::vector<chains::LogRecord>>& result) {
              if (!result) return;
              for (const chains::LogRecord& log : *result.value) {
                // The same block is asked for again, since it may have been read before it was whole.
                next_block_ = log.block_number;
                if (log.topics.size() < 3) continue;
                const Address user = chains::to_address(chains::to_uint256(log.topics[2]));
                if (known_.insert(user).second) borrowers_.push_back(user);
              }
            });
}

void Liquidator::check_market() {
  if (!reader_) return check_borrowers();
  reader_->read(market_, [this](const PriceReading& reading) {
    if (!reading.price) return;
    const chains::Int256 market = to_answer(*reading.price, kOracleDecimals);
    read_oracle(spec_.collateral.token, [this, market](const Uint256& price) {
      constexpr std::uint32_t kBasisPoints = 10'000;
      if (market * spec_.collateral.bonus > chains::Int256(price) * kBasisPoints) check_borrowers();
    });
  });
}

void Liquidator::check_borrowers() {
  for (std::size_t i = 0; i < borrowers_.size(); ++i) {
    const auto job = static_cast<std::uint32_t>(i + 1);
    if (transmitter().pending(job) != 0) continue;
    read_account(borrowers_[i], [this, job](const LendingAccount& account) {
      if (account.health < kHealthy && account.collateral != 0) act_on(borrowers_[job - 1], job);
    });
  }
}

void Liquidator::act_on(const Address& user, std::uint32_t job) {
  read_balance(spec_.debt.token, self(), [this, user, job](const Uint256& stock) {
    if (stock == 0 || transmitter().pending(job) != 0) return;
    liquidate(user, stock, job);
  });
}

}  // namespace orrery::nodes

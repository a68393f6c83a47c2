#include "chains/ledger/consensus_rollup.h"

#include <algorithm>

#include "chains/crypto/hash.h"
#include "chains/ledger/chain.h"
#include "chains/ledger/consensus_limits.h"
#include "chains/ledger/event_kinds.h"
#include "chains/ledger/gas.h"
#include "chains/ledger/uptime_feed.h"
#include "sim/assert.h"
#include "sim/input_error.h"

namespace orrery::chains {
namespace {

const Uint256 kBatcherFunds = Uint256(1'000) * 1'000'000'000'000'000'000ull;
constexpr Gas kDeployGas = 2'000'000, kUpdateGas = 200'000;
constexpr GasPrice kBatchTip = kGwei;
/// The OP stack's batcher raises its fee to at most so many times what it would offer afresh (fee-limit-multiplier).
constexpr GasPrice kFeeLimitMultiplier = 5;

std::uint64_t seconds_of(sim::Time time) { return static_cast<std::uint64_t>(time.unix_nanoseconds() / 1'000'000'000); }

void append_number(Bytes& bytes, std::uint64_t value) {
  for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (56 - 8 * i)));
}

}  // namespace

std::unique_ptr<Consensus> RollupSpec::make(Chain& chain, const ChainLookup& find_chain) const {
  Chain* const base = find_chain ? find_chain(l1) : nullptr;
  if (base == nullptr)
    throw sim::InputError("", "the rollup \"" + chain.name() + "\" posts to a chain \"" + l1 + "\" that is not there",
                          "name an L1 that stands before it");
  check_interval(chain, "block time", block_time);
  check_interval(chain, "batch interval", batch_interval);
  if (catch_up_speed < 1) throw sim::InputError("", "the rollup \"" + chain.name() + "\" never catches up");
  return std::make_unique<Rollup>(chain, *base, *this);
}

Rollup::Rollup(Chain& chain, Chain& l1, RollupSpec spec)
    : chain_(chain),
      l1_(l1),
      spec_(std::move(spec)),
      batcher_(chain.signatures(), chain.name() + "/batcher"),
      updater_(chain.signatures(), chain.name() + "/uptime-updater"),
      inbox_(Address::from(BytesView(keccak256(chain.name() + "/batch-inbox")).subspan(12))),
      sequencer_(&chain.world().network().add_host({.name = chain.name() + "/sequencer",
                                                    .zone = spec_.sequencer_zone,
                                                    .parent = chain.id(),
                                                    .leans_on = spec_.sequencer_leans_on})) {
  l1_.fund(batcher_.address(), kBatcherFunds);
  l1_.on_block([this](const Block&) { on_l1_block(); });
}

void Rollup::prepare() {
  if (!spec_.has_uptime_feed) return;
  chain_.fund(updater_.address(), kBatcherFunds);
  Address feed;
  const GasPrice fee = chain_.spec().fees.initial_base_fee;
  const auto deployment = updater_.deploy(chain_.spec().chain_id, kUptimeFeed,
                                          uptime_feed_arguments(updater_.address(), false), kDeployGas, {fee, 0}, feed);
  const auto placed = chain_.bootstrap({deployment});
  ORRERY_ASSERT(placed.front().outcome.ok, "the uptime feed is among the contracts and its deployment has gas enough");
  uptime_feed_ = feed;
}

void Rollup::start() {
  const sim::Time now = chain_.world().now();
  posted_ = safe_ = final_ = chain_.head().number;
  next_time_ = now + spec_.block_time;
  up_since_ = now;
  schedule_block(spec_.block_time);
  schedule_batch();
}

bool Rollup::is_down() const {
  const auto& disruptions = chain_.disruptions();
  return !sequencer_->is_up() || sequencer_->is_paused() || !disruptions.sequencer_down.empty() ||
         !disruptions.halted.empty();
}

std::vector<sim::CauseId> Rollup::down_because() const {
  const auto& disruptions = chain_.disruptions();
  auto faults = Disruptions::faults_of({&disruptions.sequencer_down, &disruptions.halted});
  if (!sequencer_->is_up() || sequencer_->is_paused()) faults.push_back(sequencer_->waiting().front().cause);
  return faults;
}

std::vector<sim::CauseId> Rollup::finality_hindered_by() const {
  Hindrances all;
  all.note(without_finality_.main());
  all.note(l1_.consensus().finality_hindered_by());
  all.note(l1_.consensus().hindered_by());
  return all.main();
}

void Rollup::schedule_block(sim::Duration after) {
  chain_.world().kernel().schedule_caused(chain_.world().now() + after, chain_.tag(kSequenceEvent), {},
                                          [this] { on_block_time(); });
}

void Rollup::on_block_time() {
  const sim::Time now = chain_.world().now();
  if (is_down()) {
    if (!stalled_since_) stalled_since_ = next_time_;
    const auto because = down_because();
    without_block_.note(because);
    without_finality_.note(because);
    chain_.count_hit(because, sim::Hit::kBlock);
    return schedule_block(spec_.block_time);
  }
  if (stalled_since_) recover(*stalled_since_);
  if (uptime_feed_ && says_down_since_ && now - up_since_ >= spec_.uptime_detection) {
    untold_.push_back({.is_down = false, .at = up_since_ + spec_.uptime_detection});
    says_down_since_.reset();
  }
  tell_uptime_feed();
  make_block(next_time_);
  next_time_ = next_time_ + spec_.block_time;
  const bool is_behind = next_time_ <= now;
  schedule_block(is_behind ? spec_.block_time / spec_.catch_up_speed : next_time_ - now);
}

/// The outage is over.
void Rollup::recover(sim::Time stalled_since) {
  const sim::Time now = chain_.world().now();
  stalled_since_.reset();
  up_since_ = now;
  if (!spec_.fills_gaps) next_time_ = now;
  const sim::Time noticed = stalled_since + spec_.uptime_detection;
  if (!uptime_feed_ || says_down_since_ || now < noticed) return;
  says_down_since_ = noticed;
  const auto because = without_block_.main();
  outage_ = because.empty() ? sim::CauseId{} : because.front();
  untold_.push_back({.is_down = true, .at = noticed});
}

/// What the L1 was told comes before every transaction of users, into the first block that is not older than it: no
/// block of an OP-stack chain is older than its L1 origin (OP Stack specification, derivation).
void Rollup::tell_uptime_feed() {
  for (; !untold_.empty() && untold_.front().at <= next_time_; untold_.pop_front()) {
    const auto [is_down, at] = untold_.front();
    chain_.world().kernel().set_cause(outage_);
    chain_.force(updater_.sign(chain_.spec().chain_id, uptime_feed_, update_status_input(is_down, seconds_of(at)),
                               kUpdateGas, {4 * chain_.next_block_base_fee(), 0}));
  }
}

void Rollup::make_block(sim::Time at) {
  Proposal proposal;
  proposal.timestamp = seconds_of(at);
  proposal.slot = chain_.head().number + 1;
  proposal.proposer = sequencer_->id();
  proposal.zone = sequencer_->zone();
  proposal.publication = spec_.publication;
  proposal.takes_pool = chain_.world().now() - at <= spec_.largest_drift;
  chain_.produce(proposal);
  without_block_.clear();
}

void Rollup::schedule_batch() {
  auto& kernel = chain_.world().kernel();
  kernel.schedule_caused(kernel.now() + spec_.batch_interval, chain_.tag(kBatchEvent), {}, [this] { on_batch_time(); });
}

void Rollup::on_batch_time() {
  schedule_batch();
  if (is_down()) return;
  chain_.world().kernel().set_cause(chain_.head().row);
  // A batch that has waited a whole interval offers twice as much, up to the limit.
  for (auto& batch : unsettled_)
    if (placed_on_l1(batch) == nullptr) post(batch);
  const Block& head = chain_.head();
  if (head.number == posted_) return;
  Batch batch{head.number, batcher_.take_nonce(), {}, 0, {}};
  batch.input.push_back(0);
  append_number(batch.input, posted_ + 1);
  append_number(batch.input, head.number);
  batch.input.insert(batch.input.end(), head.hash.data.begin(), head.hash.data.end());
  posted_ = head.number;
  ++batches_;
  post(batch);
  unsettled_.push_back(std::move(batch));
}

void Rollup::post(Batch& batch) {
  const GasPrice market = 2 * l1_.next_block_base_fee() + kBatchTip;
  // Without a limit an L1 that stands still would drive the offer beyond all that the batcher owns.
  const bool may_double = batch.max_fee <= market * kFeeLimitMultiplier / 2;
  batch.max_fee = std::max(market, may_double ? batch.max_fee * 2 : batch.max_fee);
  const GasPrice tip = std::min(batch.max_fee, std::max(kBatchTip, batch.max_fee / 8));
  const auto transaction = batcher_.sign_at(batch.nonce, l1_.spec().chain_id, inbox_, batch.input,
                                            gas::intrinsic(batch.input, false), {batch.max_fee, tip});
  const sim::EntityId zone = sequencer_->zone();
  const auto submission = l1_.submit(transaction, zone);
  if (submission.refused.empty()) batch.hashes.push_back(submission.hash);
}

const PlacedTransaction* Rollup::placed_on_l1(const Batch& batch) const {
  for (const auto& hash : batch.hashes)
    if (const auto* placed = l1_.find_transaction(hash)) return placed;
  return nullptr;
}

void Rollup::on_l1_block() {
  std::uint64_t safe = final_;
  const std::uint64_t l1_final = l1_.consensus().final_block();
  bool is_unbroken = true;
  std::size_t settled = 0;
  for (const auto& batch : unsettled_) {
    const auto* placed = placed_on_l1(batch);
    is_unbroken = is_unbroken && placed != nullptr;
    if (!is_unbroken) break;
    safe = batch.last_block;
    if (placed->block_number <= l1_final) {
      final_ = batch.last_block;
      without_finality_.clear();
      ++settled;
    }
  }
  unsettled_.erase(unsettled_.begin(), unsettled_.begin() + static_cast<std::ptrdiff_t>(settled));
  if (settled > 0) chain_.record_finality("finalized", final_);
  if (safe != safe_) chain_.record_finality("safe", safe);
  safe_ = safe;
}

}  // namespace orrery::chains

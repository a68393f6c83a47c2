#include "nodes/feeds/transmitter.h"

#include <algorithm>

#include "chains/crypto/costs.h"
#include "chains/crypto/hash.h"
#include "chains/encoding/transaction.h"
#include "nodes/feeds/freshness.h"
#include "sim/assert.h"

namespace orrery::nodes {

using chains::Receipt;
using chains::RpcResult;
using sim::Duration;

Transmitter::Transmitter(sim::Host& host, chains::RpcClient& rpc, const ChainAccess& access, std::string name)
    : host_(host),
      rpc_(rpc),
      signatures_(*access.signatures),
      spec_(access.transmitter),
      name_(std::move(name)),
      tables_(access.tables),
      listener_(access.listener) {
  ORRERY_ASSERT(spec_.account.has_value(), "a transmitter sends from an account");
}

void Transmitter::start() {
  load();
  refresh();
}

void Transmitter::submit(TransactionRequest request, const PluginCallback<bool>& done) {
  if (transactions_.size() >= spec_.most_queued) {
    return done({std::nullopt, "the transaction queue is full", host_.journal().cause()});
  }
  NodeTransaction transaction;
  transaction.id = next_id_++;
  transaction.request = std::move(request);
  if (!save(transaction)) return done({std::nullopt, "the disk takes no record of the transaction", {}});
  transactions_.push_back({.its = std::move(transaction)});
  tell(transactions_.back(), Step::kQueued);
  done({true, {}, {}});
  // What is known of the chain goes stale as fast as blocks come; a poll's length is as good as what polls know.
  if (!knows_nonce_ || !head_ || !is_fresh(refreshed_at_, host_.now(), spec_.poll)) return refresh();
  pump();
  if (!timer_.is_set()) plan_refresh();
}

std::size_t Transmitter::pending(std::uint32_t job) const {
  return static_cast<std::size_t>(
      std::count_if(transactions_.begin(), transactions_.end(),
                    [job](const Pending& pending) { return pending.its.request.job == job; }));
}

void Transmitter::add_waiting(std::vector<sim::Waiting>& waiting) const {
  for (const Pending& pending : transactions_) {
    const NodeTransaction& its = pending.its;
    std::string what =
        "transaction " + (its.nonce ? "with nonce " + std::to_string(*its.nonce) : "without a nonce yet");
    what += ": " + std::to_string(its.attempts.size()) + " attempts" + (its.at_ceiling ? ", at its fee ceiling" : "");
    waiting.push_back({std::move(what), pending.cause, its.request.about});
  }
}

void Transmitter::refresh() {
  if (answers_missing_ != 0) return;
  host_.cancel_timer(timer_);
  answers_missing_ = 3;
  rpc_.block_number([this](RpcResult<chains::Head> head) {
    if (head) head_ = *head.value;
    refreshed();
  });
  rpc_.transaction_count(account(), [this](RpcResult<std::uint64_t> count) {
    if (count) {
      confirmed_ = *count.value;
      next_nonce_ = std::max(next_nonce_, confirmed_);
      knows_nonce_ = true;
    }
    refreshed();
  });
  rpc_.priority_fee([this](RpcResult<Uint256> tip) {
    if (tip) suggested_tip_ = *tip.value;
    refreshed();
  });
}

void Transmitter::refreshed() {
  if (--answers_missing_ != 0) return;
  refreshed_at_ = host_.now();
  if (knows_nonce_ && head_) settle();
  if (!transactions_.empty() || !knows_nonce_) plan_refresh();
}

void Transmitter::plan_refresh() {
  timer_ = host_.set_timer(spec_.poll, [this] {
    timer_ = {};
    refresh();
  });
}

void Transmitter::settle() {
  take_back_reorged();
  std::size_t depth = 0;
  for (Pending& pending : transactions_) {
    if (!pending.its.nonce) break;
    if (*pending.its.nonce < confirmed_) {
      look_for_receipt(pending);
      continue;
    }
    const bool waited = head_->number >= pending.its.sent_at_block + spec_.bump_after_blocks;
    const bool may_bump = depth++ < spec_.bump_depth && (pending.wants_bump || (pending.its.handed_over && waited));
    if (pending.under_way) continue;
    if (may_bump) {
      bump(pending);
    } else if (!pending.its.handed_over || !is_fresh(pending.its.sent_at, host_.now(), spec_.resend_after)) {
      resend(pending);
    }
  }
  pump();
}

void Transmitter::take_back_reorged() {
  std::vector<Settled> kept;
  for (Settled& settled : settled_) {
    const std::uint64_t block = settled.receipt.block_number;
    if (head_->number >= block + spec_.reorg_depth) continue;
    // An endpoint whose head has reached that block and that counts the nonce as free is on another branch.
    const bool undone = head_->number >= block && *settled.its.nonce >= confirmed_;
    if (!undone || !take_back(settled)) kept.push_back(std::move(settled));
  }
  settled_ = std::move(kept);
}

bool Transmitter::take_back(Settled& settled) {
  settled.its.sent_at_block = head_->number;
  settled.its.polls_without_receipt = 0;
  if (!save(settled.its)) return false;
  const Gas gas_used = settled.receipt.gas_used;
  const Uint256 fee = settled.receipt.effective_gas_price * gas_used;
  counters_.fees_paid -= fee;
  --(settled.receipt.ok ? counters_.confirmed : counters_.reverted);
  (settled.receipt.ok ? counters_.gas_confirmed : counters_.gas_reverted) -= gas_used;
  ++counters_.reorged;
  const auto place = std::ranges::find_if(transactions_, [nonce = *settled.its.nonce](const Pending& other) {
    return !other.its.nonce || *other.its.nonce > nonce;
  });
  tell(*transactions_.insert(place, {.its = std::move(settled.its)}), Step::kReorged, gas_used, fee);
  return true;
}

void Transmitter::look_for_receipt(Pending& pending) {
  if (pending.looking) return;
  ORRERY_ASSERT(!pending.its.attempts.empty(), "a nonce is given together with the first attempt");
  pending.looking = true;
  try_receipt(pending.its.id, pending.its.attempts.size());
}

void Transmitter::try_receipt(std::uint64_t id, std::size_t attempt) {
  Pending* pending = find(id);
  if (pending == nullptr) return;
  if (attempt == 0) return no_receipt(*pending);
  rpc_.receipt(pending->its.attempts[attempt - 1], [this, id, attempt](RpcResult<std::optional<Receipt>> receipt) {
    if (receipt && *receipt.value) return finish(id, **receipt.value);
    if (receipt) return try_receipt(id, attempt - 1);
    if (Pending* asked = find(id)) asked->looking = false;  // the endpoints fail: the next poll asks again
  });
}

void Transmitter::no_receipt(Pending& pending) {
  pending.looking = false;
  if (++pending.its.polls_without_receipt < spec_.polls_for_receipt) return;
  ++counters_.displaced;
  tell(pending, Step::kDisplaced);
  // Its turn comes again, behind those that have a nonce.
  NodeTransaction again;
  again.id = next_id_++;
  again.request = pending.its.request;
  forget(pending.its.id);
  std::erase_if(transactions_, [id = pending.its.id](const Pending& other) { return other.its.id == id; });
  save(again);
  transactions_.push_back({.its = std::move(again)});
}

void Transmitter::finish(std::uint64_t id, const Receipt& receipt) {
  Pending* pending = find(id);
  if (pending == nullptr) return;
  const Uint256 fee = receipt.effective_gas_price * receipt.gas_used;
  counters_.fees_paid += fee;
  ++(receipt.ok ? counters_.confirmed : counters_.reverted);
  (receipt.ok ? counters_.gas_confirmed : counters_.gas_reverted) += receipt.gas_used;
  tell(*pending, receipt.ok ? Step::kConfirmed : Step::kReverted, receipt.gas_used, fee);
  forget(id);
  settled_.push_back({std::move(pending->its), receipt});
  std::erase_if(transactions_, [id](const Pending& other) { return other.its.id == id; });
  pump();
}

void Transmitter::pump() {
  std::size_t in_flight = 0;
  for (std::size_t i = 0; i < transactions_.size() && in_flight < spec_.most_in_flight; ++i, ++in_flight) {
    if (!transactions_[i].its.nonce && !first_attempt(transactions_[i])) return;
  }
}

bool Transmitter::first_attempt(Pending& pending) {
  NodeTransaction& its = pending.its;
  its.nonce = next_nonce_++;
  its.fees = first_fees(spec_.fees, {head_->base_fee, suggested_tip_});
  Bytes raw;
  sign_attempt(pending, raw);
  // Nothing leaves before the disk knows its nonce, else a crash would give the nonce away twice.
  if (!save(its)) {
    --next_nonce_;
    its.nonce.reset();
    its.attempts.clear();
    return false;
  }
  ++counters_.sent;
  hand_over(pending, std::move(raw), Step::kSent);
  return true;
}

void Transmitter::bump(Pending& pending) {
  NodeTransaction& its = pending.its;
  const auto fees = bumped_fees(spec_.fees, {head_->base_fee, suggested_tip_}, its.fees);
  if (!fees) {
    if (!its.at_ceiling) tell(pending, Step::kAtCeiling);
    its.at_ceiling = true;
    if (!its.handed_over || !is_fresh(its.sent_at, host_.now(), spec_.resend_after)) resend(pending);
    return;
  }
  const Fees before = its.fees;
  its.fees = *fees;
  Bytes raw;
  sign_attempt(pending, raw);
  if (!save(its)) {
    its.fees = before;
    its.attempts.pop_back();
    return;
  }
  pending.wants_bump = false;
  ++counters_.bumped;
  hand_over(pending, std::move(raw), Step::kBumped);
}

Bytes Transmitter::raw_of(const NodeTransaction& its) {
  const chains::Transaction body{.chain_id = spec_.chain_id,
                                 .nonce = *its.nonce,
                                 .max_priority_fee = its.fees.tip,
                                 .max_fee = its.fees.maximum,
                                 .gas_limit = its.request.gas_limit,
                                 .to = its.request.to,
                                 .value = 0,
                                 .input = its.request.input,
                                 .access_list = {}};
  return chains::encode(chains::sign(body, *spec_.account, signatures_));
}

void Transmitter::sign_attempt(Pending& pending, Bytes& raw) {
  raw = raw_of(pending.its);
  host_.spend(chains::kSecp256k1SignCost);
  pending.its.attempts.push_back(chains::keccak256(raw));
  pending.its.sent_at_block = head_->number;
}

void Transmitter::hand_over(Pending& pending, Bytes raw, Step step) {
  pending.its.handed_over = false;
  pending.its.sent_at = host_.now();
  pending.under_way = true;
  tell(pending, step);
  rpc_.send_raw_transaction(std::move(raw),
                            [this, id = pending.its.id](const RpcResult<Bytes32>& result) { handed_over(id, result); });
}

void Transmitter::resend(Pending& pending) {
  ++counters_.resent;
  // Signatures are deterministic, so signing again gives the same bytes as the last attempt.
  hand_over(pending, raw_of(pending.its), Step::kResent);
}

void Transmitter::handed_over(std::uint64_t id, const RpcResult<Bytes32>& result) {
  Pending* pending = find(id);
  if (pending == nullptr) return;
  pending->under_way = false;
  const std::string& reason = result.reason;
  if (result || reason == "already known") {
    pending->its.handed_over = true;
    return;
  }
  // Without an answer nobody knows; the next poll hands it over again.
  if (result.failure != chains::RpcFailure::kRejected) return;
  if (reason.starts_with("nonce too low")) {
    // In a block already: the receipt will tell. An endpoint that lags behind that block still counts the nonce as
    // free, so this one must not look as if nobody had it.
    pending->its.handed_over = true;
    return refresh();
  }
  if (reason.find("underpriced") != std::string::npos) {
    pending->wants_bump = true;
    return;
  }
  ++counters_.refused;
  tell(*pending, reason.starts_with("insufficient funds") ? Step::kNoFunds : Step::kRefused, 0, 0, reason);
}

Transmitter::Pending* Transmitter::find(std::uint64_t id) {
  for (Pending& pending : transactions_) {
    if (pending.its.id == id) return &pending;
  }
  return nullptr;
}

void Transmitter::tell(Pending& pending, Step step, Gas gas_used, const Uint256& fee, std::string_view reason) {
  const NodeTransaction& its = pending.its;
  sim::Journal& journal = host_.journal();
  if (journal.wants(tables_.node_transaction)) {
    const std::string maximum = chains::to_text(its.fees.maximum), tip = chains::to_text(its.fees.tip);
    const std::string paid = chains::to_text(fee);
    // A selector and the first argument tell what it is for, whether or not a block ever takes it.
    constexpr std::size_t kCallShown = 36;
    const BytesView input(its.request.input);
    const bool is_first = step == Step::kSent;
    pending.cause = journal.write_as_cause(
        tables_.node_transaction,
        {host_.id(), its.request.about, its.nonce ? sim::Value(*its.nonce) : sim::Value(), to_text(step),
         its.attempts.empty() ? sim::Value() : sim::Value(BytesView(its.attempts.back())), maximum, tip, gas_used, paid,
         reason.empty() ? sim::Value() : sim::Value(reason),
         is_first ? sim::Value(BytesView(its.request.to)) : sim::Value(),
         is_first ? sim::Value(input.first(std::min(input.size(), kCallShown))) : sim::Value()});
  } else {
    pending.cause = journal.cause();
  }
  if (listener_ != nullptr) listener_->happened({host_.id(), account(), step, its, gas_used, fee});
}

}  // namespace orrery::nodes

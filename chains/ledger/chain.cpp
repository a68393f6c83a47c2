#include "chains/ledger/chain.h"

#include <algorithm>
#include <utility>

#include "chains/crypto/hash.h"
#include "sim/assert.h"
#include "sim/input_error.h"
#include "sim/network.h"

namespace orrery::chains {
namespace {

/// Blocks behind the head that stay readable even where they are final at once: RPC endpoints lag by a few.
constexpr std::uint64_t kAlwaysReadable = 64;

/// The words of go-ethereum for a transaction that it cannot even read.
std::string_view words_of(TransactionError error) {
  switch (error) {
    case TransactionError::kMalformed:
      return "rlp: malformed transaction";
    case TransactionError::kUnsupportedType:
      return "transaction type not supported";
    case TransactionError::kWrongChain:
      return "invalid chain id for signer";
    case TransactionError::kNonceTooHigh:
      return "nonce has max value";
    case TransactionError::kPriorityAboveMaximum:
      return "max priority fee per gas higher than max fee per gas";
    case TransactionError::kSignatureOutOfRange:
    case TransactionError::kHighS:
      return "invalid sender";
  }
  return "invalid transaction";
}

}  // namespace

Chain::Chain(sim::World& world, ChainSpec spec, const CodeBook& code, Signatures& signatures, ChainTables tables,
             const ChainLookup& find_chain)
    : world_(world),
      spec_(std::move(spec)),
      code_(code),
      signatures_(signatures),
      tables_(tables),
      id_(world.add_entity("chain", spec_.name)),
      mempool_(spec_.mempool),
      congestion_(spec_.congestion, random("congestion")),
      gossip_(world, random("gossip")) {
  if (spec_.consensus == nullptr) throw sim::InputError("", "the chain \"" + spec_.name + "\" has no consensus");
  if (spec_.gas_limit < spec_.fees.elasticity || spec_.fees.elasticity == 0 || spec_.fees.change_denominator == 0)
    throw sim::InputError("", "the chain \"" + spec_.name + "\" has no room in its blocks");
  Block genesis;
  genesis.number = spec_.first_block - 1;
  genesis.base_fee = spec_.fees.initial_base_fee;
  genesis.gas_limit = spec_.gas_limit;
  genesis.gas_used = spec_.gas_limit / spec_.fees.elasticity;  // so that the first block has the initial base fee
  genesis.made = genesis.published = world.now();
  genesis.hash = keccak256("orrery genesis " + spec_.name + " " + std::to_string(spec_.chain_id));
  blocks_.push_back(std::move(genesis));
  consensus_ = spec_.consensus->make(*this, find_chain);
  consensus_->prepare();
}

Chain::~Chain() = default;

sim::Random Chain::random(std::string_view stream) const {
  return world_.random("chain/" + spec_.name + "/" + std::string(stream));
}

void Chain::fund(const Address& account, const Uint256& wei) {
  ORRERY_ASSERT(!started_, "ether is not made while a chain runs");
  state_.set_balance(account, state_.balance(account) + wei);
  write_genesis(world_.journal(), tables_, id_, account, wei);
  calls_.clear();
}

void Chain::start() {
  ORRERY_ASSERT(!started_, "a chain starts once");
  started_ = true;
  consensus_->start();
}

const Block* Chain::block(std::uint64_t number) const {
  const std::uint64_t first = blocks_.front().number;
  if (number < first || number - first >= blocks_.size()) return nullptr;
  return &blocks_[number - first];
}

BlockContext Chain::context_of(const Block& block) const {
  BlockContext context;
  context.number = block.number;
  context.timestamp = block.proposal.timestamp;
  context.base_fee = block.base_fee;
  context.gas_limit = block.gas_limit;
  context.chain_id = spec_.chain_id;
  const auto proposer = block.proposal.proposer.index;
  for (unsigned i = 0; i < 4; ++i) context.coinbase.data[16 + i] = static_cast<std::uint8_t>(proposer >> (24 - 8 * i));
  context.coinbase.data[0] = 0xfe;  // keeps fee recipients apart from precompiles
  context.hash_of = [this](std::uint64_t number) {
    const auto* earlier = this->block(number);
    return earlier == nullptr ? Bytes32{} : earlier->hash;
  };
  return context;
}

StateMark Chain::mark_after(std::uint64_t number) const {
  if (number == head().number) return state_.mark();
  const auto* next = block(number + 1);
  ORRERY_ASSERT(next != nullptr && number >= oldest_readable(), "only remembered blocks are read");
  return next->before;
}

const CallResult& Chain::call_at(std::uint64_t number, const Address& to, BytesView input) {
  const auto* at = block(number);
  ORRERY_ASSERT(at != nullptr, "calls are made at blocks that exist");
  bool is_kept = false;
  auto& result = calls_.place(at->serial, to, input, is_kept);
  if (is_kept) return result;
  const CallRequest request{.to = to, .input = input};
  const auto context = context_of(*at);
  const auto run = [&] { return execute_call(state_, context, request, signatures_); };
  result = number == head().number ? run() : state_.at(mark_after(number), run);
  return result;
}

std::uint64_t Chain::oldest_readable() const { return std::max(forgotten_below_, blocks_.front().number); }

void Chain::remove_reader(BlockReader& reader) { std::erase(readers_, &reader); }

void Chain::forget() {
  std::uint64_t keep = std::min(consensus_->final_block(), head().number - std::min(head().number, kAlwaysReadable));
  for (auto* reader : readers_) keep = std::min(keep, reader->oldest_needed());
  const auto* next = block(keep + 1);
  if (keep <= forgotten_below_ || next == nullptr) return;
  state_.forget_before(next->before);
  forgotten_below_ = keep;
}

const PlacedTransaction* Chain::find_transaction(const Bytes32& hash) const {
  const auto found = transactions_.find(hash);
  return found == transactions_.end() ? nullptr : &block(found->second.block)->transactions[found->second.position];
}

void Chain::visit_logs(const Address& address, std::uint64_t from, std::uint64_t to,
                       const std::function<bool(const PlacedLog&)>& visit) const {
  const auto found = logs_.find(address);
  if (found == logs_.end()) return;
  const auto& places = found->second;
  auto it = std::lower_bound(places.begin(), places.end(), from,
                             [](const LogPlace& place, std::uint64_t number) { return place.block < number; });
  for (; it != places.end() && it->block <= to; ++it) {
    const auto& in = *block(it->block);
    const auto& placed = in.transactions[it->transaction];
    if (!visit({in, placed, placed.outcome.logs[it->log], placed.first_log + it->log, placed.row})) return;
  }
}

void Chain::on_log(const Address& address, std::optional<Bytes32> topic0,
                   std::function<void(const PlacedLog&)> callback) {
  on_log_[address].push_back({topic0, std::move(callback)});
}

PooledTransactionPtr Chain::pooled(SignedTransaction transaction, const Address& sender, sim::EntityId zone) {
  auto pooled = std::make_shared<PooledTransaction>();
  pooled->hash = hash_of(transaction);
  pooled->signed_transaction = std::move(transaction);
  pooled->sender = sender;
  pooled->cause = world_.kernel().cause();
  pooled->zone = zone;
  pooled->submitted = world_.now();
  pooled->visible = world_.now() + (zone.is_none() ? sim::Duration::zero() : spec_.gossip_delay);
  pooled->arrival = ++arrivals_;
  return pooled;
}

Submission Chain::submit(BytesView raw, sim::EntityId zone) {
  const Bytes32 hash = keccak256(raw);
  if (mempool_.find(hash) != nullptr) return {hash, "already known"};
  auto decoded = decode_transaction(raw, spec_.chain_id);
  if (const auto* error = std::get_if<TransactionError>(&decoded)) return {hash, words_of(*error)};
  return submit(std::move(std::get<SignedTransaction>(decoded)), zone);
}

Submission Chain::submit(SignedTransaction transaction, sim::EntityId zone) {
  const auto sender = recover_sender(transaction, signatures_);
  if (!sender) return {hash_of(transaction), "invalid sender"};
  auto entry = pooled(std::move(transaction), *sender, zone);
  const TransactionRequest request(*sender, entry->body());
  if (const char* refused = refuse_form(request, spec_.gas_limit)) return {entry->hash, refused};
  const Bytes32 hash = entry->hash;
  const char* refused = mempool_.add(std::move(entry), state_.nonce(*sender), state_.balance(*sender));
  return {hash, refused == nullptr ? std::string_view() : std::string_view(refused)};
}

void Chain::force(SignedTransaction transaction) {
  const auto sender = recover_sender(transaction, signatures_);
  ORRERY_ASSERT(sender.has_value(), "forced transactions are signed");
  forced_.push_back(pooled(std::move(transaction), *sender, sim::EntityId::none()));
}

}  // namespace orrery::chains

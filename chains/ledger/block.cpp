#include "chains/ledger/block.h"

#include <algorithm>
#include <array>

#include "chains/crypto/hash.h"
#include "sim/assert.h"

namespace orrery::chains {
namespace {

/// RLP into a fixed buffer: a header is hashed for every block, and RlpWriter would allocate for it.
class HeaderWriter {
 public:
  void bytes(BytesView value) {
    ORRERY_ASSERT(value.size() > 1 && value.size() < 56 && size_ + 1 + value.size() <= bytes_.size(), "short strings");
    bytes_[size_++] = static_cast<std::uint8_t>(0x80 + value.size());
    std::copy(value.begin(), value.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += value.size();
  }
  void number(std::uint64_t value) {
    if (value != 0 && value < 0x80) {
      bytes_[size_++] = static_cast<std::uint8_t>(value);
      return;
    }
    const auto length = static_cast<unsigned>((64 - (value == 0 ? 64 : __builtin_clzll(value)) + 7) / 8);
    bytes_[size_++] = static_cast<std::uint8_t>(0x80 + length);
    for (unsigned i = length; i-- > 0;) bytes_[size_++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  /// keccak256 of everything written as one list.
  Bytes32 hash() {
    const std::size_t payload = size_ - kHead;
    ORRERY_ASSERT(payload > 55 && payload < 256, "a list of one length byte");
    bytes_[0] = 0xf8;
    bytes_[1] = static_cast<std::uint8_t>(payload);
    return keccak256(BytesView(bytes_.data(), size_));
  }

 private:
  static constexpr std::size_t kHead = 2;
  std::array<std::uint8_t, 192> bytes_;
  std::size_t size_ = kHead;
};

void update_number(Keccak256& hash, std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  hash.update(bytes);
}

Bytes32 logs_hash(const std::vector<EmittedLog>& logs) {
  Keccak256 hash;
  for (const auto& log : logs) {
    hash.update(log.address);
    update_number(hash, log.topics.size());
    for (const auto& topic : log.topics) hash.update(topic);
    update_number(hash, log.data.size());
    hash.update(log.data);
  }
  return hash.finish();
}

}  // namespace

Bytes32 block_hash(const Block& block) {
  std::array<std::uint8_t, 16> digest;
  for (unsigned i = 0; i < 16; ++i)
    digest[i] = static_cast<std::uint8_t>(block.state_digest[i / 8] >> (56 - 8 * (i % 8)));
  HeaderWriter header;
  header.bytes(block.parent_hash);
  header.bytes(block.content_root);
  header.bytes(digest);
  header.number(block.number);
  header.number(block.proposal.timestamp);
  header.number(block.proposal.slot);
  header.number(block.proposal.proposer.index);
  header.number(block.gas_limit);
  header.number(block.gas_used);
  header.number(block.base_fee);
  return header.hash();
}

Bytes32 content_root(const std::vector<PlacedTransaction>& transactions) {
  if (transactions.empty()) return {};
  Keccak256 hash;
  for (const auto& placed : transactions) {
    hash.update(placed.transaction->hash);
    const std::uint8_t status = placed.outcome.ok ? 1 : 0;
    hash.update(BytesView(&status, 1));
    update_number(hash, placed.outcome.gas_used);
    hash.update(logs_hash(placed.outcome.logs));
  }
  return hash.finish();
}

}  // namespace orrery::chains

#include "chains/contracts/storage_layout.h"

#include <array>

#include "chains/crypto/hash.h"

namespace orrery::chains {
namespace {

Uint256 hashed_slot(Execution& execution, const Uint256& key, const Uint256& slot) {
  std::array<std::uint8_t, 64> preimage;
  write_word(key, preimage.data());
  write_word(slot, preimage.data() + 32);
  return to_uint256(execution.keccak(preimage));
}

Uint256 mask_of(unsigned bits) { return bits == 256 ? ~Uint256(0) : (Uint256(1) << bits) - 1; }

constexpr PackedField kAddress{0, 160};

}  // namespace

Uint256 mapping_slot(Execution& execution, const Uint256& slot, const Uint256& key) {
  return hashed_slot(execution, key, slot);
}
Uint256 mapping_slot(Execution& execution, const Uint256& slot, const Address& key) {
  return hashed_slot(execution, to_uint256(key), slot);
}
Uint256 mapping_slot(Execution& execution, const Uint256& slot, const Bytes32& key) {
  return hashed_slot(execution, to_uint256(key), slot);
}

Uint256 array_slot(Execution& execution, const Uint256& slot) {
  std::array<std::uint8_t, 32> preimage;
  write_word(slot, preimage.data());
  return to_uint256(execution.keccak(preimage));
}

Uint256 PackedField::read(const Uint256& word) const { return (word >> offset_bits) & mask_of(bits); }

Uint256 PackedField::write(const Uint256& word, const Uint256& value) const {
  const Uint256 mask = mask_of(bits);
  return (word & ~Uint256(mask << offset_bits)) | ((value & mask) << offset_bits);
}

Address load_address(Execution& execution, const Uint256& slot) { return to_address(execution.load(slot)); }

void store_address(Execution& execution, const Uint256& slot, const Address& address) {
  execution.store(slot, kAddress.write(execution.load(slot), to_uint256(address)));
}

std::string load_string(Execution& execution, const Uint256& slot) {
  const Uint256 head = execution.load(slot);
  const Bytes32 word = to_bytes32(head);
  const auto* text = reinterpret_cast<const char*>(word.data.data());
  if ((head & 1) == 0) return std::string(text, word.data[31] / 2);
  const auto length = static_cast<std::size_t>((head - 1) / 2);
  const Uint256 first = array_slot(execution, slot);
  std::string result;
  for (std::size_t at = 0; at < length; at += 32) {
    const Bytes32 piece = to_bytes32(execution.load(first + at / 32));
    result.append(reinterpret_cast<const char*>(piece.data.data()), std::min<std::size_t>(32, length - at));
  }
  return result;
}

void store_string(Execution& execution, const Uint256& slot, std::string_view text) {
  const auto padded_word = [&](std::size_t at) {
    Bytes32 word;
    const auto piece = text.substr(at, 32);
    std::copy(piece.begin(), piece.end(), word.data.begin());
    return to_uint256(word);
  };
  if (text.size() < 32) {
    execution.store(slot, padded_word(0) | Uint256(2 * text.size()));
    return;
  }
  execution.store(slot, Uint256(2 * text.size() + 1));
  const Uint256 first = array_slot(execution, slot);
  for (std::size_t at = 0; at < text.size(); at += 32) execution.store(first + at / 32, padded_word(at));
}

Uint256 immutable_slot(unsigned index) {
  static const Uint256 kBase = to_uint256(keccak256("orrery.immutable"));
  return kBase + index;
}

}  // namespace orrery::chains

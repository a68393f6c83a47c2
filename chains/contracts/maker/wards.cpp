#include "chains/contracts/maker/wards.h"

#include <algorithm>

#include "chains/contracts/storage_layout.h"

namespace orrery::chains::maker {
namespace {

constexpr std::size_t kNotedBytes = 224;

/// The word of the calldata at `offset`, with zeros behind its end.
Bytes32 calldata_word(Execution& execution, std::size_t offset) {
  const BytesView input = execution.input();
  Bytes32 word;
  for (std::size_t i = 0; i < word.data.size() && offset + i < input.size(); ++i) word.data[i] = input[offset + i];
  return word;
}

void log_note(Execution& execution, const std::array<Bytes32, 3>& arguments) {
  Bytes32 selector = calldata_word(execution, 0);
  std::fill(selector.data.begin() + 4, selector.data.end(), std::uint8_t{0});
  AbiWriter data(1);
  const BytesView input = execution.input();
  Bytes noted(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(std::min(input.size(), kNotedBytes)));
  noted.resize(kNotedBytes);
  data.bytes(noted);
  const std::array<Bytes32, 4> topics = {selector, arguments[0], arguments[1], arguments[2]};
  execution.emit(topics, data.finish());
}

}  // namespace

void construct_wards(Execution& execution) { execution.store(mapping_slot(execution, kWards, execution.sender()), 1); }
void require_ward(Execution& execution, std::string_view reason) {
  if (execution.load(mapping_slot(execution, kWards, execution.sender())) == 1) return;
  if (reason.empty()) revert_empty();
  revert_with(reason);
}
Uint256 is_ward(Execution& execution, Address account) {
  return execution.load(mapping_slot(execution, kWards, account));
}
void set_ward(Execution& execution, const Address& account, bool allowed) {
  execution.store(mapping_slot(execution, kWards, account), allowed ? 1 : 0);
}

void note(Execution& execution) {
  log_note(execution,
           {to_bytes32(to_uint256(execution.sender())), calldata_word(execution, 4), calldata_word(execution, 36)});
}
void note_of_vat(Execution& execution) {
  log_note(execution, {calldata_word(execution, 4), calldata_word(execution, 36), calldata_word(execution, 68)});
}

Bytes32 word_of(std::string_view text) {
  Bytes32 word;
  std::copy(text.begin(), text.end(), word.data.begin());
  return word;
}

Uint256 add(const Uint256& x, const Uint256& y) {
  const Uint256 sum = x + y;
  if (sum < x) revert_empty();
  return sum;
}
Uint256 sub(const Uint256& x, const Uint256& y) {
  if (y > x) revert_empty();
  return x - y;
}
Uint256 mul(const Uint256& x, const Uint256& y) {
  const Uint256 product = x * y;
  if (y != 0 && product / y != x) revert_empty();
  return product;
}
Uint256 add_signed(const Uint256& x, const Int256& y) {
  const Int256 sum = Int256(x) + y;
  if (sum < 0 || sum > Int256(~Uint256(0))) revert_empty();
  return static_cast<Uint256>(sum);
}
Int256 mul_signed(const Uint256& x, const Int256& y) {
  if (!fits_signed(Int256(x), 256)) revert_empty();
  const Int256 product = Int256(x) * y;
  if (!fits_signed(product, 256)) revert_empty();
  return product;
}
Uint256 later(Execution& execution, const Uint256& seconds) {
  constexpr std::uint64_t kMost = (std::uint64_t{1} << 48) - 1;
  const Uint256 moment = Uint256(execution.block().timestamp) + seconds;
  if (moment > kMost) revert_empty();
  return moment;
}

}  // namespace orrery::chains::maker

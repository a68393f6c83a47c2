#include "nodes/ocr3/contract.h"

#include <algorithm>

#include "chains/crypto/hash.h"
#include "nodes/ocr2/byte_order.h"

namespace orrery::nodes::ocr3 {

Bytes32 multi_ocr3_report_digest(const Bytes32& config_digest, std::uint64_t seq_nr, BytesView report) {
  Bytes32 word;
  const auto number = big_endian_64(seq_nr);
  std::copy(number.data.begin(), number.data.end(), word.data.begin() + 24);
  return chains::keccak256({chains::keccak256(report), config_digest, word});
}

Bytes keystone_report_context(const Bytes32& config_digest, std::uint64_t seq_nr) {
  Bytes context(96, 0);
  std::copy(config_digest.data.begin(), config_digest.data.end(), context.begin());
  const auto number = big_endian_32(static_cast<std::uint32_t>(seq_nr));
  std::copy(number.data.begin(), number.data.end(), context.begin() + 32 + 27);
  return context;
}

Bytes32 keystone_report_digest(const Bytes32& config_digest, std::uint64_t seq_nr, BytesView report) {
  return chains::keccak256({chains::keccak256(report), keystone_report_context(config_digest, seq_nr)});
}

}  // namespace orrery::nodes::ocr3

#pragma once

#include "chains/bytes.h"
#include "chains/contract.h"

// Gas of the EVM as of the Cancun upgrade: the Yellow Paper's appendix G as changed by EIP-2028, 2200, 2929, 2930,
// 3529, 3651 and 3860.

namespace orrery::chains::gas {

inline constexpr Gas kTransaction = 21'000, kCreate = 32'000;
inline constexpr Gas kCalldataZero = 4, kCalldataNonZero = 16;
inline constexpr Gas kInitcodeWord = 2;
inline constexpr Gas kAccessListAddress = 2'400, kAccessListSlot = 1'900;
inline constexpr Gas kColdAccount = 2'600, kColdSlot = 2'100, kWarm = 100;
inline constexpr Gas kStoreSet = 20'000, kStoreReset = 2'900, kStoreSentry = 2'300;
inline constexpr std::int64_t kClearRefund = 4'800;
inline constexpr Gas kRefundQuotient = 5;
inline constexpr Gas kCallValue = 9'000, kCallStipend = 2'300, kNewAccount = 25'000;
inline constexpr Gas kBlockHash = 20;
inline constexpr std::uint64_t kBlockHashWindow = 256;  // blocks that BLOCKHASH sees
inline constexpr Gas kLog = 375, kLogTopic = 375, kLogByte = 8;
inline constexpr Gas kKeccak = 30, kKeccakWord = 6;
inline constexpr Gas kRecover = 3'000, kSha256 = 60, kSha256Word = 12, kIdentity = 15, kIdentityWord = 3;

constexpr Gas words(std::size_t bytes) { return (bytes + 31) / 32; }

/// What a transaction costs before anything runs, without its access list.
inline Gas intrinsic(BytesView input, bool creates) {
  Gas total = kTransaction + (creates ? kCreate + kInitcodeWord * words(input.size()) : 0);
  for (const auto byte : input) total += byte == 0 ? kCalldataZero : kCalldataNonZero;
  return total;
}

}  // namespace orrery::chains::gas

#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "chains/contract.h"
#include "chains/contracts/abi_types.h"
#include "chains/contracts/event.h"
#include "chains/contracts/storage_layout.h"

// What the parts of the FluxAggregator share: storage layout, rounds, and the functions of each part.

namespace orrery::chains::flux {

// Slots in the order of declaration; 0 and 1 hold the owners.
inline constexpr unsigned kLink = 2, kValidator = 3, kSettings = 4, kDecimals = 5, kDescription = 6, kRoundIds = 7,
                          kOracles = 8, kRounds = 9, kDetails = 10, kRequesters = 11, kOracleList = 12, kFunds = 13;
inline constexpr unsigned kMinValue = 0, kMaxValue = 1;  // numbers of immutables
inline constexpr std::uint32_t kLastRound = UINT32_MAX;

// Of kSettings.
inline constexpr PackedField kPayment{0, 128}, kMaxSubmissions{128, 32}, kMinSubmissions{160, 32},
    kRestartDelay{192, 32}, kTimeout{224, 32};
// Of kRoundIds.
inline constexpr PackedField kReportingRound{0, 32}, kLatestRound{32, 32};
// Of kFunds.
inline constexpr PackedField kAvailable{0, 128}, kAllocated{128, 128};
// Of an oracle: its first, third and fourth word; the second is its latest submission.
inline constexpr PackedField kWithdrawable{0, 128}, kStartingRound{128, 32}, kEndingRound{160, 32},
    kLastReported{192, 32}, kLastStarted{224, 32};
inline constexpr PackedField kIndex{0, 16}, kAdmin{16, 160};
inline constexpr unsigned kSubmissionWord = 1, kAdminWord = 2, kPendingAdminWord = 3;
// Of a round: its second word; the first is the answer.
inline constexpr PackedField kStartedAt{0, 64}, kUpdatedAt{64, 64}, kAnsweredIn{128, 32};
// Of a round's details: the second word; the first is the length of the submissions.
inline constexpr PackedField kDetailsMax{0, 32}, kDetailsMin{32, 32}, kDetailsTimeout{64, 32}, kDetailsPayment{96, 128};
// Of a requester.
inline constexpr PackedField kAuthorized{0, 8}, kDelay{8, 32}, kRequesterLastStarted{40, 32};

extern const Event kAvailableFundsUpdated, kRoundDetailsUpdated, kOraclePermissionsUpdated, kOracleAdminUpdated,
    kOracleAdminUpdateRequested, kSubmissionReceived, kRequesterPermissionsSet, kValidatorUpdated, kAnswerUpdated,
    kNewRound;

using RoundState =
    std::tuple<bool, std::uint32_t, Int256, std::uint64_t, std::uint64_t, UintN<128>, std::uint8_t, UintN<128>>;

Uint256 oracle_slot(Execution& execution, const Address& oracle);
Uint256 round_slot(Execution& execution, std::uint32_t round);
Uint256 details_slot(Execution& execution, std::uint32_t round);
std::uint32_t load_small(Execution& execution, const Uint256& slot, PackedField field);
void store_field(Execution& execution, const Uint256& slot, PackedField field, const Uint256& value);
std::uint32_t reporting_round(Execution& execution);
Uint256 oracle_count(Execution& execution);
/// a + b and a - b as SafeMath has them: with reasons.
Uint256 add_within(const Uint256& a, const Uint256& b, unsigned bits);
Uint256 subtract(const Uint256& a, const Uint256& b);
void update_available_funds(Execution& execution);

// Rounds
void submit(Execution& execution, Uint256 round, Int256 submission);
UintN<80> request_new_round(Execution& execution);
RoundState oracle_round_state(Execution& execution, LooseAddress oracle, LooseUint<32> queried);

}  // namespace orrery::chains::flux

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "chains/contract.h"
#include "chains/contracts/abi_types.h"
#include "chains/contracts/access_list.h"
#include "chains/contracts/event.h"
#include "chains/contracts/storage_layout.h"

// What the parts of the OCR2 aggregator share: its storage layout and its functions, section by section.

namespace orrery::chains::ocr2 {

inline constexpr std::size_t kMaxOracles = 31;

// Slots in the order of declaration; 0 and 1 hold the owners.
inline constexpr unsigned kTransmitters = 2, kSigners = 3, kSignersList = 4, kTransmittersList = 5,
                          kRewardFromRound = 6, kConfigDigest = 10, kHotVars = 11, kTransmissions = 12,
                          kConfigCount = 13, kValidatorConfig = 14, kRequesterAccessController = 15, kDescription = 16,
                          kLinkToken = 17, kBillingAccessController = 18, kPayees = 19, kProposedPayees = 20;
inline constexpr AccessList kReaders{21, 22, 0};
inline constexpr unsigned kMinAnswer = 0, kMaxAnswer = 1, kDecimals = 2;  // numbers of immutables

/// What every transmission reads, in one word.
struct HotVars {
  std::uint8_t f = 0;
  std::uint64_t latest_epoch_and_round = 0;  ///< 40 bits: epoch, then one byte of round
  std::uint32_t latest_round_id = 0;
  std::uint32_t maximum_gas_price_gwei = 0, reasonable_gas_price_gwei = 0;
  std::uint32_t observation_payment_gjuels = 0, transmission_payment_gjuels = 0;
  std::uint32_t accounting_gas = 0;  ///< 24 bits
};
HotVars unpack_hot_vars(const Uint256& word);
Uint256 pack(const HotVars& hot);
HotVars load_hot_vars(Execution& execution);
void store_hot_vars(Execution& execution, const HotVars& hot);

/// Of a signer or a transmitter.
inline constexpr PackedField kActive{0, 8}, kIndex{8, 8};
/// Of a transmitter, in juels.
inline constexpr PackedField kPayment{16, 96};
/// Of a transmission.
inline constexpr PackedField kAnswer{0, 192}, kObservationsTime{192, 32}, kTransmissionTime{224, 32};
/// Of kConfigCount.
inline constexpr PackedField kCount{0, 32}, kBlockNumber{32, 32};
/// Of kValidatorConfig.
inline constexpr PackedField kValidator{0, 160}, kValidatorGas{160, 32};

/// One answer, as reads return it.
struct Transmission {
  Int256 answer;
  std::uint64_t observations_timestamp = 0, transmission_timestamp = 0;
};
Transmission load_transmission(Execution& execution, std::uint32_t round_id);

std::vector<Address> load_address_list(Execution& execution, unsigned slot);

/// From which round on each oracle has not been paid for its observations yet; four words.
using RewardRounds = std::array<std::uint32_t, kMaxOracles>;
RewardRounds load_reward_rounds(Execution& execution);
void store_reward_rounds(Execution& execution, const RewardRounds& rounds);

extern const Event kConfigSet, kNewTransmission, kNewRound, kAnswerUpdated, kTransmitted, kRoundRequested,
    kValidatorConfigSet, kRequesterAccessControllerSet, kLinkTokenSet, kBillingAccessControllerSet, kBillingSet,
    kOraclePaid, kPayeeshipTransferRequested, kPayeeshipTransferred;

// Configuration
void construct(Execution& execution, Address link, IntN<192> min_answer, IntN<192> max_answer, Address billing_access,
               Address requester_access, std::uint8_t decimals, std::string description);
void set_config(Execution& execution, std::vector<Address> signers, std::vector<Address> transmitters, std::uint8_t f,
                Bytes onchain_config, std::uint64_t offchain_config_version, Bytes offchain_config);
std::tuple<std::uint32_t, std::uint32_t, Bytes32> latest_config_details(Execution& execution);
std::vector<Address> get_transmitters(Execution& execution);
std::tuple<bool, Bytes32, std::uint32_t> latest_config_digest_and_epoch(Execution& execution);
void set_validator_config(Execution& execution, Address validator, std::uint32_t gas_limit);
std::tuple<Address, std::uint32_t> get_validator_config(Execution& execution);
void set_requester_access_controller(Execution& execution, Address controller);
Address get_requester_access_controller(Execution& execution);
UintN<80> request_new_round(Execution& execution);

// Transmission
void transmit(Execution& execution, std::array<Bytes32, 3> context, BytesView report, std::vector<Bytes32> rs,
              std::vector<Bytes32> ss, Bytes32 raw_vs);

// Billing
/// Credits the sender of a report. `initial_gas`: gas left when the transmission began.
void pay_transmitter(Execution& execution, const HotVars& hot, const Int256& juels_per_fee_coin,
                     std::uint32_t initial_gas);
/// Pays what every current oracle is owed.
void pay_oracles(Execution& execution);
void set_link_token(Execution& execution, Address token, Address recipient);
Address get_link_token(Execution& execution);
void set_billing_access_controller(Execution& execution, Address controller);
Address get_billing_access_controller(Execution& execution);
void set_billing(Execution& execution, std::uint32_t maximum_gas_price_gwei, std::uint32_t reasonable_gas_price_gwei,
                 std::uint32_t observation_payment_gjuels, std::uint32_t transmission_payment_gjuels,
                 UintN<24> accounting_gas);
std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, UintN<24>> get_billing(Execution& execution);
void withdraw_payment(Execution& execution, Address transmitter);
Uint256 owed_payment(Execution& execution, Address transmitter);
void withdraw_funds(Execution& execution, Address recipient, Uint256 amount);
Int256 link_available_for_payment(Execution& execution);
std::uint32_t oracle_observation_count(Execution& execution, Address transmitter);
/// Sets the controller at `slot` and logs the change, when it is one.
void replace_controller(Execution& execution, unsigned slot, const Address& controller, const Event& event);
/// Reverts with `reason` unless the sender is the owner or let in by the controller at `controller_slot`.
void require_owner_or_access(Execution& execution, unsigned controller_slot, std::string_view reason);

// Payees
void set_payees(Execution& execution, std::vector<Address> transmitters, std::vector<Address> payees);
void transfer_payeeship(Execution& execution, Address transmitter, Address proposed);
void accept_payeeship(Execution& execution, Address transmitter);

}  // namespace orrery::chains::ocr2

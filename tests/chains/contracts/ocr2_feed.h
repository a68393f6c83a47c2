#pragma once

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {

/// An OCR2 aggregator with its LINK, owner and oracles, as tests drive it.
class Ocr2Feed {
 public:
  static inline const Int256 kMin = 1, kMax = 1'000'000;

  explicit Ocr2Feed(ContractWorld& world) : world_(world), owner_(world.account("owner")) {
    link_ = world.deploy("LinkToken", owner_);
    world.send(owner_, link_, "grantMintRole(address)", owner_);
    aggregator_ = world.deploy("AccessControlledOCR2Aggregator", owner_, link_, IntN<192>{kMin}, IntN<192>{kMax},
                               Address{}, Address{}, std::uint8_t(8), std::string("ETH / USD"));
  }

  const Address& owner() const { return owner_; }
  const Address& link() const { return link_; }
  const Address& aggregator() const { return aggregator_; }
  const Bytes32& digest() const { return digest_; }
  Address transmitter(std::size_t i) const { return world_.account("transmitter/" + std::to_string(i)); }
  Address payee(std::size_t i) const { return world_.account("payee/" + std::to_string(i)); }
  Secp256k1KeyPair signer(std::size_t i) const { return world_.key("signer/" + std::to_string(i)); }

  TransactionOutcome set_config(std::size_t n, std::uint8_t f) {
    std::vector<Address> signers, transmitters;
    for (std::size_t i = 0; i < n; ++i) {
      signers.push_back(signer(i).address);
      transmitters.push_back(transmitter(i));
    }
    Bytes onchain{1};
    for (const auto& bound : {kMin, kMax}) {
      const Bytes32 word = to_bytes32(to_word(bound));
      onchain.insert(onchain.end(), word.data.begin() + 8, word.data.end());
    }
    auto outcome = world_.send(owner_, aggregator_, "setConfig(address[],address[],uint8,bytes,uint64,bytes)", signers,
                               transmitters, f, onchain, std::uint64_t(2), Bytes{1, 2, 3});
    if (outcome.ok) {
      const auto details = world_.call(Address{}, aggregator_, "latestConfigDetails()");
      digest_ = std::get<2>(abi::decode<std::uint32_t, std::uint32_t, Bytes32>(details.output));
    }
    return outcome;
  }
  void set_payees(std::size_t n) {
    std::vector<Address> transmitters, payees;
    for (std::size_t i = 0; i < n; ++i) {
      transmitters.push_back(transmitter(i));
      payees.push_back(payee(i));
    }
    world_.send(owner_, aggregator_, "setPayees(address[],address[])", transmitters, payees);
  }

  struct Report {
    std::uint32_t epoch = 1;
    std::uint8_t round = 1;
    std::vector<Int256> observations;
    std::vector<std::size_t> signers;
    Int256 juels_per_fee_coin = 0;
  };
  TransactionOutcome transmit(std::size_t from, const Report& report) {
    std::vector<IntN<192>> observations;
    for (const auto& value : report.observations) observations.push_back({value});
    const Bytes body =
        abi::encode(std::uint32_t(1'700'000'000), Bytes32{}, observations, IntN<192>{report.juels_per_fee_coin});
    const std::array<Bytes32, 3> context{digest_, to_bytes32((Uint256(report.epoch) << 8) | report.round), Bytes32{}};
    const Bytes32 hash = keccak256({keccak256(body), context[0], context[1], context[2]});
    std::vector<Bytes32> rs, ss;
    Bytes32 vs;
    for (std::size_t i = 0; i < report.signers.size(); ++i) {
      const auto signature = world_.signatures().sign_secp256k1(signer(report.signers[i]), hash);
      rs.push_back(Bytes32::from(BytesView(signature.data).first(32)));
      ss.push_back(Bytes32::from(BytesView(signature.data).subspan(32, 32)));
      vs.data[i] = signature.data[64];
    }
    return world_.send(transmitter(from), aggregator_, "transmit(bytes32[3],bytes,bytes32[],bytes32[],bytes32)",
                       context, body, rs, ss, vs);
  }
  Uint256 link_balance(const Address& account) { return world_.read<Uint256>(link_, "balanceOf(address)", account); }
  Uint256 owed(std::size_t i) { return world_.read<Uint256>(aggregator_, "owedPayment(address)", transmitter(i)); }

 private:
  ContractWorld& world_;
  Address owner_, link_, aggregator_;
  Bytes32 digest_;
};

}  // namespace orrery::chains

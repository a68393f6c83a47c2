// Proves: proofs, points, random numbers and words are those of the recorded example, whose prover shares no code with
// ours; every proof made here verifies; one wrong number in it is found, with the reason that the contract gives.
#include "chains/crypto/vrf.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "chains/crypto/hash.h"

namespace orrery::chains::vrf_proofs {
namespace {

const Uint256 kFieldPrime = to_uint256(from_hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"));
const Uint256 kGroupOrder = to_uint256(from_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));

Uint256 number_of(const nlohmann::json& value) { return parse_uint256(value.get<std::string>()); }
CurvePoint point_of(const nlohmann::json& value) { return {number_of(value.at("x")), number_of(value.at("y"))}; }
PrivateKey key_of(const Uint256& number) { return PrivateKey::from(to_bytes32(number)).value(); }

/// The thirteen words of a proof in the order of the contract.
std::array<Uint256, 13> words_of(const VrfProof& proof) {
  return {proof.public_key.x,
          proof.public_key.y,
          proof.gamma.x,
          proof.gamma.y,
          proof.c,
          proof.s,
          proof.seed,
          to_uint256(proof.u_witness),
          proof.c_gamma_witness.x,
          proof.c_gamma_witness.y,
          proof.s_hash_witness.x,
          proof.s_hash_witness.y,
          proof.z_inverse};
}

class RecordedVrf : public testing::Test {
 protected:
  const nlohmann::json document_ =
      nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/vrf_v2_5.json"));
  const nlohmann::json& example_ = document_.at("example");
  const PrivateKey key_ = key_of(number_of(document_.at("vrfSecretKey")));
  const Uint256 seed_ = number_of(example_.at("seed"));
  const Secp256k1 curve_;
  const CurvePoint public_key_ = to_curve_point(curve_.public_key(key_));
};

TEST_F(RecordedVrf, KeyHashAndSeed) {
  EXPECT_EQ(to_hex(vrf_key_hash(public_key_)), document_.at("keyHash"));
  const Bytes32 block_hash = bytes32_from_hex(example_.at("blockhash").get<std::string>());
  EXPECT_EQ(vrf_seed(number_of(example_.at("preSeed")), block_hash), seed_);
}

TEST_F(RecordedVrf, HashToCurve) {
  const CurveHash hash = vrf_hash_to_curve(public_key_, seed_);
  EXPECT_EQ(hash.point, point_of(example_.at("hashToCurve")));
  EXPECT_EQ(hash.tries, example_.at("hashToCurveTries").get<unsigned>());
}

TEST_F(RecordedVrf, ProofWordsAndOutput) {
  auto proof = vrf_prove(curve_, key_, seed_, key_of(number_of(example_.at("k")))).value();
  EXPECT_EQ(to_hex(proof.u_witness), example_.at("uWitness"));
  EXPECT_TRUE(vrf_verify(proof).is_valid());
  const Uint256 output = vrf_output(proof.gamma);
  EXPECT_EQ(output, number_of(example_.at("output")));
  std::vector<Uint256> words;
  for (const auto& word : example_.at("words")) words.push_back(number_of(word));
  EXPECT_EQ(vrf_random_words(output, words.size()), words);

  proof.seed = number_of(example_.at("preSeed"));  // what the coordinator is given
  for (const auto& step : document_.at("steps")) {
    if (step.at("name") != "fulfilment") continue;
    const Bytes calldata = from_hex(step.at("calldata").get<std::string>());
    const auto ours = words_of(proof);
    for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_EQ(read_word(calldata.data() + 4 + 32 * i), ours[i]) << i;
    return;
  }
  FAIL() << "the recorded fulfilment is missing";
}

RC_GTEST_PROP(Vrf, EveryProofVerifiesAndItsOutputDoesNotDependOnTheNonce, (std::string tag, std::uint64_t seed)) {
  const Secp256k1 curve;
  const PrivateKey key = PrivateKey::from_seed(bytes_of(tag));
  const VrfProof proof = vrf_prove(curve, key, seed);
  RC_ASSERT(vrf_verify(proof).reason == "");
  const VrfProof other = vrf_prove(curve, key, seed, PrivateKey::from_seed(bytes_of(tag + "/nonce"))).value();
  RC_ASSERT(vrf_verify(other).is_valid());
  RC_ASSERT(proof.gamma == other.gamma);
  RC_ASSERT(!(proof.c == other.c));
}

RC_GTEST_PROP(Vrf, OneWrongNumberIsFound, (std::uint64_t seed)) {
  const Secp256k1 curve;
  const VrfProof proof = vrf_prove(curve, PrivateKey::from_seed(bytes_of("one wrong number")), seed);
  VrfProof wrong = proof;
  const auto field = *rc::gen::inRange(0, 13);
  const Uint256 by = Uint256(1) << *rc::gen::inRange(0, 150);
  Uint256 witness = to_uint256(wrong.u_witness);
  const std::array<Uint256*, 13> fields{&wrong.public_key.x,
                                        &wrong.public_key.y,
                                        &wrong.gamma.x,
                                        &wrong.gamma.y,
                                        &wrong.c,
                                        &wrong.s,
                                        &wrong.seed,
                                        &witness,
                                        &wrong.c_gamma_witness.x,
                                        &wrong.c_gamma_witness.y,
                                        &wrong.s_hash_witness.x,
                                        &wrong.s_hash_witness.y,
                                        &wrong.z_inverse};
  *fields[static_cast<std::size_t>(field)] ^= by;
  wrong.u_witness = to_address(witness);
  RC_ASSERT(!vrf_verify(wrong).is_valid());
}

TEST(Vrf, RefusesInTheWordsOfTheContract) {
  const Secp256k1 curve;
  const VrfProof good = vrf_prove(curve, PrivateKey::from_seed(bytes_of("reasons")), 1);
  const auto reason = [&](auto&& change) {
    VrfProof proof = good;
    change(proof);
    return vrf_verify(proof).reason;
  };
  EXPECT_EQ(reason([](VrfProof& p) { p.gamma.x = kFieldPrime; }), "invalid x-ordinate");
  EXPECT_EQ(reason([](VrfProof& p) { p.gamma.y = ~Uint256(0); }), "invalid y-ordinate");
  EXPECT_EQ(reason([](VrfProof& p) { p.public_key = {0, 0}; }), "public key is not on curve");
  EXPECT_EQ(reason([](VrfProof& p) { p.gamma.y ^= 1; }), "gamma is not on curve");
  EXPECT_EQ(reason([](VrfProof& p) { p.c_gamma_witness = {1, 2}; }), "cGammaWitness is not on curve");
  EXPECT_EQ(reason([](VrfProof& p) { p.s_hash_witness = {1, 2}; }), "sHashWitness is not on curve");
  EXPECT_EQ(reason([](VrfProof& p) { p.u_witness = {}; }), "bad witness");
  EXPECT_EQ(reason([](VrfProof& p) { p.s += 1; }), "addr(c*pk+s*g)!=_uWitness");
  EXPECT_EQ(reason([](VrfProof& p) { p.c = kGroupOrder; }), "addr(c*pk+s*g)!=_uWitness");  // c * x = 0 for ecrecover
  EXPECT_EQ(reason([](VrfProof& p) { p.s_hash_witness = p.c_gamma_witness; }), "points in sum must be distinct");
  EXPECT_EQ(reason([](VrfProof& p) { p.gamma.y = kFieldPrime - p.gamma.y; }), "First mul check failed");
  EXPECT_EQ(reason([](VrfProof& p) { p.s_hash_witness.y = kFieldPrime - p.s_hash_witness.y; }),
            "Second mul check failed");
  EXPECT_EQ(reason([](VrfProof& p) { p.z_inverse += 1; }), "invZ must be inverse of z");
  EXPECT_EQ(reason([](VrfProof& p) { p.seed += 1; }), "Second mul check failed");
}

TEST(Vrf, HashesOntoTheCurveWithEvenYInAboutTwoTries) {
  unsigned tries = 0;
  constexpr unsigned kHashes = 200;
  for (unsigned i = 0; i < kHashes; ++i) {
    const CurveHash hash = vrf_hash_to_curve({1, 2}, i);
    tries += hash.tries;
    EXPECT_LE(hash.negations, hash.tries);
    EXPECT_FALSE(bit_test(hash.point.y, 0));
    using Wide = boost::multiprecision::uint512_t;
    const Wide x = hash.point.x, y = hash.point.y, p = kFieldPrime;
    EXPECT_EQ(Wide(y * y % p), Wide((x * x % p * x + 7) % p));
  }
  EXPECT_GT(tries, kHashes * 3 / 2);  // half of all x have a point: 400 expected, a standard deviation of 20
  EXPECT_LT(tries, kHashes * 5 / 2);
}

}  // namespace
}  // namespace orrery::chains::vrf_proofs

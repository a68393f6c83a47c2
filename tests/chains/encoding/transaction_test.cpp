// Proves: transactions against EIP-155's example and against ethers 6.17 byte for byte, every check of the decoder,
// CREATE addresses against ethers and the recorded deployments, and round trips of any transaction.
#include "chains/encoding/transaction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "chains/encoding/rlp.h"

namespace orrery::chains {
namespace {

const char* const kSender = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F";

class TransactionTest : public testing::Test {
 protected:
  Signatures signatures_{SignatureMode::kReal};
  Secp256k1KeyPair key_ = signatures_.key_pair(
      PrivateKey::from(bytes32_from_hex("4646464646464646464646464646464646464646464646464646464646464646")).value());

  void expect_agreement(const Transaction& body, const char* raw, const char* hash, const char* unsigned_hash) {
    const SignedTransaction transaction = sign(body, key_, signatures_);
    EXPECT_EQ(to_hex(signing_hash(body)), unsigned_hash);
    EXPECT_EQ(to_hex(encode(transaction)), raw);
    EXPECT_EQ(to_hex(hash_of(transaction)), hash);
    const auto decoded = decode_transaction(from_hex(raw), body.chain_id);
    ASSERT_TRUE(std::holds_alternative<SignedTransaction>(decoded));
    EXPECT_EQ(std::get<SignedTransaction>(decoded), transaction);
    const auto sender = recover_sender(std::get<SignedTransaction>(decoded), signatures_);
    ASSERT_TRUE(sender);
    EXPECT_EQ(to_checksum_text(*sender), kSender);
  }

  Transaction call() const {
    Transaction body;
    body.chain_id = 1;
    body.nonce = 7;
    body.max_priority_fee = 1'500'000'000;
    body.max_fee = 30'000'000'000;
    body.gas_limit = 150'000;
    body.to = address_from_hex("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");
    body.input = from_hex("a9059cbb");
    return body;
  }

  Transaction legacy() const {
    Transaction body;
    body.type = TransactionType::kLegacy;
    body.chain_id = 1;
    body.nonce = 9;
    body.max_fee = body.max_priority_fee = 20'000'000'000;
    body.gas_limit = 21'000;
    body.to = address_from_hex("0x3535353535353535353535353535353535353535");
    body.value = 1'000'000'000'000'000'000;
    return body;
  }

  static std::optional<TransactionError> error_of(BytesView raw, std::uint64_t chain_id = 1) {
    const auto decoded = decode_transaction(raw, chain_id);
    const auto* error = std::get_if<TransactionError>(&decoded);
    return error != nullptr ? std::optional(*error) : std::nullopt;
  }
};

TEST_F(TransactionTest, Eip155Example) {
  expect_agreement(
      legacy(),
      "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd93"
      "9bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b2"
      "97fb1966a3b6d83",
      "0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788",
      "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
}

TEST_F(TransactionTest, FeeMarketCallAgreesWithEthers) {
  expect_agreement(
      call(),
      "0x02f87001078459682f008506fc23ac00830249f094fb6916095ca1df60bb79ce92ce3ea74c37c5d3598084a9059cbbc001a0d0"
      "0b11b7e1e42c17c337b55a1e74ea95a6f70a17ab4602306b6c81084d5a8f47a06a76ffd3217274802d2cfd04d616ec7172d10a"
      "45215bbd6ec66145b16206c269",
      "0xb1ded5218018b134400e344add4d309da59655f7179f28dc9eb439d1a57e8b28",
      "0xc1881aa8d5d1a487e7a4e75dad3314089b655e3a6baa8737b984907557388443");
}

TEST_F(TransactionTest, CreationWithAccessListAgreesWithEthers) {
  Transaction body;
  body.chain_id = 8453;
  body.max_fee = 1;
  body.gas_limit = 5'000'000;
  body.value = parse_uint256("12345678901234567890");
  body.input = Bytes(60, 0x60);
  Bytes32 ones;
  ones.data.fill(0xff);
  body.access_list = {{address_from_hex("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), {Bytes32{}, ones}},
                      {address_from_hex("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"), {}}};
  expect_agreement(
      body,
      "0x02f90109822105808001834c4b408088ab54a98ceb1f0ad2b83c6060606060606060606060606060606060606060606060606060"
      "60606060606060606060606060606060606060606060606060606060606060606060f872f859945aaeb6053f3e94c9b9a09f3366"
      "9435e7ef1beaedf842a00000000000000000000000000000000000000000000000000000000000000000a0ffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffd694fb6916095ca1df60bb79ce92ce3ea74c37c5d359c001a06faed7a1"
      "a1d582a5c4ea7b21460129f162ac2439ed6b0b76ff740be0df23ad52a017508106699dfb73bd4e6cb1990ac33b309e8fc5986c5c"
      "3a0abd9ee1cc93dbcd",
      "0x93e277007be95715ff835215ff3a918d5f2c5669c2e57ba8e342091eac8be2f9",
      "0x997bcf19ad0b6f2a2d3a57e5df0b0dce474d7e1fb20cd61953f630bdf32c0596");
}

TEST_F(TransactionTest, WrongChainIsRefused) {
  EXPECT_EQ(error_of(encode(sign(call(), key_, signatures_)), 2), TransactionError::kWrongChain);
  EXPECT_EQ(error_of(encode(sign(legacy(), key_, signatures_)), 2), TransactionError::kWrongChain);
}

TEST_F(TransactionTest, LegacyWithoutChainIsTaken) {
  Transaction body = legacy();
  body.chain_id = 0;
  const auto decoded = decode_transaction(encode(sign(body, key_, signatures_)), 1);
  ASSERT_TRUE(std::holds_alternative<SignedTransaction>(decoded));
  EXPECT_EQ(recover_sender(std::get<SignedTransaction>(decoded), signatures_), key_.address);
}

TEST_F(TransactionTest, FieldsAreChecked) {
  Transaction body = call();
  body.max_priority_fee = body.max_fee + 1;
  EXPECT_EQ(error_of(encode(sign(body, key_, signatures_))), TransactionError::kPriorityAboveMaximum);
  body = call();
  body.nonce = UINT64_MAX;
  EXPECT_EQ(error_of(encode(sign(body, key_, signatures_))), TransactionError::kNonceTooHigh);
}

TEST_F(TransactionTest, SignatureRangesAreChecked) {
  const Uint256 order = to_uint256(from_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
  const auto with = [&](std::size_t at, const Uint256& value) {
    SignedTransaction transaction = sign(call(), key_, signatures_);
    write_word(value, transaction.signature.data.data() + at);
    return error_of(encode(transaction));
  };
  EXPECT_EQ(with(0, 0), TransactionError::kSignatureOutOfRange);
  EXPECT_EQ(with(0, order), TransactionError::kSignatureOutOfRange);
  EXPECT_EQ(with(32, 0), TransactionError::kSignatureOutOfRange);
  EXPECT_EQ(with(32, order), TransactionError::kSignatureOutOfRange);
  EXPECT_EQ(with(32, order / 2 + 1), TransactionError::kHighS);
  EXPECT_EQ(with(32, order / 2), std::nullopt);
  SignedTransaction transaction = sign(call(), key_, signatures_);
  transaction.signature.data[64] = 2;
  EXPECT_EQ(error_of(encode(transaction)), TransactionError::kSignatureOutOfRange);
}

TEST_F(TransactionTest, MalformedBytesAreRefused) {
  const Bytes raw = encode(sign(call(), key_, signatures_));
  for (std::size_t size = 0; size < raw.size(); ++size)
    EXPECT_EQ(error_of(BytesView(raw).first(size)), TransactionError::kMalformed) << size;
  Bytes longer = raw;
  longer.push_back(0);
  EXPECT_EQ(error_of(longer), TransactionError::kMalformed);
  EXPECT_EQ(error_of(Bytes{0x01, 0xc0}), TransactionError::kUnsupportedType);
  EXPECT_EQ(error_of(Bytes{0x03, 0xc0}), TransactionError::kUnsupportedType);
  EXPECT_EQ(error_of(Bytes{0x80}), TransactionError::kMalformed);
  EXPECT_EQ(error_of(Bytes{0x02}), TransactionError::kMalformed);
  EXPECT_EQ(error_of(Bytes{0xc0}), TransactionError::kMalformed);
  // A recipient of 19 bytes.
  RlpWriter fields;
  fields.number(std::uint64_t{9}).number(std::uint64_t{1}).number(std::uint64_t{21000}).bytes(Bytes(19, 1));
  fields.number(std::uint64_t{0}).bytes({}).number(std::uint64_t{37}).number(std::uint64_t{1}).number(std::uint64_t{1});
  EXPECT_EQ(error_of(fields.as_list()), TransactionError::kMalformed);
}

RC_GTEST_FIXTURE_PROP(TransactionTest, RoundTrip, ()) {
  Transaction body;
  body.type = *rc::gen::element(TransactionType::kLegacy, TransactionType::kFeeMarket);
  body.chain_id = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
  body.nonce = *rc::gen::inRange<std::uint64_t>(0, UINT64_MAX);
  body.max_fee = *rc::gen::arbitrary<std::uint64_t>();
  body.max_priority_fee = body.type == TransactionType::kLegacy ? body.max_fee : Uint256(body.max_fee / 3);
  body.gas_limit = *rc::gen::arbitrary<std::uint64_t>();
  if (*rc::gen::arbitrary<bool>())
    body.to = Address::from(*rc::gen::container<Bytes>(20, rc::gen::arbitrary<std::uint8_t>()));
  body.value = Uint256(*rc::gen::arbitrary<std::uint64_t>()) << 100;
  body.input = *rc::gen::arbitrary<Bytes>();
  if (body.type == TransactionType::kFeeMarket && *rc::gen::arbitrary<bool>())
    body.access_list = {{Address::from(Bytes(20, 3)), {Bytes32{{1}}}}};
  const SignedTransaction transaction = sign(body, key_, signatures_);
  const auto decoded = decode_transaction(encode(transaction), body.chain_id);
  RC_ASSERT(std::holds_alternative<SignedTransaction>(decoded));
  RC_ASSERT(std::get<SignedTransaction>(decoded) == transaction);
  RC_ASSERT(recover_sender(transaction, signatures_) == key_.address);
}

// In modelled worlds the same fields travel, only the signature's bytes are a tag.
TEST(ModelledTransaction, RoundTrip) {
  Signatures signatures(SignatureMode::kModelled, 5);
  const auto key = signatures.key_pair(PrivateKey::from_seed(Bytes{1}));
  for (std::uint64_t nonce = 0; nonce < 500; ++nonce) {
    Transaction body;
    body.chain_id = 1;
    body.nonce = nonce;
    const auto decoded = decode_transaction(encode(sign(body, key, signatures)), 1);
    ASSERT_TRUE(std::holds_alternative<SignedTransaction>(decoded));
    EXPECT_EQ(recover_sender(std::get<SignedTransaction>(decoded), signatures), key.address);
  }
}

// ethers 6.17: getCreateAddress.
TEST(CreateAddress, AgreesWithEthers) {
  const Address sender = address_from_hex("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
  const std::pair<std::uint64_t, const char*> answers[] = {
      {0, "0xcd234A471b72ba2F1Ccf0A70FCABA648a5eeCD8d"},      {1, "0x343c43A37D37dfF08AE8C4A11544c718AbB4fCF8"},
      {127, "0x06d9a77f5E4b311Bae8D559DB9CDB4dF94104aA0"},    {128, "0x08e190dcB7b73F5fcDAbb43e102215c83659A76D"},
      {255, "0x3eF7c1a519E4b4431E317d7839340E3139B03c65"},    {256, "0x3837C1Ae70354f670550C746580199Ac6a73Cb0a"},
      {65535, "0x65260EECFf4eDeBaBE134f76F1F39a91Defde56C"},  {65536, "0xf666A819b370D38F44F2573464Da3FbA8479b917"},
      {1000000, "0x0395869662aa4E33DFf4f5731698F85ea1918A12"}};
  for (const auto& [nonce, address] : answers)
    EXPECT_EQ(to_checksum_text(create_address(sender, nonce)), address) << nonce;
}

// The recorded files deploy from an account whose every step is a transaction, so its nonce is the number of steps
// before.
TEST(CreateAddress, RecordedDeployments) {
  int checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ORRERY_SOURCE_DIR "/tests/vectors/ocr")) {
    const auto document = nlohmann::json::parse(std::ifstream(entry.path()));
    if (!document.is_object() || document.value("format", "") != "ocr-evm-scenario/1") continue;
    std::map<std::string, std::uint64_t> nonces;
    for (const auto& step : document.at("steps")) {
      if (step["kind"] != "deploy" && step["kind"] != "tx") continue;
      std::uint64_t& nonce = nonces[step.at("from").get<std::string>()];
      if (step["kind"] == "deploy") {
        const Address address = create_address(address_from_hex(step["from"].get<std::string>()), nonce);
        EXPECT_EQ(to_hex(address), to_hex(Address::from(from_hex(step["address"].get<std::string>()))))
            << entry.path() << " " << step["name"];
        ++checked;
      }
      ++nonce;
    }
  }
  EXPECT_GT(checked, 10);
}

}  // namespace
}  // namespace orrery::chains

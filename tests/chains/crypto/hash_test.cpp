// Proves: the hashes against published answers (Keccak team and FIPS 180-4 examples, RFC 4231, and ethers 6.17 for
// sizes around the block), and that hashing in pieces changes nothing.
#include "chains/crypto/hash.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::chains {
namespace {

TEST(Keccak256, KnownAnswers) {
  EXPECT_EQ(to_hex(keccak256("")), "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(to_hex(keccak256("abc")), "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  EXPECT_EQ(to_hex(keccak256("The quick brown fox jumps over the lazy dog")),
            "0x4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15");
}

TEST(Keccak256, SizesAroundTheBlock) {
  const std::pair<std::size_t, const char*> answers[] = {
      {1, "0x644826e22109357806d1a633732140f7ace7bb6ca8fa0b67006d7e3d0ad6fe6f"},
      {55, "0x49c8838de1394569413cc4aae63d14c6b06e9e4a56fd0ab5143602cccab8da29"},
      {135, "0xe9cd15a85e4b32b79132637b22775876cc597d8be1d19d8daf42a46d2233f0f7"},
      {136, "0x520624732be0bc2eff4ca18c833d85f5783325cb37fc3d8ec1d385aa9a6fc7f8"},
      {137, "0x171c6f03b55a0672ff99dbca84110b6bc3b8f75e1b31b5979cca100ba74f520a"},
      {272, "0xaf54f02f4ebd3bf890b8024b76e344c954d5dbe7d9d1efe16cd874072262d763"},
      {1000, "0xfaea3c6b68c290b5ff4891609f6c8c206c7c2f0c44bda151161994adef8f8a15"}};
  for (const auto& [size, answer] : answers) EXPECT_EQ(to_hex(keccak256(Bytes(size, 0xa5))), answer) << size;
}

RC_GTEST_PROP(Keccak256, PiecesChangeNothing, (const std::vector<Bytes>& pieces)) {
  Keccak256 hash;
  Bytes whole;
  for (const auto& piece : pieces) {
    hash.update(piece);
    whole.insert(whole.end(), piece.begin(), piece.end());
  }
  RC_ASSERT(hash.finish() == keccak256(BytesView(whole)));
  RC_ASSERT(hash.finish() == keccak256(""));
}

TEST(Keccak256, PartsAreJoined) {
  EXPECT_EQ(keccak256({Bytes(100, 1), Bytes(100, 1)}), keccak256(BytesView(Bytes(200, 1))));
}

TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(to_hex(sha256(bytes_of("abc"))), "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256({bytes_of("a"), {}, bytes_of("bc")})), to_hex(sha256(bytes_of("abc"))));
  EXPECT_EQ(to_hex(sha256(BytesView{})), "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// RFC 4231, test cases 1, 2, 3, 6 and 7.
TEST(HmacSha256, Rfc4231) {
  EXPECT_EQ(to_hex(hmac_sha256(Bytes(20, 0x0b), bytes_of("Hi There"))),
            "0xb0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
            "0x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(Bytes(20, 0xaa), Bytes(50, 0xdd))),
            "0x773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(to_hex(hmac_sha256(Bytes(131, 0xaa), bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "0x60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(to_hex(hmac_sha256(Bytes(131, 0xaa),
                               bytes_of("This is a test using a larger than block-size key and a larger than "
                                        "block-size data. The key needs to be hashed before being used by the HMAC "
                                        "algorithm."))),
            "0x9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

}  // namespace
}  // namespace orrery::chains

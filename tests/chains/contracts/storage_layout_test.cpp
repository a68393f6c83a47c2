// Proves: state variables stand where Solidity's documentation puts them, so that storage proofs and gas carry over.
#include "chains/contracts/storage_layout.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

TEST(StorageLayout, MappingSlotIsTheHashOfKeyAndSlot) {
  ContractWorld world;
  const Address owner = world.account("owner");
  const Address token = world.deploy("ERC20", owner, std::string("T"), std::string("T"), std::uint8_t(18));
  ASSERT_TRUE(world.send(owner, token, "mint(address,uint256)", owner, Uint256(5)).ok);
  Bytes preimage(12, 0);
  preimage.insert(preimage.end(), owner.data.begin(), owner.data.end());
  preimage.resize(64, 0);
  EXPECT_EQ(world.state().storage(token, to_uint256(keccak256(preimage))), 5);
}

TEST(StorageLayout, ShortStringsShareTheirWordWithTwiceTheLength) {
  ContractWorld world;
  const Address token =
      world.deploy("ERC20", world.account("owner"), std::string("abc"), std::string("T"), std::uint8_t(18));
  const Bytes32 word = to_bytes32(world.state().storage(token, 3));
  EXPECT_EQ(to_hex(word), "0x6162630000000000000000000000000000000000000000000000000000000006");
}

TEST(StorageLayout, LongStringsStandBehindTheHashOfTheirSlot) {
  ContractWorld world;
  const std::string name(40, 'x');
  const Address token = world.deploy("ERC20", world.account("owner"), name, std::string("T"), std::uint8_t(18));
  EXPECT_EQ(world.state().storage(token, 3), 81);
  const Uint256 first = to_uint256(keccak256(to_bytes32(Uint256(3))));
  std::string first_word = "0x";
  for (int i = 0; i < 32; ++i) first_word += "78";
  EXPECT_EQ(to_hex(to_bytes32(world.state().storage(token, first))), first_word);
}

RC_GTEST_PROP(StorageLayout, StringsOfEveryLengthComeBack, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
  ContractWorld world;
  const Address token = world.deploy("ERC20", world.account("owner"), bytes, std::string("T"), std::uint8_t(18));
  RC_ASSERT(world.read<std::string>(token, "name()") == bytes);
}

RC_GTEST_PROP(StorageLayout, PackedFieldsDoNotTouchEachOther, (std::uint32_t a, std::uint32_t b, std::uint64_t c)) {
  constexpr PackedField kA{0, 32}, kB{32, 32}, kC{200, 56};
  const Uint256 word = kC.write(kB.write(kA.write(~Uint256(0), a), b), c);
  RC_ASSERT(kA.read(word) == a);
  RC_ASSERT(kB.read(word) == b);
  RC_ASSERT(kC.read(word) == (c & ((std::uint64_t(1) << 56) - 1)));
  const PackedField between{64, 136};
  RC_ASSERT(between.read(word) == (Uint256(1) << 136) - 1);
}

}  // namespace
}  // namespace orrery::chains

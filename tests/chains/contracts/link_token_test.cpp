// Proves: LINK is the token that contracts expect (names, ERC-677), and no sequence of transfers changes the supply.
#include "chains/contracts/link_token.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

TEST(LinkToken, IsNamedAsOnMainnet) {
  ContractWorld world;
  const Address link = world.deploy("LinkToken", world.account("owner"));
  EXPECT_EQ(world.read<std::string>(link, "name()"), "ChainLink Token");
  EXPECT_EQ(world.read<std::string>(link, "symbol()"), "LINK");
  EXPECT_EQ(world.read<std::uint8_t>(link, "decimals()"), 18);
}

TEST(LinkToken, TransferAndCallTellsTheReceiverOrUndoesTheTransfer) {
  ContractWorld world;
  const Address owner = world.account("owner");
  const Address link = world.deploy("LinkToken", owner);
  world.send(owner, link, "grantMintRole(address)", owner);
  world.send(owner, link, "mint(address,uint256)", owner, Uint256(100));
  const Address deaf = world.deploy("SimpleWriteAccessController", owner);
  EXPECT_FALSE(world.send(owner, link, "transferAndCall(address,uint256,bytes)", deaf, Uint256(5), Bytes{1}).ok);
  EXPECT_EQ(world.read<Uint256>(link, "balanceOf(address)", deaf), 0);
  const auto to_person =
      world.send(owner, link, "transferAndCall(address,uint256,bytes)", world.account("x"), Uint256(5), Bytes{1});
  EXPECT_TRUE(to_person.ok);
  EXPECT_EQ(count_logs(to_person, "Transfer(address,address,uint256,bytes)"), 1u);
  EXPECT_EQ(count_logs(to_person, "Transfer(address,address,uint256)"), 1u);
}

RC_GTEST_PROP(LinkToken, SupplyIsTheSumOfBalances, ()) {
  ContractWorld world;
  const Address owner = world.account("owner");
  const Address link = world.deploy("LinkToken", owner);
  world.send(owner, link, "grantMintAndBurnRoles(address)", owner);
  std::vector<Address> people{owner, world.account("a"), world.account("b")};
  for (const auto step : *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>())) {
    const Address& from = people[step % 3];
    const Address& to = people[(step >> 2) % 3];
    const Uint256 amount = (step >> 8) % 1'000;
    switch ((step >> 4) % 4) {
      case 0:
        world.send(owner, link, "mint(address,uint256)", to, amount);
        break;
      case 1:
        world.send(from, link, "approve(address,uint256)", to, amount);
        break;
      case 2:
        world.send(to, link, "transferFrom(address,address,uint256)", from, owner, amount);
        break;
      default:
        world.send(from, link, "transfer(address,uint256)", to, amount);
    }
    Uint256 sum = 0;
    for (const auto& person : people) sum += world.read<Uint256>(link, "balanceOf(address)", person);
    RC_ASSERT(sum == world.read<Uint256>(link, "totalSupply()"));
  }
}

}  // namespace
}  // namespace orrery::chains

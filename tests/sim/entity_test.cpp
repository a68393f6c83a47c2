// Proves that entities are found by name, that names are unique, and that a wrong name is answered with the right one.

#include "sim/entity.h"

#include <gtest/gtest.h>

#include "sim/input_error.h"

namespace orrery::sim {
namespace {

TEST(Entities, AreDenseAndFoundByName) {
  Entities entities;
  const EntityId zone = entities.add("zone", "aws/us-east-1");
  const EntityId network = entities.add("network", "eth-usd");
  const EntityId host = entities.add("host", "node-1", network, zone);
  EXPECT_EQ(zone.index, 0u);
  EXPECT_EQ(host.index, 2u);
  EXPECT_EQ(entities[host].parent, network);
  EXPECT_EQ(entities[host].zone, zone);
  EXPECT_EQ(entities.find("node-1"), host);
  EXPECT_TRUE(entities.find("node-2").is_none());
  EXPECT_EQ(entities.require("node-1", "host"), host);
  EXPECT_EQ(entities.all().size(), 3u);
}

TEST(Entities, RefuseEmptyAndTakenNames) {
  Entities entities;
  entities.add("zone", "here");
  EXPECT_THROW(entities.add("host", "here"), InputError);
  EXPECT_THROW(entities.add("host", ""), InputError);
}

TEST(Entities, NameTheNearestRightNameOfTheKindAskedFor) {
  Entities entities;
  entities.add("zone", "aws/us-east-1");
  entities.add("host", "aws/us-east-2");
  try {
    entities.require("aws/us-eats-1", "zone");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.message(), "there is no zone \"aws/us-eats-1\"");
    EXPECT_NE(error.hint().find("aws/us-east-1"), std::string::npos);
  }
  try {
    entities.require("aws/us-east-2", "zone");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.message(), "\"aws/us-east-2\" is a host, not a zone");
  }
}

}  // namespace
}  // namespace orrery::sim

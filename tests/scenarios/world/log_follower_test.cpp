// Proves that those who follow a contract's logs know after a reorg which logs are new and which have only moved.
#include <gtest/gtest.h>

#include "nodes/actors/chain_actor.h"
#include "tests/nodes/feeds/feed_world.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

/// Notes each log as the byte that rang the bell, in brackets when it is said to have moved.
class ListeningProgram final : public sim::Program {
 public:
  ListeningProgram(sim::Host& host, const std::vector<sim::HostPort>& endpoints, const Address& bell)
      : rpc_(host, "test", endpoints), follower_(bell, std::nullopt) {}
  void start() override {}
  void add_waiting(std::vector<sim::Waiting>&) const override {}
  void look() {
    follower_.follow(
        rpc_,
        [this](const chains::LogRecord& log, bool has_moved) {
          const std::string rung(1, static_cast<char>(log.data.at(0)));
          heard += has_moved ? "(" + rung + ")" : rung;
        },
        [this] { ++looks; });
  }
  std::string heard;
  int looks = 0;

 private:
  chains::RpcClient rpc_;
  LogFollower follower_;
};

class LogFollowing : public testing::Test {
 protected:
  LogFollowing() {
    bell = feed.deploy("Bell", "()", {});
    for (const chains::Account* ringer : {&first, &second, &third}) feed.chain->fund(ringer->address(), kTestEther);
    feed.add_host("listener").install("listening", [this](sim::Host& on) -> std::unique_ptr<sim::Program> {
      auto program = std::make_unique<ListeningProgram>(on, feed.endpoints, bell);
      listener = program.get();
      return program;
    });
    feed.start();
    feed.run(Duration::seconds(30));
  }
  /// The greater the tip, the nearer to the top of its block.
  Bytes32 ring(chains::Account& ringer, char with, std::uint64_t tip) {
    const auto signed_call = ringer.sign(FeedWorld::kChainId, bell, {static_cast<std::uint8_t>(with)}, 100'000,
                                         {100 * chains::kGwei, tip * chains::kGwei});
    return feed.chain->submit(signed_call, {}).hash;
  }
  std::uint64_t block_of(const Bytes32& hash) const {
    const auto* placed = feed.chain->find_transaction(hash);
    return placed == nullptr ? 0 : placed->block_number;
  }
  /// What is heard in one more look.
  std::string heard() {
    listener->heard.clear();
    const int before = listener->looks;
    listener->look();
    feed.run(Duration::seconds(1));
    EXPECT_EQ(listener->looks, before + 1);
    return listener->heard;
  }
  void next_block() { feed.run(Duration::seconds(12)); }

  FeedWorld feed;
  chains::Account first{feed.signatures, "first"}, second{feed.signatures, "second"}, third{feed.signatures, "third"};
  Address bell;
  ListeningProgram* listener = nullptr;
};

TEST_F(LogFollowing, EachLogIsHandedOnOnce) {
  ring(first, 'a', 1);
  next_block();
  EXPECT_EQ(heard(), "aa") << "one transaction leaves two";
  EXPECT_EQ(heard(), "");
  ring(first, 'b', 1);
  next_block();
  EXPECT_EQ(heard(), "bb");
}

TEST_F(LogFollowing, AfterAReorgTheSameLogHasMoved) {
  const Bytes32 a = ring(first, 'a', 1);
  next_block();
  ASSERT_EQ(heard(), "aa");
  const std::uint64_t before = block_of(a);
  feed.fault("reorg", "ethereum", Duration::seconds(1), Duration::seconds(2),
             {{"depth", static_cast<std::int64_t>(feed.chain->head().number - before + 1)}});
  next_block();
  next_block();
  ASSERT_GT(block_of(a), before);
  EXPECT_EQ(heard(), "(a)(a)");
  EXPECT_EQ(heard(), "");
}

TEST_F(LogFollowing, ANewLogBeforeTheNewestOneIsHeard) {
  const Bytes32 a = ring(first, 'a', 1);
  next_block();
  ASSERT_EQ(heard(), "aa");
  const std::uint64_t before = block_of(a);
  feed.chain->undo(feed.chain->head().number - before + 1);
  const Bytes32 b = ring(second, 'b', 2);
  next_block();
  ASSERT_EQ(block_of(a), before);
  ASSERT_EQ(block_of(b), before);
  EXPECT_EQ(heard(), "bb(a)(a)");
}

TEST_F(LogFollowing, ANewLogInALowerBlockIsHeardInItsOrder) {
  next_block();
  const Bytes32 a = ring(first, 'a', 1);
  next_block();
  ASSERT_EQ(heard(), "aa");
  const std::uint64_t before = block_of(a);
  feed.chain->undo(feed.chain->head().number - before + 2);
  const Bytes32 b = ring(second, 'b', 2);
  next_block();
  ASSERT_EQ(block_of(b), before - 1);
  const Bytes32 c = ring(third, 'c', 1);
  next_block();
  ASSERT_EQ(block_of(c), before);
  EXPECT_EQ(heard(), "bb(a)(a)cc");
}

}  // namespace
}  // namespace orrery::nodes

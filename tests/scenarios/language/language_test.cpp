// Proves that scenario files are read exactly and that every mistake is one line with place, expectation and hint.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/language/section.h"

namespace orrery::scenarios {
namespace {

struct Feed {
  std::string name;
  sim::Duration heartbeat = sim::Duration::seconds(3600);
  sim::Fraction deviation{5'000'000};
  std::int64_t nodes = 4;
  Place place;
};
struct World {
  std::string title;
  std::vector<Feed> feeds;
};

Section<World> world_section() {
  auto feed = Section<Feed>("A feed.");
  feed.required("name", &Feed::name, "its name")
      .optional("heartbeat", &Feed::heartbeat, "longest silence")
      .optional("deviation", &Feed::deviation, "threshold")
      .optional("nodes", &Feed::nodes, "how many");
  auto world = Section<World>("A world.");
  world.optional("title", &World::title, "words").tables("feed", &World::feeds, feed);
  return world;
}

Node parse(const std::string& text, std::map<std::string, std::string> others = {}) {
  others["s.toml"] = text;
  Files files(others);
  return read_document(files, "s.toml");
}

std::string error_of(const std::string& text, std::map<std::string, std::string> others = {}) {
  try {
    world_section().read(parse(text, std::move(others)));
  } catch (const sim::InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ScenarioLanguage, ReadsKeysWithUnitsAndFillsDefaults) {
  const World world = world_section().read(parse(
      "title = \"t\"\n[[feed]]\nname = \"a\"\nheartbeat = \"1.5h\"\n[[feed]]\nname = \"b\"\ndeviation = \"25 bp\"\n"));
  ASSERT_EQ(world.feeds.size(), 2u);
  EXPECT_EQ(world.feeds[0].heartbeat, sim::Duration::minutes(90));
  EXPECT_EQ(world.feeds[0].deviation.parts_per_billion, 5'000'000u);
  EXPECT_EQ(world.feeds[1].deviation.parts_per_billion, 2'500'000u);
  EXPECT_EQ(world.feeds[1].place.text(), "s.toml:5:1");
}

TEST(ScenarioLanguage, MistakesNamePlaceExpectationAndNearestName) {
  EXPECT_THAT(error_of("[[feed]]\nname = \"a\"\nheartbeet = \"1h\"\n"),
              testing::AllOf(testing::HasSubstr("s.toml:3:1"), testing::HasSubstr("heartbeat")));
  EXPECT_THAT(error_of("[[feed]]\nname = \"a\"\nheartbeat = 3600\n"),
              testing::AllOf(testing::HasSubstr("s.toml:3:"), testing::HasSubstr("30s")));
  EXPECT_THAT(error_of("[[feed]]\nname = \"a\"\ndeviation = \"0.5\"\n"), testing::HasSubstr("0.5 %"));
  EXPECT_THAT(error_of("[[feed]]\nname = \"a\"\nheartbeat = \"9223372036854775808ns\"\n"),
              testing::HasSubstr("s.toml:3:"));
  EXPECT_THAT(error_of("[[feed]]\nheartbeat = \"1h\"\n"), testing::HasSubstr("\"name\" is missing"));
  EXPECT_THAT(error_of("title = \n"), testing::HasSubstr("s.toml:1:"));
  EXPECT_THAT(error_of("  \n"), testing::HasSubstr("empty"));
  EXPECT_THAT(error_of("feed = 3\n"), testing::HasSubstr("double brackets"));
}

TEST(ScenarioLanguage, IncludedPartsComeFirstAndTheFileItselfWins) {
  const Node document = parse("include = [\"p.toml\"]\ntitle = \"own\"\n[[feed]]\nname = \"b\"\n",
                              {{"p.toml", "title = \"part\"\n[[feed]]\nname = \"a\"\n"}});
  const World world = world_section().read(document);
  EXPECT_EQ(world.title, "own");
  ASSERT_EQ(world.feeds.size(), 2u);
  EXPECT_EQ(world.feeds[0].name, "a");
  EXPECT_EQ(world.feeds[0].place.text(), "p.toml:2:1");
  EXPECT_THAT(error_of("include = [\"missing.toml\"]\n"), testing::HasSubstr("missing.toml"));
  EXPECT_THAT(error_of("include = [\"s.toml\"]\n"), testing::HasSubstr("8 deep"));
}

TEST(ScenarioLanguage, SetChangesOneValueByName) {
  Node document = parse("[[feed]]\nname = \"a\"\n[[feed]]\nname = \"b\"\n");
  set_value(document, "feed.b.heartbeat=\"10min\"");
  set_value(document, "feed.0.nodes=7");
  set_value(document, "feed.a.heartbeat=2min");
  const World world = world_section().read(document);
  EXPECT_EQ(world.feeds[1].heartbeat, sim::Duration::minutes(10));
  EXPECT_EQ(world.feeds[0].nodes, 7);
  EXPECT_EQ(world.feeds[0].heartbeat, sim::Duration::minutes(2));
  EXPECT_THROW(set_value(document, "feed.c.nodes=1"), sim::InputError);
  EXPECT_THROW(set_value(document, "nodes"), sim::InputError);
}

TEST(ScenarioLanguage, SetBeginsSectionsThatTheFileLeavesOutAndIsNamedInErrors) {
  Node document = parse("title = \"own\"\n[[feed]]\nname = \"a\"\n");
  set_value(document, "billing.price.gwei=5");
  ASSERT_NE(document.find("billing"), nullptr);
  EXPECT_EQ(document.find("billing")->find("price")->find("gwei")->integer, 5);
  EXPECT_THAT([&] { world_section().read(document); },
              testing::ThrowsMessage<sim::InputError>(testing::HasSubstr("--set billing.price.gwei=5: unknown key")));

  document = parse("title = \"own\"\n[[feed]]\nname = \"a\"\n");
  set_value(document, "feed.a.heartbeat=2min");
  EXPECT_EQ(world_section().read(document).feeds[0].place.text(), "s.toml:2:1 with --set feed.a.heartbeat=2min");
}

TEST(ScenarioLanguage, NumbersAreExact) {
  EXPECT_EQ(nodes::to_text(nodes::parse_price("3890.150")), "3890.15");
  EXPECT_EQ(nodes::to_text(nodes::parse_price("-0.000000000000000001")), "-0.000000000000000001");
  EXPECT_THROW(nodes::parse_price("1e5"), sim::InputError);
  EXPECT_THROW(nodes::parse_price(""), sim::InputError);
  EXPECT_THROW(nodes::parse_price(std::string(60, '9')), sim::InputError);
  EXPECT_EQ(parse_wei("1.5 gwei").amount, 1'500'000'000u);
  EXPECT_EQ(parse_wei("2 ether").amount.str(), "2000000000000000000");
  EXPECT_THROW(parse_wei("1.5 wei"), sim::InputError);
  EXPECT_EQ(parse_fraction("1/3").parts_per_billion, 333'333'333u);
  EXPECT_EQ(parse_fraction("0.0000000001/0.0000000002").parts_per_billion, 500'000'000u);
  EXPECT_EQ(parse_fraction("1000000000/1000000000").parts_per_billion, 1'000'000'000u);
  EXPECT_THROW(parse_fraction("1/1000000000000000"), sim::InputError);
  EXPECT_THROW(parse_fraction("1000000000000000 %"), sim::InputError);
  EXPECT_THROW(parse_fraction("101 %"), sim::InputError);
  EXPECT_THROW(parse_fraction("-1 %"), sim::InputError);
  EXPECT_EQ(parse_deviation("1000 %").parts_per_billion, 10'000'000'000u);
  EXPECT_EQ(to_text(Deviation{10'000'000'000}), "1000 %");
  EXPECT_THROW(parse_deviation("1e30 %"), sim::InputError);
  EXPECT_THROW(parse_deviation("-1 %"), sim::InputError);
}

TEST(ScenarioLanguage, TheReferenceListsEveryKeyWithTypeAndDefault) {
  const SectionReference reference = world_section().reference();
  ASSERT_EQ(reference.inner.size(), 1u);
  ASSERT_EQ(reference.inner[0].keys.size(), 4u);
  EXPECT_EQ(reference.inner[0].keys[0].default_value, "required");
  EXPECT_EQ(reference.inner[0].keys[1].default_value, "\"1h\"");
  EXPECT_EQ(reference.inner[0].keys[2].default_value, "\"0.5 %\"");
}

}  // namespace
}  // namespace orrery::scenarios

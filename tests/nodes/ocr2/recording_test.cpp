// Proves what an oracle network leaves in the recording: spans of rounds and epochs with their outcome, states of
// leaders, notes on drops with their reason; and that recording changes no history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "nodes/adversaries/strategies.h"
#include "tests/nodes/ocr2/median_network.h"

namespace orrery::tests {
namespace {

using sim::Duration;
using testing::Contains;
using testing::HasSubstr;

chains::Int256 steady_price(sim::Time, NodeIndex) { return 1000; }

/// Keeps rows as texts, by table.
class Rows final : public sim::RowSink {
 public:
  void table_added(sim::TableId table, const sim::TableSpec& spec) override { names_[table.index] = spec.name; }
  void entity_added(const sim::Entity&) override {}
  void row(sim::TableId table, std::uint64_t, sim::Time, sim::CauseId cause, const sim::Value* values,
           std::size_t count) override {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      if (values[i].type() == sim::Value::Type::kText) text += std::string(values[i].text()) + "|";
      if (values[i].type() == sim::Value::Type::kInteger) text += std::to_string(values[i].integer()) + "|";
    }
    rows[names_[table.index]].push_back(text);
    caused += cause.row != 0;
    ++all;
  }
  void set(sim::TableId, std::uint64_t, std::size_t, const sim::Value&) override {}

  int count(const std::string& table, const std::string& part) const {
    const auto found = rows.find(table);
    if (found == rows.end()) return 0;
    return static_cast<int>(std::count_if(found->second.begin(), found->second.end(),
                                          [&](const auto& row) { return row.find(part) != std::string::npos; }));
  }

  std::map<std::string, std::vector<std::string>> rows;
  std::size_t all = 0, caused = 0;

 private:
  std::map<std::uint32_t, std::string> names_;
};

std::string run(Rows& rows, sim::Level level) {
  MedianNetwork network(4, steady_price, [&](OracleNetworkSpec& spec) {
    spec.level = level;
    spec.sink = &rows;
  });
  BadSignature strategy;
  network->seat(0).adversaries.push_back(&strategy);
  network->start_all();
  network->run_for(Duration::milliseconds(1250));  // two whole epochs
  return network->world().kernel().digest().to_text();
}

TEST(Recording, HoldsRoundsEpochsAndDrops) {
  Rows rows;
  run(rows, sim::Level::kProtocol);
  EXPECT_EQ(rows.count("span", "round|"), 6) << "one for each round, by its leader";
  EXPECT_EQ(rows.count("span", "|reported|"), 6);
  EXPECT_EQ(rows.count("span", "epoch|"), 8) << "two epochs of four oracles";
  EXPECT_EQ(rows.count("state", "leads|"), 3);
  EXPECT_THAT(rows.rows["note"],
              Contains(HasSubstr("dropped observe of epoch 1, round 1 from oracle 0: its signature")));
  EXPECT_EQ(rows.count("message", "observe-req|"), 9) << "three rounds and the end, twice, and one of the third epoch";
  EXPECT_GT(rows.caused * 10, rows.all * 8) << "all but what starting the machines did";
}

TEST(Recording, QuietRepetitionsLeaveNoRowsAtLevelProtocol) {
  Rows protocol, full;
  run(protocol, sim::Level::kProtocol);
  run(full, sim::Level::kFull);
  EXPECT_LT(protocol.count("message", "new-epoch|"), full.count("message", "new-epoch|"));
  EXPECT_EQ(protocol.count("note", "another round"), 0);
}

TEST(Recording, ChangesNoHistory) {
  Rows rows;
  const auto without = run(rows, sim::Level::kNothing);
  EXPECT_EQ(without, run(rows, sim::Level::kSummary));
  EXPECT_EQ(without, run(rows, sim::Level::kFull));
}

}  // namespace
}  // namespace orrery::tests

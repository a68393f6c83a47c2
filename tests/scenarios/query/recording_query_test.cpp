// Proves that a filter selects the same rows as SQL over a recording and held against each row in memory, whatever the
// filter, and that pages, bounds of time and lateness are what they say.
#include "scenarios/query/recording_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "chains/ledger/chain_tables.h"
#include "nodes/feeds/feed_tables.h"
#include "scenarios/query/query_text.h"
#include "sim/world.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

sim::Value borrowed(const sim::Cell& cell) {
  return std::visit(
      [](const auto& value) -> sim::Value {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
          return {};
        } else {
          return sim::Value(value);
        }
      },
      cell);
}

/// A recorded row as a filter looks at it, by the plainest means: everything is looked up in the whole recording.
class ReadRow final : public FilterRow {
 public:
  ReadRow(const sim::RecordingReader& reader, sim::RecordedRow row) : reader_(reader), row_(std::move(row)) {}
  std::uint64_t id() const override { return row_.id; }
  sim::Time time() const override { return row_.time; }
  std::uint64_t cause() const override { return row_.cause.row; }
  sim::Value column(std::size_t index) const override { return borrowed(row_.cells[index]); }
  const FilterRow* follow(std::size_t column) const override {
    const auto* id = std::get_if<std::int64_t>(&row_.cells[column]);
    if (id == nullptr) return nullptr;
    auto row = reader_.row(static_cast<std::uint64_t>(*id));
    if (!row) return nullptr;
    followed_ = std::make_unique<ReadRow>(reader_, *row);
    return followed_.get();
  }
  bool round_ended(std::int64_t network, std::int64_t epoch, std::int64_t round, std::int64_t leader) const override {
    for (const sim::RecordedRow& span : reader_.rows("span"))
      if (span.id < row_.id && span.text("kind") == "round" && span.integer("network") == network &&
          span.integer("epoch") == epoch && span.integer("round") == round && span.integer("entity") == leader)
        return true;
    return false;
  }
  bool lost() const override {
    static const std::set<std::string> kLost{"lost", "blocked", "dead"};
    if (row_.table->name == "delivery") return kLost.count(row_.text("fate")) != 0;
    for (const sim::RecordedRow& copy : reader_.rows("delivery"))
      if (copy.integer("message") == static_cast<std::int64_t>(row_.id) && kLost.count(copy.text("fate")) != 0)
        return true;
    return false;
  }

 private:
  const sim::RecordingReader& reader_;
  sim::RecordedRow row_;
  mutable std::unique_ptr<ReadRow> followed_;
};

constexpr int kNodes = 4;

/// A recording of a made-up run with every kind of column, nulls among them.
class Recorded {
 public:
  Recorded() : path(folder / "r.sqlite") {
    sim::RunDescription run = sim::sample_run();
    run.start = start;
    sim::SqliteRecording recording(path, run);
    sim::World world({1}, start, sim::Level::kFull, &recording);
    const auto feed_tables = nodes::add_feed_tables(world.journal());
    const auto chain_tables = chains::add_chain_tables(world.journal());
    const sim::EntityId zone = world.add_entity("zone", "aws/us-east-1");
    const sim::EntityId network = world.add_entity("network", "eth-usd");
    std::vector<sim::EntityId> hosts;
    for (int i = 0; i < kNodes; ++i)
      hosts.push_back(
          world.add_entity("host", "eth-usd/node-" + std::to_string(i), network, i % 2 == 0 ? zone : sim::EntityId{}));
    std::vector<std::uint64_t> messages;
    const auto happen = [&](int i) {
      sim::Journal& journal = world.journal();
      const auto& tables = world.tables();
      const sim::EntityId sender = hosts[static_cast<std::size_t>(i * 7 % kNodes)];
      const sim::EntityId receiver = i % 3 == 0 ? sim::EntityId{} : hosts[static_cast<std::size_t>(i % kNodes)];
      const sim::Value round = i % 11 == 0 ? sim::Value() : sim::Value(i / 20);
      const sim::CauseId sent = journal.write(
          tables.message, {i % 2 == 0 ? "report" : "Observe", sender, receiver, network, 100 + i, 1 + i % 3, 7, round,
                           i % 5 == 0 ? sim::Value() : sim::Value("part " + std::to_string(i % 4))});
      messages.push_back(sent.row);
      if (i % 4 == 0)
        journal.write(
            tables.delivery,
            {i % 8 == 0 ? sim::Value()
                        : sim::Value(sim::CauseId{
                              messages[messages.size() - 1 - static_cast<std::size_t>(i / 4 % 5) % messages.size()]}),
             receiver, i % 12 == 0 ? "lost" : "delivered", sim::Value()});
      if (i % 10 == 9)
        journal.write(tables.span, {"round", hosts[static_cast<std::size_t>(i / 10 % kNodes)], network, 7, i / 20,
                                    start + sim::Duration::milliseconds(i), "skipped"});
      if (i % 5 == 2)
        journal.write(chain_tables.block,
                      {network, i, sim::Value(), sim::Value(), i, sim::Value(), i,
                       i % 15 == 2 ? sim::Value() : sim::Value(std::int64_t{500'000'000} * i), 0, 0, 0, "canonical"});
      if (i % 6 == 1)
        journal.write(feed_tables.node_transaction,
                      {sender, network, i, "sent",
                       i % 12 == 1 ? sim::Value() : sim::Value(sim::Bytes{0x1a, 0x2b, std::uint8_t(i)}),
                       std::to_string(1'000'000'000ll * i), sim::Value(), sim::Value(), sim::Value(), "a Reason",
                       sim::Value(), sim::Value()});
    };
    for (int i = 0; i < 160; ++i)
      world.kernel().schedule(start + sim::Duration::milliseconds(i * 37), {}, [&happen, i] { happen(i); });
    world.kernel().run_until(start + sim::Duration::minutes(1));
    recording.finish(
        {.state = sim::RunState::kFinished, .reason = "", .end = world.now(), .digest = "", .events = 160});
  }
  sim::Time start = sim::parse_time("2025-10-20T06:00:00Z");
  sim::ScratchFolder folder;
  std::string path;
};

const std::map<std::string, std::vector<std::string>> kConditions{
    {"message",
     {"kind == report",
      "kind ~ OBS",
      "kind in (report, nothing)",
      "sender == eth-usd/node-1",
      "receiver != N2",
      "node == N3",
      "late",
      "lost",
      "broadcast",
      "bytes > 150",
      "copies <= 2",
      "round >= 3",
      "round",
      "detail == \"part 1\"",
      "detail == null",
      "zone == aws",
      "sender.zone == aws/us-east-1",
      "network == eth-usd",
      "time > 06:00:02",
      "time <= +3s",
      "id >= 40",
      "\"part 2\"",
      "\"node-1\"",
      "detail !~ 1",
      "cause == 0",
      "time == 06:00:01"}},
    {"delivery",
     {"fate == lost", "lost", "late", "kind == report", "sender == N1", "delay > 100ms", "delay", "message.bytes < 170",
      "receiver", "message == null", "message.time > +2s", "epoch == 7"}},
    {"block", {"base_fee > 20 gwei", "base_fee <= 31000000000", "base_fee == 11 gwei", "base_fee == null"}},
    {"node_transaction",
     {"max_fee >= 20 gwei", "max_fee < 100000000000", "max_fee == 1 gwei", "hash ~ 0x2b", "hash == 0x1a2b07",
      "fee == null", "reason ~ \"A R\"", "node == N1", "feed == eth-usd", "gas_used", "nonce > 30"}},
    {"span", {"delay > 1s", "begin > 06:00:00.1", "outcome == skipped", "entity.kind == host", "zone == us-east-1"}},
};

rc::Gen<std::string> any_filter(const std::vector<std::string>& conditions, int depth) {
  if (depth == 0) return rc::gen::elementOf(conditions);
  return rc::gen::exec([conditions, depth] {
    const int kind = *rc::gen::inRange(0, 5);
    const std::string left = *any_filter(conditions, depth - 1);
    if (kind == 0) return left;
    if (kind == 1) return "!(" + left + ")";
    const std::string right = *any_filter(conditions, depth - 1);
    return "(" + left + (kind % 2 == 0 ? ") && (" : ") or (") + right + ")";
  });
}

TEST(RecordingQuery, AFilterSelectsTheSameRowsInSqlAndInMemory) {
  const Recorded recorded;
  RecordingQuery query(recorded.path);
  const sim::RecordingReader& reader = query.reader();
  EXPECT_TRUE(rc::check([&] {
    const auto& [table, conditions] = *rc::gen::elementOf(
        std::vector<std::pair<std::string, std::vector<std::string>>>(kConditions.begin(), kConditions.end()));
    const std::string text = *any_filter(conditions, 2);
    const Filter filter(text, query.schema(), query.schema().require(table));
    std::vector<std::uint64_t> by_sql, in_memory;
    for (const sim::RecordedRow& row : query.rows(filter, {.after = {}, .before = {}, .limit = 100'000}))
      by_sql.push_back(row.id);
    for (const sim::RecordedRow& row : reader.rows(table))
      if (filter.matches(ReadRow(reader, row))) in_memory.push_back(row.id);
    RC_LOG() << table << ": " << text;
    RC_ASSERT(by_sql == in_memory);
    RC_ASSERT(query.count(filter) == in_memory.size());
  }));
}

TEST(RecordingQuery, EveryConditionAloneSelectsSomeRowsOrIsMeantNotTo) {
  const Recorded recorded;
  RecordingQuery query(recorded.path);
  for (const auto& [table, conditions] : kConditions)
    for (const std::string& text : conditions) {
      if (text == "gas_used" || text == "time == 06:00:01" || text == "cause == 0") continue;
      EXPECT_GT(query.count(Filter(text, query.schema(), query.schema().require(table))), 0u) << table << ": " << text;
    }
}

TEST(RecordingQuery, PagesJoinToTheWholeFromBothEnds) {
  const Recorded recorded;
  RecordingQuery query(recorded.path);
  const Filter filter("kind == report", query.schema(), *query.schema().find("message"));
  const auto ids = [](const std::vector<sim::RecordedRow>& rows) {
    std::vector<std::uint64_t> all;
    for (const auto& row : rows) all.push_back(row.id);
    return all;
  };
  const auto whole = ids(query.rows(filter, {.after = {}, .before = {}, .limit = 1000}));
  ASSERT_GT(whole.size(), 50u);
  std::vector<std::uint64_t> paged, reversed;
  PageRequest page{.after = {}, .before = {}, .limit = 7};
  for (auto rows = query.rows(filter, page); !rows.empty(); rows = query.rows(filter, page)) {
    for (const auto id : ids(rows)) paged.push_back(id);
    page.after = rows.back().id;
  }
  page = {.after = {}, .before = {}, .limit = 7, .newest_first = true};
  for (auto rows = query.rows(filter, page); !rows.empty(); rows = query.rows(filter, page)) {
    for (const auto id : ids(rows)) reversed.insert(reversed.begin(), id);
    page.before = rows.back().id;
  }
  EXPECT_EQ(paged, whole);
  EXPECT_EQ(reversed, whole);
}

TEST(RecordingQuery, RowsArePrintedForPeopleAndForPrograms) {
  const Recorded recorded;
  RecordingQuery query(recorded.path);
  const auto printed = [&](const QueryRequest& request, std::string* remarks = nullptr) {
    std::string text;
    const QueryRemarks said = write_query(query, request, [&](std::string_view part) {
      text += part;
      return true;
    });
    if (remarks != nullptr) *remarks = said.text;
    return text;
  };
  QueryRequest request;
  request.filter = "sender == N1 && broadcast";
  request.limit = 2;
  std::string remarks;
  EXPECT_THAT(printed(request, &remarks), HasSubstr("eth-usd/node-1"));
  EXPECT_THAT(remarks, HasSubstr("2 shown, more match"));
  request.limit = SIZE_MAX;
  EXPECT_THAT(printed(request), HasSubstr("eth-usd/node-1"));
  request.limit = 2;
  request.format = QueryFormat::kJson;
  const auto rows = nlohmann::json::parse(printed(request));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0]["sender"], "eth-usd/node-1");
  EXPECT_TRUE(rows[0]["receiver"].is_null());
  EXPECT_EQ(rows[0]["time"].get<std::string>().substr(0, 10), "2025-10-20");
  request.format = QueryFormat::kCsv;
  EXPECT_THAT(printed(request),
              HasSubstr("time,id,kind,sender,receiver,network,bytes,copies,epoch,round,detail,cause\r\n"));
  request = {};
  request.filter = "kind == reprot";
  EXPECT_EQ(printed(request, &remarks), "");
  EXPECT_EQ(remarks, "no row of message matches; \"reprot\" was not seen as kind (did you mean \"report\"?)");
}

TEST(RecordingQuery, CompletionValuesComeFromTheRecording) {
  const Recorded recorded;
  RecordingQuery query(recorded.path);
  const sim::RecordedTable& table = *query.schema().find("message");
  for (const FilterField& field : fields_of(query.schema(), table)) {
    if (field.name == "kind") {
      EXPECT_THAT(query.values(table, field, 10), ElementsAre("Observe", "report"));
    } else if (field.name == "sender.zone") {
      EXPECT_THAT(query.values(table, field, 10), ElementsAre("aws/us-east-1"));
    }
  }
}

}  // namespace
}  // namespace orrery::scenarios

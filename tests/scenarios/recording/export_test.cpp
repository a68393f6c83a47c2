// Proves that an exported recording says what the recording says: CSV read back by an independent reader of RFC 4180
// gives every cell again, a trace obeys the Trace Event Format's rules, and no file is ever overwritten or half there.
#include "scenarios/recording/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/input_error.h"
#include "tests/scenarios/recording/quorum_world.h"

namespace orrery::scenarios {
namespace {

using namespace sim::literals;
using testing::ElementsAre;

// RFC 4180, with the one thing kept that it does not define: whether a field was quoted.
struct Field {
  std::string text;
  bool quoted = false;
  bool operator==(const Field&) const = default;
};
std::vector<std::vector<Field>> read_csv(const std::string& text) {
  std::vector<std::vector<Field>> records{{{}}};
  std::size_t at = 0;
  while (at < text.size()) {
    Field& field = records.back().back();
    if (field.text.empty() && !field.quoted && text[at] == '"') {
      field.quoted = true;
      for (++at; text.at(at) != '"' || (at + 1 < text.size() && text[at + 1] == '"'); ++at) {
        if (text[at] == '"') ++at;
        field.text += text[at];
      }
      ++at;
    } else if (text[at] == ',') {
      records.back().emplace_back();
      ++at;
    } else if (text.compare(at, 2, "\r\n") == 0) {
      records.push_back({{}});
      at += 2;
    } else {
      field.text += text[at++];
    }
  }
  EXPECT_EQ(records.back(), (std::vector<Field>{{}})) << "the last line ends too";
  records.pop_back();
  return records;
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(ExportCsv, GivesEveryCellAgain) {
  const sim::ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  {
    sim::RunDescription run = sim::sample_run();
    run.scenario_text = "title = \"a, b\"\r\nabout = 'x'\n";
    sim::SqliteRecording recording(path, run);
    sim::start_sample(recording);
    const sim::Bytes bytes{0x00, 0xff, 0x10};
    const sim::Value odd[] = {sim::Value(sim::EntityId{2}), "say \"hi\", then\r\ngo", std::int64_t{INT64_MIN}, 0.1,
                              bytes};
    const sim::Value none[] = {sim::Value(), "", sim::Value(), sim::Value(), sim::Bytes()};
    recording.row({0}, 1, sim::sample_time(1), {}, odd, 5);
    recording.row({0}, 2, sim::sample_time(300), {1}, none, 5);
    recording.add_figure({"feed.a.words", "text", "one, two"});
    recording.add_figure({"feed.a.cost", "wei", "15129430833165197613"});
    recording.finish({});
  }
  export_csv(sim::RecordingReader(path), folder / "csv", /*force=*/false);
  EXPECT_THAT(files_in(folder / "csv"), ElementsAre("entity.csv", "figure.csv", "run.csv", "sample.csv"));
  EXPECT_EQ(sim::read_text(folder / "csv/figure.csv"),
            "path,unit,value\r\nfeed.a.cost,wei,15129430833165197613\r\nfeed.a.words,text,\"one, two\"\r\n");
  const auto field = [](std::string text, bool quoted = false) { return Field{std::move(text), quoted}; };
  const auto rows = read_csv(sim::read_text(folder / "csv/sample.csv"));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_THAT(rows[0], ElementsAre(field("id"), field("time"), field("cause"), field("entity"), field("word"),
                                   field("amount"), field("share"), field("raw")));
  EXPECT_THAT(rows[1], ElementsAre(field("1"), field("1760918400000000000"), field(""), field("2"),
                                   field("say \"hi\", then\r\ngo", true), field("-9223372036854775808"), field("0.1"),
                                   field("0x00ff10")));
  EXPECT_THAT(rows[2], ElementsAre(field("2"), field("1760918401000000000"), field("1"), field(""), field("", true),
                                   field(""), field(""), field("0x")));
  std::map<std::string, std::string> run;
  for (const auto& row : read_csv(sim::read_text(folder / "csv/run.csv"))) run[row.at(0).text] = row.at(1).text;
  EXPECT_EQ(run["scenario.text"], "title = \"a, b\"\r\nabout = 'x'\n");
  const auto entities = read_csv(sim::read_text(folder / "csv/entity.csv"));
  ASSERT_EQ(entities.size(), 1u + sim::kSampleEntities);
  EXPECT_THAT(entities[2], ElementsAre(field("1"), field("host"), field("entity-1"), field(""), field("0")));
}

TEST(ExportCsv, LeavesWhatIsThereUnlessForced) {
  const sim::ScratchFolder folder;
  QuorumWorld quorum(folder / "run.sqlite", sim::Level::kSummary);
  quorum.finish();
  const sim::RecordingReader reader(folder / "run.sqlite");
  std::filesystem::create_directory(folder / "csv");
  sim::write_text(folder / "csv/state.csv", "mine");
  EXPECT_THROW(export_csv(reader, folder / "csv", /*force=*/false), sim::InputError);
  EXPECT_THAT(files_in(folder / "csv"), ElementsAre("state.csv"));
  EXPECT_EQ(sim::read_text(folder / "csv/state.csv"), "mine");
  export_csv(reader, folder / "csv", /*force=*/true);
  EXPECT_EQ(files_in(folder / "csv").size(), reader.tables().size() + 3);
  EXPECT_EQ(sim::read_text(folder / "csv/state.csv").substr(0, 14), "id,time,cause,");

  sim::write_text(folder / "file", "");
  EXPECT_THROW(export_csv(reader, folder / "file", /*force=*/true), sim::InputError);
  EXPECT_THROW(export_csv(reader, "/proc/csv", /*force=*/true), sim::InputError);
  EXPECT_THROW(export_perfetto(reader, folder / "csv", /*force=*/true), sim::InputError);
  EXPECT_THROW(export_perfetto(reader, folder / "file", /*force=*/false), sim::InputError);
  EXPECT_THROW(export_perfetto(reader, "/dev/null", /*force=*/true), sim::InputError);
  EXPECT_THROW(export_perfetto(reader, folder / "no/such/folder.json", /*force=*/true), sim::InputError);
}

TEST(ExportCsv, AFullDiskLeavesNothingHalf) {
  const sim::ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  {
    sim::SqliteRecording recording(path, sim::sample_run());
    sim::start_sample(recording);
    for (std::uint64_t id = 1; id < 5000; ++id) sim::write_sample(recording, id);
    recording.finish({});
  }
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100'000, 100'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      export_csv(sim::RecordingReader(path), folder / "csv", /*force=*/false);
      ::_exit(1);
    } catch (const sim::RecordingError& error) {
      ::_exit(std::string(error.what()).find("sample.csv") == std::string::npos ? 2 : 0);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_THAT(files_in(folder / "csv"), testing::IsEmpty());
}

// The rules of the Trace Event Format that viewers lean on.
class Trace {
 public:
  explicit Trace(const std::string& text) : json_(nlohmann::json::parse(text)) {
    for (const auto& event : json_.at("traceEvents")) {
      const std::string phase = event.at("ph");
      if (phase == "M") {
        EXPECT_TRUE(event.at("args").at("name").is_string());
        (event.at("name") == "process_name" ? processes_ : threads_).insert(key(event));
        continue;
      }
      EXPECT_TRUE(event.at("ts").is_number());
      EXPECT_TRUE(event.at("name").is_string());
      by_phase_[phase].push_back(event);
    }
  }
  const std::vector<nlohmann::json>& of(const std::string& phase) { return by_phase_[phase]; }

  void check() {
    std::map<std::string, std::vector<std::pair<double, double>>> slices;
    for (const auto& event : of("X")) {
      EXPECT_TRUE(threads_.contains(key(event)));
      EXPECT_GE(event.at("dur").get<double>(), 0);
      const double begin = event.at("ts");
      slices[key(event)].emplace_back(begin, begin + event.at("dur").get<double>());
    }
    for (auto& [track, all] : slices) {
      std::sort(all.begin(), all.end());
      for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1].second, all[i].first + 1e-6) << track;
    }
    std::map<std::uint64_t, int> arrows;
    for (const std::string phase : {"s", "f"}) {
      for (const auto& event : of(phase)) {
        ++arrows[event.at("id")];
        const double at = event.at("ts");
        const auto& all = slices[key(event)];
        EXPECT_TRUE(std::any_of(all.begin(), all.end(),
                                [at](const auto& slice) { return slice.first <= at && at < slice.second; }));
      }
    }
    for (const auto& [id, ends] : arrows) EXPECT_EQ(ends, 2) << id;
    for (const auto& event : of("i")) EXPECT_TRUE(threads_.contains(key(event)));
    for (const auto& event : of("C")) EXPECT_TRUE(event.at("args").at("value").is_number());
  }

 private:
  static std::string key(const nlohmann::json& event) {
    return event.at("pid").dump() + (event.contains("tid") ? "/" + event.at("tid").dump() : "");
  }
  nlohmann::json json_;
  std::set<std::string> processes_, threads_;
  std::map<std::string, std::vector<nlohmann::json>> by_phase_;
};

TEST(ExportPerfetto, KeepsTheRulesOfTheFormatAndShowsTheRun) {
  const sim::ScratchFolder folder;
  {
    QuorumWorld quorum(folder / "run.sqlite", sim::Level::kFull);
    quorum.fault("dns-failure", "aws/east/database", 100_s, 130_s);
    quorum.fault("crash", "voter-6", 110_s);
    quorum.fault("partition", "voter-0 -> gcp/west", 120_s, 150_s);
    quorum.world().journal().write(quorum.world().tables().metric, {sim::EntityId{0}, "load", 0.5});
    quorum.world().journal().write(quorum.world().tables().span,
                                   {"round", sim::EntityId{0}, sim::Value(), 1, 2, QuorumWorld::at({}), "done"});
    quorum.miss_at(200_s);
    quorum.finish();
  }
  export_perfetto(sim::RecordingReader(folder / "run.sqlite"), folder / "trace.json", /*force=*/false);
  Trace trace(sim::read_text(folder / "trace.json"));
  trace.check();

  const auto slice = [&trace](const std::string& name) {
    for (const auto& event : trace.of("X")) {
      if (event.at("name") == name) return std::pair(event.at("ts").get<double>(), event.at("dur").get<double>());
    }
    return std::pair(-1.0, -1.0);
  };
  EXPECT_EQ(slice("dns-failure on aws/east/database"), std::pair(100e6, 30e6));
  EXPECT_EQ(slice("crash on voter-6"), std::pair(110e6, 90e6)) << "one that was never lifted lasts to the end";
  EXPECT_EQ(slice("partition on voter-0 -> gcp/west"), std::pair(120e6, 30e6));
  EXPECT_EQ(slice("down").first, 100e6);
  EXPECT_FALSE(trace.of("s").empty());
  EXPECT_EQ(trace.of("C").size(), 1u);
  EXPECT_FALSE(trace.of("i").empty());
}

TEST(ExportPerfetto, ReadsARecordingWhoseRunWasKilled) {
  const sim::ScratchFolder folder;
  sim::SqliteRecording recording(folder / "run.sqlite", sim::sample_run());
  recording.table_added({0},
                        {"fault", sim::Level::kSummary, {"kind TEXT", "target TEXT", "about TEXT", "end INTEGER"}, ""});
  const sim::Value fault[] = {"crash", "node-1", "", sim::Value()};
  recording.row({0}, 1, sim::sample_time(0), {}, fault, 4);
  recording.row({0}, 2, sim::sample_time(3000), {}, fault, 4);
  recording.wait_until_written();
  export_perfetto(sim::RecordingReader(folder / "run.sqlite"), folder / "trace.json", /*force=*/false);
  Trace trace(sim::read_text(folder / "trace.json"));
  trace.check();
  ASSERT_EQ(trace.of("X").size(), 2u);
  EXPECT_EQ(trace.of("X")[0].at("dur"), 10e6);
}

}  // namespace
}  // namespace orrery::scenarios

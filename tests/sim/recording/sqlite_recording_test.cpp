// Proves that a recording gives back exactly what it was told, that it is one file after a clean end, that it can be
// read while it is written, and that it never destroys a file that is not its own.
#include "sim/recording/sqlite_recording.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "sim/input_error.h"
#include "sim/recording/copy_recording.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_database.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::sim {
namespace {

RunEnd finished(std::uint64_t last_id) {
  return {.state = RunState::kFinished, .reason = "", .end = sample_time(last_id), .digest = "abc", .events = 99};
}

void expect_sample(const RecordedRow& row) {
  const std::uint64_t id = row.id;
  EXPECT_EQ(row.time, sample_time(id));
  EXPECT_EQ(row.cause.row, id / 2);
  EXPECT_EQ(row.entity("entity").index, id % kSampleEntities);
  EXPECT_EQ(row.text("word"), "word " + std::to_string(id));
  EXPECT_EQ(row.integer("amount"), static_cast<std::int64_t>(id) * -3);
  EXPECT_EQ(std::get<double>(row.cell("share")), static_cast<double>(id) / 4);
  EXPECT_EQ(std::get<Bytes>(row.cell("raw")), Bytes(id % 40, static_cast<std::uint8_t>(id)));
}

void expect_samples(const RecordingReader& reader, std::uint64_t count) {
  std::uint64_t seen = 0;
  reader.rows("sample", {}, [&](const RecordedRow& row) {
    EXPECT_EQ(row.id, ++seen);
    expect_sample(row);
    return !testing::Test::HasFailure();
  });
  EXPECT_EQ(seen, count);
}

TEST(SqliteRecording, GivesBackWhatItWasToldInOneFile) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  SqliteRecording recording(path, sample_run());
  start_sample(recording);
  constexpr std::uint64_t kRows = 30'000;  // several batches
  for (std::uint64_t id = 1; id <= kRows; ++id) write_sample(recording, id);
  recording.finish(finished(kRows));
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));

  const RecordingReader reader(path);
  expect_samples(reader, kRows);
  reader.check();
  ASSERT_EQ(reader.tables().size(), 1u);
  EXPECT_EQ(reader.tables()[0].about, "Test rows.");
  EXPECT_EQ(reader.tables()[0].level, "protocol");
  ASSERT_EQ(reader.entities().size(), kSampleEntities);
  EXPECT_EQ(reader.entities()[3].name, "entity-3");
  EXPECT_EQ(reader.entities()[3].zone, EntityId{0});
  EXPECT_TRUE(reader.entities()[0].zone.is_none());
  EXPECT_EQ(reader.entity("entity-5")->id.index, 5u);
  EXPECT_EQ(reader.entity("nobody"), nullptr);
}

TEST(SqliteRecording, HoldsAllThatRepeatsTheRun) {
  const ScratchFolder folder;
  SqliteRecording recording(folder / "run.sqlite", sample_run());
  recording.set_run("report.rounds", "12");
  recording.finish(
      {.state = RunState::kInterrupted, .reason = "Ctrl-C", .end = sample_time(9), .digest = "d", .events = 7});
  const auto values = RecordingReader(folder / "run.sqlite").run_values();
  const std::map<std::string, std::string> expected{{"schema", "1"},
                                                    {"orrery", "0.1.0"},
                                                    {"compiler", "a compiler"},
                                                    {"scenario.path", "scenarios/hello.toml"},
                                                    {"scenario.text", "title = \"hello\"\n"},
                                                    {"file:data/prices.csv", "time,price\n1,2\n"},
                                                    {"seed", "42"},
                                                    {"signatures", "modelled"},
                                                    {"level", "protocol"},
                                                    {"start", "1760918400000000000"},
                                                    {"planned_end", "1760921733330000000"},
                                                    {"set:feed.nodes", "4"},
                                                    {"report.rounds", "12"},
                                                    {"state", "interrupted"},
                                                    {"reason", "Ctrl-C"},
                                                    {"end", "1760918400030000000"},
                                                    {"digest", "d"},
                                                    {"events", "7"},
                                                    {"density.bucket", "1000000000"}};
  EXPECT_EQ(values, expected);
}

TEST(SqliteRecording, HoldsTheFiguresThatItsRunEndedWith) {
  const ScratchFolder folder;
  SqliteRecording recording(folder / "run.sqlite", sample_run());
  start_sample(recording);
  write_sample(recording, 1);
  recording.wait_until_written();
  EXPECT_TRUE(RecordingReader(folder / "run.sqlite").figures().empty());
  recording.add_figure({"feed.b.updates", "count", "7"});
  recording.add_figure({"feed.a.cost", "wei", "15129430833165197613"});
  recording.finish(finished(1));
  const auto figures = RecordingReader(folder / "run.sqlite").figures();
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0].path, "feed.a.cost");
  EXPECT_EQ(figures[0].value, "15129430833165197613");
  EXPECT_EQ(figures[1].unit, "count");
  EXPECT_EQ(RecordingReader(folder / "run.sqlite").tables().size(), 1u) << "they are no rows of the history";

  copy_recording(folder / "run.sqlite", folder / "branch.sqlite", 1, {});
  EXPECT_TRUE(RecordingReader(folder / "branch.sqlite").figures().empty()) << "a branch has not ended";
  {
    Database older(folder / "run.sqlite", Database::Mode::kReadWrite);
    older.execute("DROP TABLE figure");
  }
  EXPECT_TRUE(RecordingReader(folder / "run.sqlite").figures().empty());
}

TEST(SqliteRecording, SetsAColumnOfAnEarlierRow) {
  const ScratchFolder folder;
  SqliteRecording recording(folder / "run.sqlite", sample_run());
  start_sample(recording);
  for (std::uint64_t id = 1; id <= 20'000; ++id) write_sample(recording, id);
  recording.set(TableId{0}, 20'000, 1, Value("in the same batch"));
  recording.set(TableId{0}, 3, 2, Value(std::int64_t{INT64_MIN}));
  recording.set(TableId{0}, 4, 1, Value());
  recording.finish(finished(20'000));
  const RecordingReader reader(folder / "run.sqlite");
  EXPECT_EQ(reader.row(20'000)->text("word"), "in the same batch");
  EXPECT_EQ(reader.row(3)->integer("amount"), INT64_MIN);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(reader.row(4)->cell("word")));
}

TEST(SqliteRecording, EmptyTextAndEmptyBytesAreNotNull) {
  const ScratchFolder folder;
  SqliteRecording recording(folder / "run.sqlite", sample_run());
  start_sample(recording);
  const Value values[] = {Value(), Value(std::string_view()), Value(true), Value(-0.0), Value(Bytes())};
  recording.row(TableId{0}, 1, sample_time(1), {}, values, 5);
  recording.finish(finished(1));
  const RecordingReader reader(folder / "run.sqlite");
  const RecordedRow row = *reader.row(1);
  EXPECT_TRUE(row.about().is_none());
  EXPECT_EQ(std::get<std::string>(row.cell("word")), "");
  EXPECT_EQ(row.integer("amount"), 1);
  EXPECT_TRUE(std::get<Bytes>(row.cell("raw")).empty());
  EXPECT_EQ(row.cause.row, 0u);
}

TEST(SqliteRecording, IsReadWhileItIsWrittenAndEndsWhileItIsRead) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  SqliteRecording recording(path, sample_run());
  start_sample(recording);
  write_sample(recording, 1);
  recording.wait_until_written();
  RecordingReader reader(path);
  EXPECT_EQ(reader.state(), RunState::kRunning);
  expect_samples(reader, 1);
  for (std::uint64_t id = 2; id <= 15'000; ++id) write_sample(recording, id);
  recording.table_added(TableId{1}, {"later", Level::kFull, {"entity INTEGER"}, "Added during the run."});
  recording.wait_until_written();
  expect_samples(reader, 15'000);
  EXPECT_EQ(reader.table("later"), nullptr);
  reader.refresh();
  EXPECT_NE(reader.table("later"), nullptr);
  recording.finish(finished(15'000));
  EXPECT_EQ(reader.state(), RunState::kFinished);
  expect_samples(RecordingReader(path), 15'000);
}

TEST(SqliteRecording, ReplacesAnOlderRecordingAndAnEmptyFileButNothingElse) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  write_text(path, "");
  {
    SqliteRecording(path, sample_run()).finish(finished(0));
  }
  {
    SqliteRecording recording(path, sample_run());
    start_sample(recording);
    recording.finish(finished(0));
  }
  EXPECT_EQ(RecordingReader(path).tables().size(), 1u);

  const auto refuse = [](const std::string& at, const std::string& message) {
    try {
      const SqliteRecording recording(at, sample_run());
      FAIL() << at;
    } catch (const InputError& error) {
      EXPECT_EQ(error.place(), at);
      EXPECT_NE(error.message().find(message), std::string::npos) << error.message();
    }
  };
  const std::string letter = folder / "letter.txt";
  write_text(letter, "Dear reader, this is long enough to be taken for the header of a database, and yet it is none.");
  refuse(letter, "not an Orrery recording");
  EXPECT_EQ(read_text(letter).substr(0, 11), "Dear reader");
  const std::string foreign = folder / "foreign.sqlite";
  // The header of a database of somebody else: SQLite's name, zeros where our application id would stand.
  write_text(foreign, std::string("SQLite format 3\0", 16) + std::string(84, '\0'));
  refuse(foreign, "not an Orrery recording");
  EXPECT_EQ(read_text(foreign).size(), 100u);
  refuse(folder / ".", "is a folder");
  refuse(folder / "missing/run.sqlite", "there is no folder");
  refuse("/dev/null", "not a regular file");
  refuse("/proc/run.sqlite", "cannot be written");
  refuse("", "needs a file name");
}

TEST(SqliteRecording, IsNotTakenAwayFromARunThatWritesIt) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  SqliteRecording recording(path, sample_run());
  recording.wait_until_written();
  EXPECT_THROW(SqliteRecording(path, sample_run()), InputError);
  recording.finish(finished(0));
  EXPECT_EQ(RecordingReader(path).state(), RunState::kFinished);
}

// SQLite holds nothing while the run forks, between two transactions, and while the log is moved into the file.
TEST(SqliteRecording, IsNotTakenAwayWhileItsRunHoldsNoTransaction) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  SqliteRecording recording(path, sample_run());
  start_sample(recording);
  write_sample(recording, 1);
  recording.close();
  EXPECT_THROW(SqliteRecording(path, sample_run()), InputError);
  EXPECT_THROW(copy_recording(path, path, 1, {}), InputError);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      const SqliteRecording second(path, sample_run());
      ::_exit(0);
    } catch (const InputError&) {
      recording.~SqliteRecording();  // neither this nor the child's end lets go of what is its parent's
      ::_exit(2);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_THROW(SqliteRecording(path, sample_run()), InputError);
  recording.reopen();
  recording.finish(finished(1));
  EXPECT_FALSE(std::filesystem::exists(path + "-lock"));
  expect_samples(RecordingReader(path), 1);
}

TEST(SqliteRecording, OfARunThatWasKilledIsReplacedThoughItsLockStaysBehind) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  const pid_t child = ::fork();
  if (child == 0) {
    SqliteRecording recording(path, sample_run());
    recording.wait_until_written();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(std::filesystem::exists(path + "-lock"));
  SqliteRecording(path, sample_run()).finish(finished(0));
  EXPECT_EQ(RecordingReader(path).state(), RunState::kFinished);
  EXPECT_FALSE(std::filesystem::exists(path + "-lock"));
}

TEST(SqliteRecording, SaysSoWhenItsRunNeverFinished) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  {
    SqliteRecording recording(path, sample_run());
    start_sample(recording);
    write_sample(recording, 1);
  }
  const RecordingReader reader(path);
  EXPECT_EQ(reader.state(), RunState::kFailed);
  EXPECT_EQ(reader.run("reason"), "the run ended without finishing");
  expect_samples(reader, 1);
}

TEST(SqliteRecording, SurvivesForksThatHappenWhileItIsClosed) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  SqliteRecording recording(path, sample_run());
  start_sample(recording);
  std::uint64_t id = 0;
  for (int fork_number = 0; fork_number < 3; ++fork_number) {
    while (id < 1000u * static_cast<unsigned>(fork_number + 1)) write_sample(recording, ++id);
    recording.close();
    const pid_t child = ::fork();
    if (child == 0) {
      recording.~SqliteRecording();  // what the end of a checkpoint process does to its copy
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    recording.reopen();
  }
  write_sample(recording, ++id);
  recording.finish(finished(id));
  const RecordingReader reader(path);
  reader.check();
  expect_samples(reader, id);
  EXPECT_EQ(reader.entities().size(), kSampleEntities);
}

}  // namespace
}  // namespace orrery::sim

// Proves that every file that is no whole recording is refused with one error that says what is wrong with it, and that
// rows, chains and effects are answered as they were written.
#include "sim/recording/recording_reader.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "sim/input_error.h"
#include "sim/recording/sqlite_database.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::sim {
namespace {

constexpr std::uint64_t kManyRows = 20'000;

std::string make_recording(const ScratchFolder& folder) {
  std::string path = folder / "run.sqlite";
  SqliteRecording recording(path, sample_run());
  start_sample(recording);
  recording.table_added(TableId{1}, {"other", Level::kFull, {"fault INTEGER"}, "A second table."});
  for (std::uint64_t id = 1; id <= kManyRows; ++id) {
    if (id % 1000 == 0) {
      const Value value(std::int64_t{7});
      recording.row(TableId{1}, id, sample_time(id), CauseId{id / 2}, &value, 1);
    } else {
      write_sample(recording, id);
    }
  }
  recording.finish(
      {.state = RunState::kFinished, .reason = "", .end = sample_time(kManyRows), .digest = "", .events = 0});
  return path;
}

void expect_refused(const std::string& path, const std::string& message) {
  try {
    const RecordingReader reader(path);
    reader.check();
    FAIL() << path << " was read";
  } catch (const InputError& error) {
    EXPECT_EQ(error.place(), path);
    EXPECT_NE(error.message().find(message), std::string::npos) << error.message();
    EXPECT_EQ(error.message().find('\n'), std::string::npos);
  }
}

TEST(RecordingReader, RefusesWhatIsNoRecording) {
  const ScratchFolder folder;
  expect_refused(folder / "missing.sqlite", "there is no such file");
  expect_refused(folder / ".", "is a folder");
  expect_refused("/dev/null", "is not a regular file");
  write_text(folder / "empty.sqlite", "");
  expect_refused(folder / "empty.sqlite", "is empty");
  write_text(folder / "letter.sqlite",
             "Dear reader, this is long enough to be taken for the header of a database, or not.");
  expect_refused(folder / "letter.sqlite", "is not an Orrery recording");
  write_text(folder / "short.sqlite", "SQLite format 3");
  expect_refused(folder / "short.sqlite", "is not an Orrery recording");
  Database(folder / "foreign.sqlite", Database::Mode::kCreate).execute("CREATE TABLE run (key, value)");
  expect_refused(folder / "foreign.sqlite", "is not an Orrery recording");
  // Ours by its header, and nothing else.
  Database(folder / "shell.sqlite", Database::Mode::kCreate)
      .execute("PRAGMA application_id = 1330795097; CREATE TABLE other (id)");
  expect_refused(folder / "shell.sqlite", "is damaged");
}

TEST(RecordingReader, RefusesANewerSchemaAndNamesBoth) {
  const ScratchFolder folder;
  const std::string path = make_recording(folder);
  Database(path, Database::Mode::kReadWrite).execute("PRAGMA user_version = 2");
  expect_refused(path, "its schema is 2, this program reads up to 1");
}

TEST(RecordingReader, RefusesACutOffFileAtEveryLength) {
  const ScratchFolder folder;
  const std::string path = make_recording(folder);
  const std::string whole = read_text(path);
  for (const std::size_t size : {whole.size() - 1, whole.size() - 4096, whole.size() / 2, std::size_t{4096}}) {
    write_text(path, whole.substr(0, size));
    expect_refused(path, "is cut off: its last " + std::to_string(whole.size() - size) + " bytes are missing");
  }
  write_text(path, whole.substr(0, 50));
  expect_refused(path, "is not an Orrery recording");
}

TEST(RecordingReader, RefusesADamagedFile) {
  const ScratchFolder folder;
  const std::string path = make_recording(folder);
  const std::string whole = read_text(path);
  for (std::size_t page = 0; page < whole.size() / 4096; page += 20) {
    std::string damaged = whole;
    const std::size_t start = page * 4096 + (page == 0 ? 100 : 0);
    for (std::size_t i = start; i < start + 400; ++i) damaged[i] = static_cast<char>(i * 37 + 11);
    write_text(path, damaged);
    expect_refused(path, "is damaged");
  }
}

TEST(RecordingReader, ReadsAFileThatItMayNotWrite) {
  const ScratchFolder folder;
  const std::string path = make_recording(folder);
  ASSERT_EQ(::chmod(path.c_str(), 0444), 0);
  EXPECT_EQ(RecordingReader(path).count("sample"), kManyRows - kManyRows / 1000);
}

TEST(RecordingReader, FindsARowWhateverItsTable) {
  const ScratchFolder folder;
  const RecordingReader reader(make_recording(folder));
  EXPECT_EQ(reader.row(999)->table->name, "sample");
  EXPECT_EQ(reader.row(1000)->table->name, "other");
  EXPECT_EQ(reader.row(1000)->integer("fault"), 7);
  EXPECT_EQ(reader.row(0), std::nullopt);
  EXPECT_EQ(reader.row(kManyRows + 1), std::nullopt);
  EXPECT_EQ(reader.last_time(), sample_time(kManyRows));
  EXPECT_EQ(reader.name_of(EntityId{2}), "entity-2");
  EXPECT_EQ(reader.name_of(EntityId{99}), "entity 99");
  EXPECT_EQ(reader.name_of(EntityId::none()), "");
}

TEST(RecordingReader, WalksACauseToItsRoot) {
  const ScratchFolder folder;
  const RecordingReader reader(make_recording(folder));
  // The cause of row n is row n / 2.
  std::vector<std::uint64_t> expected, found;
  for (std::uint64_t id = 16'000; id != 0; id /= 2) expected.push_back(id);
  for (const RecordedRow& row : reader.chain(16'000)) found.push_back(row.id);
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(reader.chain(kManyRows + 1).empty());

  found.clear();
  for (const RecordedRow& row : reader.effects(500, 10)) found.push_back(row.id);
  EXPECT_EQ(found, (std::vector<std::uint64_t>{1000, 1001}));
  EXPECT_EQ(reader.effects(500, 1).size(), 1u);
}

TEST(RecordingReader, RefusesCausesThatCannotBe) {
  const ScratchFolder folder;
  const std::string path = make_recording(folder);
  Database(path, Database::Mode::kReadWrite)
      .execute(
          "UPDATE sample SET cause = 77777 WHERE id = 5; "
          "UPDATE sample SET cause = 9 WHERE id = 9");
  const RecordingReader reader(path);
  EXPECT_THROW(reader.chain(5), InputError);
  EXPECT_THROW(reader.chain(9), InputError);
}

// As a window does whose user asks faster than answers come.
TEST(RecordingReader, AnInterruptThatMeetsTheEndOfASnapshotLeavesItReadyForTheNextQuestion) {
  const ScratchFolder folder;
  const RecordingReader reader(make_recording(folder));
  const auto ask = [&reader] {
    const RecordingReader::Snapshot snapshot(reader);
    return reader.row(std::uint64_t{999}).has_value();
  };
  EXPECT_THROW(reader.select("SELECT id FROM sample", {},
                             [&](const Statement&) {
                               const RecordingReader::Snapshot snapshot(reader);
                               reader.interrupt();
                               return true;
                             }),
               InputError);
  EXPECT_TRUE(ask());
  EXPECT_TRUE(ask());
}

TEST(RecordingReader, NamesTheNearestTable) {
  const ScratchFolder folder;
  const RecordingReader reader(make_recording(folder));
  try {
    reader.rows("samples", {});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("sample"), std::string::npos);
    EXPECT_NE(error.hint().find("\"sample\""), std::string::npos);
  }
  EXPECT_THROW(reader.count("samples"), InputError);
}

}  // namespace
}  // namespace orrery::sim

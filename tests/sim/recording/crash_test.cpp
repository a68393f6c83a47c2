// Proves that a recording stays whole when its writer is killed at any moment, and when the disk fills up: what was
// committed is there to the last column, nothing is half there, and a full disk is one clear error.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <functional>

#include "sim/input_error.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_recording.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::sim {
namespace {

// The number of rows, after a check that they are 1..n, each as it was written, and that every index agrees.
std::uint64_t rows_of_whole(const std::string& path) {
  const RecordingReader reader(path);
  reader.check();
  std::uint64_t seen = 0;
  reader.rows("sample", {}, [&](const RecordedRow& row) {
    const bool right = row.id == ++seen && row.text("word") == "word " + std::to_string(seen) &&
                       row.cause.row == seen / 2 && std::get<Bytes>(row.cell("raw")).size() == seen % 40;
    EXPECT_TRUE(right) << row.id;
    return right;
  });
  std::uint64_t by_entity = 0;
  for (std::uint32_t i = 0; i < kSampleEntities; ++i) {
    by_entity += reader.rows("sample", {.from = {}, .until = {}, .about = EntityId{i}, .newest_first = false}).size();
  }
  EXPECT_EQ(by_entity, seen);
  return seen;
}

int exit_code_of(const std::function<int()>& in_child) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(in_child());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(Crash, KilledInTheMiddleLeavesAWholeReadableFile) {
  const ScratchFolder folder;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const std::string path = folder / ("run" + std::to_string(attempt) + ".sqlite");
    const pid_t child = ::fork();
    if (child == 0) {
      SqliteRecording recording(path, sample_run());
      start_sample(recording);
      for (std::uint64_t id = 1;; ++id) write_sample(recording, id);
    }
    // Let it get some way, a different one each time, and then give it no time for last words.
    const std::uintmax_t enough = (1u << 21) << attempt;
    std::error_code error;
    while (std::filesystem::file_size(path + "-wal", error) < enough || error) ::usleep(500);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));

    EXPECT_GT(rows_of_whole(path), 0u);
    const RecordingReader reader(path);
    EXPECT_EQ(reader.state(), RunState::kRunning);
    EXPECT_EQ(reader.run("scenario.text"), "title = \"hello\"\n");
    EXPECT_EQ(reader.entities().size(), kSampleEntities);
  }
}

TEST(Crash, ACopyWithoutTheLogOfAKilledRunSaysSo) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite", copy = folder / "copy.sqlite";
  EXPECT_EQ(exit_code_of([&] {
              SqliteRecording recording(path, sample_run());
              start_sample(recording);
              for (std::uint64_t id = 1; id < 100; ++id) write_sample(recording, id);
              recording.wait_until_written();
              ::kill(::getpid(), SIGKILL);
              return 0;
            }),
            -SIGKILL);
  std::filesystem::copy_file(path, copy);
  try {
    const RecordingReader reader(copy);
    FAIL() << "it was opened";
  } catch (const InputError& error) {
    EXPECT_EQ(error.place(), copy);
    EXPECT_NE(error.message().find("its run was killed, and the -wal file"), std::string::npos) << error.what();
  }
  EXPECT_EQ(RecordingReader(path).tables().size() > 0, true);
}

TEST(Crash, KilledOnesAreReplacedByTheNextRun) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  EXPECT_EQ(exit_code_of([&] {
              SqliteRecording recording(path, sample_run());
              recording.wait_until_written();
              ::kill(::getpid(), SIGKILL);
              return 0;
            }),
            -SIGKILL);
  SqliteRecording recording(path, sample_run());
  recording.finish({.state = RunState::kFinished, .reason = "", .end = sample_time(0), .digest = "", .events = 0});
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
}

enum Outcome : int { kAsPromised, kNeverFull, kNoError, kWrongWords, kNotMarked, kNotWhole };

// Writes until there is no room, as a run would, and looks at what is left.
int fill_the_disk(const std::string& path) {
  try {
    SqliteRecording recording(path, sample_run());
    start_sample(recording);
    std::uint64_t id = 0;
    while (!recording.failure().has_value()) {
      if (id > 3'000'000) return kNeverFull;
      for (int i = 0; i < 1000; ++i) write_sample(recording, ++id);
    }
    recording.wait_until_written();
    for (int i = 0; i < 100'000; ++i) write_sample(recording, ++id);  // the run does not end at once
    try {
      recording.finish({.state = RunState::kFinished, .reason = "", .end = sample_time(id), .digest = "", .events = 0});
      return kNoError;
    } catch (const RecordingError& error) {
      const std::string words = error.what();
      const std::string expected = "cannot go on recording " + path + ": no room is left on the disk";
      if (!words.starts_with(expected) || words.find('\n') != std::string::npos) return kWrongWords;
    }
  } catch (const std::exception&) {
    return kNoError;
  }
  if (rows_of_whole(path) == 0 || testing::Test::HasFailure()) return kNotWhole;
  const RecordingReader reader(path);
  return reader.state() == RunState::kFailed && reader.run("reason") == "no room is left on the disk" ? kAsPromised
                                                                                                      : kNotMarked;
}

TEST(Crash, AFileSizeLimitIsOneClearErrorAndLeavesAWholeFile) {
  const ScratchFolder folder;
  const auto outcome = exit_code_of([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{3 << 20, 3 << 20};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return fill_the_disk(folder / "run.sqlite");
  });
  EXPECT_EQ(outcome, kAsPromised);
  EXPECT_GT(rows_of_whole(folder / "run.sqlite"), 0u);
}

// A disk of its own needs rights that not every machine gives; without them the limit above stands in for it.
bool mount_small_disk(const std::string& folder) {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=6m") == 0;
}

TEST(Crash, AFullDiskIsOneClearErrorAndLeavesAWholeFile) {
  const ScratchFolder folder;
  ASSERT_EQ(::mkdir((folder / "disk").c_str(), 0700), 0);
  const auto outcome = exit_code_of([&] {
    if (!mount_small_disk(folder / "disk")) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{6 << 20, 6 << 20};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    return fill_the_disk(folder / "disk/run.sqlite");
  });
  EXPECT_EQ(outcome, kAsPromised);
}

TEST(Crash, NoRoomAtAllIsAnErrorOfTheUser) {
  const ScratchFolder folder;
  const auto outcome = exit_code_of([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      const SqliteRecording recording(folder / "run.sqlite", sample_run());
      return 1;
    } catch (const InputError&) {
      return 0;
    }
  });
  EXPECT_EQ(outcome, 0);
}

}  // namespace
}  // namespace orrery::sim

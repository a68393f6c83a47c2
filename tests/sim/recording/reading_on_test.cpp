// Proves that a program which has a recording open more than once keeps up with the run that writes it, also over the
// moments at which that run closes its file to fork, and that the file is whole in the end.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "sim/recording/recording_file.h"
#include "sim/recording/recording_reader.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::sim {
namespace {

constexpr std::uint64_t kRowsAStretch = 2000;
constexpr int kStretches = 4;

// One end of a line to another process: each waits for the other's word.
struct Line {
  void say() const { EXPECT_EQ(::write(end, "!", 1), 1); }
  void hear() const {
    char word = 0;
    EXPECT_EQ(::read(end, &word, 1), 1);
  }
  int end = -1;
};

// A stretch a word; after each the file is closed, as before a fork, and opened again.
[[noreturn]] void write_stretches(const std::string& path, Line reader) {
  {
    SqliteRecording recording(path, sample_run());
    start_sample(recording);
    std::uint64_t id = 0;
    for (int stretch = 1; stretch <= kStretches; ++stretch) {
      while (id < kRowsAStretch * static_cast<std::uint64_t>(stretch)) write_sample(recording, ++id);
      recording.close();
      recording.reopen();
      reader.say();
      reader.hear();
    }
    recording.finish({.state = RunState::kFinished, .reason = "", .end = sample_time(id), .digest = "", .events = 0});
  }
  ::_exit(0);
}

TEST(ReadingOn, SeveralReadersOfAProcessKeepUpWithARunThatClosesItsFileToFork) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) write_stretches(path, {ends[1]});
  const Line writer{ends[0]};
  writer.hear();
  const RecordingReader first(path), second(path);
  // Also a look alone must not take a lock away.
  EXPECT_EQ(kind_of_file(path), FileKind::kRecording);
  EXPECT_EQ(missing_bytes(path), 0u);
  for (int stretch = 1; stretch <= kStretches; ++stretch) {
    if (stretch > 1) writer.hear();
    for (const RecordingReader* reader : {&first, &second}) {
      EXPECT_EQ(reader->count("sample"), kRowsAStretch * static_cast<std::uint64_t>(stretch));
      reader->check();
    }
    writer.say();
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  for (const RecordingReader* reader : {&first, &second}) {
    EXPECT_EQ(reader->state(), RunState::kFinished);
    reader->check();
  }
  const RecordingReader fresh(path);
  EXPECT_EQ(fresh.state(), RunState::kFinished);
  fresh.check();
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace orrery::sim

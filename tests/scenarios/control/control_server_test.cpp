// Proves that the control protocol does what it says for one client and for two, and survives what is no command:
// garbage, half a line, endless lines, clients that vanish; and that nobody but its user reaches the socket.
#include "scenarios/control/control_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>

#include "scenarios/control/crash_note.h"
#include "sim/input_error.h"
#include "sim/recording/recording_reader.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// One end of a conversation. Waits for what it expects; a minute without it fails the test.
class Talker {
 public:
  explicit Talker(const std::string& path) : file_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::connect(file_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Talker() { leave(); }
  void leave() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
  }
  void say(const std::string& bytes) const {
    EXPECT_EQ(::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  json next() {
    while (true) {
      if (const auto end = in_.find('\n'); end != std::string::npos) {
        const json line = json::parse(in_.substr(0, end));
        in_.erase(0, end + 1);
        return line;
      }
      pollfd waiting{file_, POLLIN, 0};
      char buffer[4096];
      const ssize_t got = ::poll(&waiting, 1, 60'000) == 1 ? ::recv(file_, buffer, sizeof buffer, 0) : 0;
      if (got <= 0) throw std::runtime_error("nothing more was said");
      in_.append(buffer, static_cast<std::size_t>(got));
    }
  }
  /// The answer to a command; what is told meanwhile is passed over.
  json ask(json command) {
    command["id"] = ++id_;
    say(command.dump() + "\n");
    return answer();
  }
  json answer() {
    for (json line = next();; line = next())
      if (line.contains("re")) return line;
  }
  json state_until(const std::string& status) {
    for (json line = next();; line = next())
      if (line.value("event", "") == "state" && line["status"] == status) return line;
  }

 private:
  int file_;
  int id_ = 0;
  std::string in_;
};

class Control : public ::testing::Test {
 protected:
  Control()
      : path(folder / "control.sock"),
        socket(path),
        run(request(), files),
        checkpoints(0, std::chrono::milliseconds(0)),
        server(run, socket, checkpoints, /*patience=*/std::nullopt) {
    thread = std::thread([this] { server.serve(stop); });
  }
  ~Control() override {
    stop = true;
    thread.join();
  }
  RunRequest request() const {
    RunRequest made;
    made.scenario_path = ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml";
    made.assignments = {"signatures=modelled"};
    made.until = "60min";
    made.recording_path = folder / "run.sqlite";
    return made;
  }
  std::string headless_digest() const {
    RunRequest made = request();
    made.recording_path.clear();
    Files own;
    const std::atomic<bool> never{false};
    return run_scenario(made, own, [](const Progress&) {}, never).digest;
  }
  static json command(const std::string& what) { return {{"do", what}}; }

  sim::ScratchFolder folder;
  std::string path;
  Files files;
  ControlSocket socket;
  SteeredRun run;
  Checkpoints checkpoints;
  ControlServer server;
  std::atomic<bool> stop{false};
  std::thread thread;
};

// Of its own, since that of the fixture waits for ever.
TEST(ControlPatience, ARunThatNobodyIsConnectedToEndsAndOneThatIsAttendedGoesOn) {
  const sim::ScratchFolder folder;
  Files files;
  ControlSocket socket(folder / "control.sock");
  RunRequest request;
  request.scenario_path = ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml";
  request.assignments = {"signatures=modelled"};
  request.recording_path = folder / "run.sqlite";
  SteeredRun run(request, files);
  Checkpoints checkpoints(0, std::chrono::milliseconds(0));
  std::atomic<bool> stop{false}, over{false};
  std::thread thread([&] {
    ControlServer(run, socket, checkpoints, std::chrono::milliseconds(300)).serve(stop);
    over = true;
  });
  const auto wait_for_end = [&](int tenths) {
    for (int i = 0; i < tenths && !over; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return over.load();
  };
  {
    Talker client(folder / "control.sock");
    EXPECT_EQ(client.next()["event"], "hello");
    EXPECT_FALSE(wait_for_end(15)) << "somebody was connected";
    // At a pace in numbers it runs for somebody to watch.
    EXPECT_TRUE(client.ask({{"do", "run"}, {"pace", 0.001}})["ok"]);
  }
  EXPECT_TRUE(wait_for_end(600)) << "nobody was connected";
  stop = true;
  thread.join();
  EXPECT_EQ(sim::RecordingReader(request.recording_path).state(), sim::RunState::kInterrupted);
}

TEST_F(Control, ARunIsSteppedWatchedAndRunToItsHeadlessDigest) {
  Talker client(path);
  const json hello = client.next();
  EXPECT_EQ(hello["event"], "hello");
  EXPECT_EQ(hello["protocol"], kControlProtocol);
  EXPECT_EQ(client.next()["status"], "paused");
  EXPECT_TRUE(client.ask({{"do", "step"}, {"by", "event"}, {"count", 5}})["ok"]);
  EXPECT_EQ(client.state_until("paused")["events"], 5);
  client.ask({{"do", "step"}, {"by", "block"}, {"chain", "ethereum"}});
  EXPECT_EQ(client.state_until("paused")["hit"]["table"], "block");
  client.ask({{"do", "step"}, {"by", "round"}, {"network", "eth-usd"}});
  EXPECT_EQ(client.state_until("paused")["hit"]["table"], "span");
  client.ask({{"do", "step"}, {"by", "hop"}});
  EXPECT_EQ(client.state_until("paused")["hit"]["table"], "message");
  const json watch = client.ask({{"do", "watch"}, {"filter", "kind == crash"}, {"table", "fault"}});
  client.ask({{"do", "run"}, {"pace", "express"}});
  EXPECT_EQ(client.state_until("paused")["time"], "2025-01-01T00:50:00.000000000Z");
  EXPECT_TRUE(client.ask({{"do", "unwatch"}, {"watch", watch["watch"]}})["ok"]);
  client.ask({{"do", "run"}, {"until", {{"time", "+1min"}}}});
  EXPECT_EQ(client.state_until("paused")["time"], "2025-01-01T00:51:00.000000000Z");
  client.ask({{"do", "run"}, {"pace", "fast"}});
  EXPECT_EQ(client.state_until("ended")["digest"], headless_digest());
  EXPECT_EQ(client.ask(command("report"))["report"]["digest"], headless_digest());
}

TEST_F(Control, MistakesAreAnsweredWithTheNearestName) {
  Talker client(path);
  const auto refused = [&](const json& asked) {
    const json answer = client.ask(asked);
    EXPECT_FALSE(answer["ok"]) << asked;
    return answer["error"].dump();
  };
  EXPECT_THAT(refused(command("pasue")), HasSubstr("pause"));
  EXPECT_THAT(refused({{"do", "run"}, {"pace", -1}}), HasSubstr("simulated seconds"));
  EXPECT_THAT(refused({{"do", "run"}, {"until", {{"time", "2020-01-01T00:00:00Z"}}}}), HasSubstr("past"));
  EXPECT_THAT(refused({{"do", "watch"}, {"filter", "knd == x"}}), HasSubstr("did you mean"));
  EXPECT_THAT(refused({{"do", "add-fault"}, {"fault", {{"kind", "crsh"}, {"target", "eth-usd/node-0"}}}}),
              HasSubstr("crash"));
  for (const json& wrong :
       {json{{"do", 3}}, json{{"do", "step"}, {"count", "many"}}, json{{"do", "unwatch"}}, json::object()})
    refused(wrong);
  EXPECT_TRUE(client.ask(command("state"))["ok"]);
}

TEST_F(Control, GarbageHalfLinesAndVanishingClientsHurtNobody) {
  Talker witness(path);
  {
    Talker rude(path);
    rude.say(std::string("\x00\xff\xfe garbage\n", 13) + "[1,2\n\"text\"\n\n{\"do\":");
    EXPECT_FALSE(rude.answer()["ok"]);
    EXPECT_FALSE(rude.answer()["ok"]);
    EXPECT_FALSE(rude.answer()["ok"]);
    rude.say("\"state\"}\n");
    EXPECT_TRUE(rude.answer()["ok"]);
    rude.say(std::string(2 * ControlSocket::kLongestLine, 'x') + "\n{\"do\":\"state\"}\n");
    EXPECT_THAT(rude.answer().dump(), HasSubstr("longer than"));
    EXPECT_TRUE(rude.answer()["ok"]);
    rude.say("{\"do\":\"run\",\"pace\":\"expr");
  }
  {
    Talker gone(path);
    gone.say("{\"do\":\"run\",\"pace\":\"fast\"}\n");
    gone.leave();  // the run goes on without whoever started it
  }
  EXPECT_EQ(witness.state_until("ended")["digest"], headless_digest());
}

TEST_F(Control, TwoClientsSeeOneRunAndFaultsOfEither) {
  Talker first(path), second(path);
  first.ask({{"do", "run"}, {"until", {{"time", "2025-01-01T00:10:00Z"}}}});
  while (second.state_until("paused")["time"] != "2025-01-01T00:10:00.000000000Z") {
  }
  const json added =
      second.ask({{"do", "add-fault"},
                  {"fault", {{"kind", "crash"}, {"target", "eth-usd/node-1"}, {"start", "+1min"}, {"lasts", "2min"}}}});
  ASSERT_TRUE(added["ok"]) << added;
  const json faults = first.ask(command("faults"))["faults"];
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[1]["start"], "2025-01-01T00:11:00.000000000Z");
  EXPECT_TRUE(first.ask({{"do", "save"}, {"path", folder / "saved.toml"}})["ok"]);
  EXPECT_FALSE(first.ask({{"do", "save"}, {"path", folder / "saved.toml"}})["ok"]) << "never over a file unasked";
  second.ask(command("run"));
  const json ended = first.state_until("ended");
  Files own;
  RunRequest saved;
  saved.scenario_path = folder / "saved.toml";
  const std::atomic<bool> never{false};
  EXPECT_EQ(run_scenario(saved, own, [](const Progress&) {}, never).digest, ended["digest"]);
}

TEST_F(Control, TheSocketIsItsUsersAlone) {
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_THROW(ControlSocket{path}, sim::InputError) << "another run listens there";
  EXPECT_THROW(ControlSocket{std::string(200, 'x')}, sim::InputError);
  sim::write_text(folder / "file", "precious");
  EXPECT_THROW(ControlSocket{folder / "file"}, sim::InputError);
  EXPECT_EQ(sim::read_text(folder / "file"), "precious");
  ::mkdir((folder / "open").c_str(), 0777);
  ::chmod((folder / "open").c_str(), 0777);
  EXPECT_THROW(ControlSocket{folder / "open/s"}, sim::InputError);
  {
    const ControlSocket made(folder / "new/s");
  }
  ASSERT_EQ(::stat((folder / "new").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST(CrashNote, ARecordingWhoseRunDiedSaysWhenAndWhy) {
  const sim::ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  const pid_t child = ::fork();
  if (child == 0) {
    sim::SqliteRecording recording(path, sim::sample_run());
    sim::start_sample(recording);
    for (std::uint64_t id = 1; id <= 100; ++id) sim::write_sample(recording, id);
    recording.wait_until_written();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  note_crash(path, "the run crashed:\nKilled");
  const sim::RecordingReader reader(path);
  EXPECT_EQ(reader.state(), sim::RunState::kFailed);
  EXPECT_EQ(reader.run(sim::run_key::kReason), "the run crashed: Killed");
  EXPECT_EQ(reader.run(sim::run_key::kEnd), std::to_string(sim::sample_time(100).unix_nanoseconds()));
  note_crash(path, "twice");
  EXPECT_EQ(reader.run(sim::run_key::kReason), "the run crashed: Killed");
}

}  // namespace
}  // namespace orrery::scenarios

// Proves that what is no recording is refused with one clear line and no crash, that a growing recording is followed,
// and that stale answers are dropped.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <filesystem>
#include <fstream>

#include "gui/window/session.h"
#include "sim/input_error.h"
#include "sim/recording/sqlite_database.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

namespace fs = std::filesystem;

struct Opening : testing::Test {
  Opening() : application(arguments_count, arguments) {}
  static std::string refusal(const std::string& path) {
    try {
      const Session session(path);
    } catch (const sim::InputError& error) {
      return error.what();
    }
    return "";
  }
  template <class Condition>
  static bool wait_for(Condition condition) {
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 30'000) {
      if (condition()) return true;
      QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    }
    return false;
  }
  char name[5] = "test";
  char* arguments[2] = {name, nullptr};
  int arguments_count = 1;
  QCoreApplication application;
};

void expect_one_line(const std::string& refusal, const std::string& path, const std::string& word) {
  EXPECT_NE(refusal.find(word), std::string::npos) << refusal;
  EXPECT_NE(refusal.find(path), std::string::npos) << refusal;
  EXPECT_EQ(refusal.find('\n'), std::string::npos) << refusal;
}

TEST_F(Opening, WhatIsNoRecordingIsRefusedInOneLine) {
  const std::string missing = beside_hello("missing.sqlite"), empty = beside_hello("empty.sqlite"),
                    foreign = beside_hello("foreign.sqlite");
  std::ofstream(empty).close();
  std::ofstream(foreign) << std::string(4096, 'x');
  expect_one_line(refusal(missing), missing, "no such file");
  expect_one_line(refusal(empty), empty, "empty");
  expect_one_line(refusal(foreign), foreign, "not an Orrery recording");
  expect_one_line(refusal(fs::path(empty).parent_path().string()), "", "folder");
}

TEST_F(Opening, ATruncatedOrDamagedOrNewerRecordingIsRefusedInOneLine) {
  const std::string cut = beside_hello("cut.sqlite"), damaged = beside_hello("damaged.sqlite"),
                    newer = beside_hello("newer.sqlite");
  for (const std::string& copy : {cut, damaged, newer})
    fs::copy_file(hello_recording(), copy, fs::copy_options::overwrite_existing);
  fs::resize_file(cut, fs::file_size(cut) / 2);
  expect_one_line(refusal(cut), cut, "cut off");
  {
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(60'000, '\x5a');
  }
  expect_one_line(refusal(damaged), damaged, "damaged");
  {
    sim::Database database(newer, sim::Database::Mode::kReadWrite);
    database.execute("PRAGMA user_version = 99");
  }
  expect_one_line(refusal(newer), newer, "newer");
}

void ask_for_every_row(Question& question, Session& session) {
  question.ask(
      session.questions(),
      [](sim::RecordingReader& reader, const QuestionRunner::Stop&) {
        std::size_t rows = 0;
        for (const sim::RecordedTable& table : reader.tables()) rows += reader.rows(table.name).size();
        return rows;
      },
      [](std::size_t) {});
}

TEST_F(Opening, DamageThatIsMetAfterOpeningIsToldInOneLineAndTheSessionLivesOn) {
  const std::string path = beside_hello("damaged-later.sqlite");
  fs::copy_file(hello_recording(), path, fs::copy_options::overwrite_existing);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(path) / 8192 * 4096));
    file << std::string(20 * 4096, '\x5a');
  }
  try {
    Session session(path);
    std::vector<std::string> told;
    QObject::connect(&session, &Session::problem, [&told](const QString& why) { told.push_back(why.toStdString()); });
    Question everything;
    ask_for_every_row(everything, session);
    EXPECT_TRUE(wait_for([&] { return session.questions().is_idle() && !told.empty(); }));
    for (const std::string& why : told) expect_one_line(why, path, "damaged");
    session.set_cursor(at("01:00:00"));
    EXPECT_EQ(session.cursor(), at("01:00:00"));
  } catch (const sim::InputError& error) {
    expect_one_line(error.what(), path, "damaged");
  }
}

TEST_F(Opening, AFileThatIsEmptiedWhileItIsOpenIsToldAndTheSessionLivesOn) {
  const std::string path = beside_hello("emptied.sqlite");
  fs::copy_file(hello_recording(), path, fs::copy_options::overwrite_existing);
  Session session(path);
  ASSERT_TRUE(wait_for([&] { return session.is_loaded() && session.questions().is_idle(); }));
  std::vector<std::string> told;
  QObject::connect(&session, &Session::problem, [&told](const QString& why) { told.push_back(why.toStdString()); });
  fs::resize_file(path, 0);
  Question everything;
  ask_for_every_row(everything, session);
  EXPECT_TRUE(wait_for([&] { return session.questions().is_idle() && !told.empty(); }));
  session.set_cursor(at("01:00:00"));
  EXPECT_EQ(session.cursor(), at("01:00:00"));
}

TEST_F(Opening, AReadOnlyRecordingOpens) {
  const std::string path = beside_hello("readonly.sqlite");
  fs::copy_file(hello_recording(), path, fs::copy_options::overwrite_existing);
  chmod(path.c_str(), 0444);
  Session session(path);
  EXPECT_TRUE(wait_for([&] { return session.is_loaded(); }));
  EXPECT_GT(session.rounds().size(), 100u);
}

TEST_F(Opening, ANewerQuestionTakesTheOlderBack) {
  QuestionRunner runner(hello_recording());
  Question question;
  std::vector<int> answers;
  std::atomic<bool> release{false};
  for (int i = 0; i < 20; ++i) {
    question.ask(
        runner,
        [i, &release](sim::RecordingReader& reader, const QuestionRunner::Stop& stop) {
          while (!release && !stop && i == 0) std::this_thread::yield();
          return i + 0 * static_cast<int>(reader.tables().size());
        },
        [&answers](int answer) { answers.push_back(answer); });
  }
  release = true;
  EXPECT_TRUE(wait_for([&] { return runner.is_idle(); }));
  EXPECT_EQ(answers, std::vector<int>{19});
}

TEST_F(Opening, ALongQuestionIsInterrupted) {
  QuestionRunner runner(hello_recording());
  Question question;
  bool answered = false, failed = false;
  QObject::connect(&runner, &QuestionRunner::failed, [&failed] { failed = true; });
  std::atomic<bool> began{false};
  question.ask(
      runner,
      [&began](sim::RecordingReader& reader, const QuestionRunner::Stop&) {
        began = true;
        // Would take hours.
        reader.select("SELECT count(*) FROM message a, message b, message c, message d", {},
                      [](const sim::Statement&) { return false; });
        return 0;
      },
      [&answered](int) { answered = true; });
  EXPECT_TRUE(wait_for([&] { return began.load(); }));
  EXPECT_TRUE(wait_for([&] {
    question.take_back();
    return runner.is_idle();
  }));
  EXPECT_FALSE(answered);
  EXPECT_FALSE(failed);
}

TEST_F(Opening, AQuestionThatFailsIsToldAndTheRunnerGoesOn) {
  QuestionRunner runner(hello_recording());
  Question bad, good;
  QString told;
  int answer = 0;
  QObject::connect(&runner, &QuestionRunner::failed, [&told](const QString& why) { told = why; });
  bad.ask(
      runner,
      [](sim::RecordingReader& reader, const QuestionRunner::Stop&) { return reader.rows("no-such-table").size(); },
      [](std::size_t) {});
  good.ask(
      runner, [](sim::RecordingReader&, const QuestionRunner::Stop&) { return 7; }, [&answer](int a) { answer = a; });
  EXPECT_TRUE(wait_for([&] { return runner.is_idle(); }));
  EXPECT_TRUE(told.contains("no-such-table"));
  EXPECT_EQ(answer, 7);
}

TEST_F(Opening, TheCursorStaysInTheRunAndPlayingEndsAtItsEnd) {
  Session session(hello_recording());
  session.set_cursor(sim::Time());
  EXPECT_EQ(session.cursor(), session.world().start);
  session.set_cursor(sim::Time::max());
  EXPECT_EQ(session.cursor(), session.world().end);
  session.set_range({sim::Time(), sim::Time::max()});
  EXPECT_EQ(session.range().from, session.world().start);
  EXPECT_EQ(session.range().until, session.world().end);
  session.set_cursor(session.world().end - sim::Duration::milliseconds(1));
  session.set_speed(1000);
  session.play(true);
  EXPECT_TRUE(wait_for([&] { return !session.is_playing(); }));
  EXPECT_EQ(session.cursor(), session.world().end);
}

}  // namespace
}  // namespace orrery::gui

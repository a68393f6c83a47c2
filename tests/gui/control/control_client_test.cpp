// Proves that the window's end of the socket takes lines as they come, in pieces or many at once, answers everyone who
// asked exactly once, and comes to no harm by garbage, endless lines, or an end in the middle.
#include "gui/control/control_client.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLocalServer>
#include <QTemporaryDir>
#include <memory>

#include "gui/control/steering.h"

namespace orrery::gui {
namespace {

struct Client : testing::Test {
  Client() : application(arguments_count, arguments) {
    path = folder.filePath("control");
    EXPECT_TRUE(server.listen(path));
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
  // The run's end of the connection.
  void accept() {
    ASSERT_TRUE(wait_for([&] { return server.hasPendingConnections(); }));
    run = server.nextPendingConnection();
  }
  void say(const QByteArray& bytes) {
    run->write(bytes);
    run->flush();
  }
  char name[5] = "test";
  char* arguments[2] = {name, nullptr};
  int arguments_count = 1;
  QCoreApplication application;
  QTemporaryDir folder;
  QString path;
  QLocalServer server;
  QLocalSocket* run = nullptr;
};

const QByteArray kHello = R"({"event":"hello","protocol":1,"title":"t","recording":"r","level":"protocol",)"
                          R"("start":"2025-01-01T00:00:00Z","end":"2025-01-01T03:00:00Z"})"
                          "\n";
const QByteArray kState = R"({"event":"state","status":"paused","nanoseconds":1735689600000000000,"events":0})"
                          "\n";

TEST_F(Client, AnswersFindWhoAskedInWhateverPiecesTheyCome) {
  ControlClient client(nullptr);
  client.connect_to(path);
  accept();
  ASSERT_TRUE(wait_for([&] { return client.is_connected(); }));
  std::vector<int> answered;
  for (const int number : {1, 2, 3})
    client.ask({{"do", "state"}}, [&answered, number](const nlohmann::ordered_json& answer) {
      EXPECT_TRUE(answer.value("ok", false));
      answered.push_back(number);
    });
  say("{\"re\":1,\"o");
  say("k\":true}\n{\"re\":2,\"ok\":true}\n{\"re\":");
  ASSERT_TRUE(wait_for([&] { return answered.size() == 2; }));
  say("3,\"ok\":true}\n{\"re\":3,\"ok\":true}\n");
  ASSERT_TRUE(wait_for([&] { return client.garbage() == 1; }));
  EXPECT_EQ(answered, (std::vector<int>{1, 2, 3}));
}

TEST_F(Client, GarbageDoesNoHarm) {
  Steering steering(nullptr);
  steering.connect_to(path);
  accept();
  QByteArray deep;
  for (int i = 0; i < 20'000; ++i) deep += "[";
  for (int i = 0; i < 20'000; ++i) deep += "]";
  say(QByteArray("\0\xff\xfe nonsense\n", 13));
  say("\n\n{\"event\":7}\n{\"re\":{}}\n[]\nnull\n{\"event\":\"state\"}\n" + deep + "\n");
  say(QByteArray(1'000'000, 'x') + "\n");
  say("{\"event\":\"hello\",\"protocol\":\"one\"}\n{\"event\":\"state\",\"status\":\"paused\",\"nanoseconds\":1e300}"
      "\n");
  EXPECT_FALSE(steering.has_joined());
  say(kHello + kState + "{\"re\":1,\"ok\":true,\"kinds\":{}}\n{\"re\":2,\"ok\":true,\"faults\":[1,{}]}\n");
  ASSERT_TRUE(wait_for([&] { return steering.has_joined(); }));
  EXPECT_TRUE(steering.is_live());
  EXPECT_TRUE(steering.faults().empty());
}

TEST_F(Client, ALineWithoutAnEndEndsTheConnection) {
  ControlClient client(nullptr);
  bool ended = false;
  QObject::connect(&client, &ControlClient::ended, [&ended] { ended = true; });
  client.connect_to(path);
  accept();
  ASSERT_TRUE(wait_for([&] { return client.is_connected(); }));
  const QByteArray much(1024 * 1024, 'x');
  ASSERT_TRUE(wait_for([&] {
    if (run->state() == QLocalSocket::ConnectedState && run->bytesToWrite() == 0) say(much);
    return ended;
  }));
  EXPECT_FALSE(client.is_connected());
}

TEST_F(Client, WhoeverAskedIsToldOfTheEnd) {
  ControlClient client(nullptr);
  client.connect_to(path);
  accept();
  ASSERT_TRUE(wait_for([&] { return client.is_connected(); }));
  int nulls = 0;
  client.ask({{"do", "state"}}, [&nulls](const nlohmann::ordered_json& answer) { nulls += answer.is_null() ? 1 : 0; });
  run->abort();
  ASSERT_TRUE(wait_for([&] { return nulls == 1; }));
  client.ask({{"do", "state"}}, [&nulls](const nlohmann::ordered_json& answer) { nulls += answer.is_null() ? 1 : 0; });
  ASSERT_TRUE(wait_for([&] { return nulls == 2; }));
}

TEST_F(Client, AnotherVersionIsTold) {
  Steering steering(nullptr);
  QString told;
  QObject::connect(&steering, &Steering::told, [&told](const QString& text) { told = text; });
  steering.connect_to(path);
  accept();
  QByteArray other = kHello;
  say(other.replace("\"protocol\":1", "\"protocol\":2") + kState);
  ASSERT_TRUE(wait_for([&] { return told.contains("version 2"); }));
  EXPECT_FALSE(steering.is_live());
}

}  // namespace
}  // namespace orrery::gui

#include "gui/control/control_client.h"

#include <utility>

namespace orrery::gui {
namespace {

constexpr int kLookMilliseconds = 40;

}  // namespace

ControlClient::ControlClient(QObject* parent) : QObject(parent), socket_(this), looking_(this) {
  looking_.setInterval(kLookMilliseconds);
  connect(&looking_, &QTimer::timeout, this, &ControlClient::look);
  connect(&socket_, &QLocalSocket::connected, this, [this] {
    looking_.stop();
    was_connected_ = true;
    Q_EMIT connected();
  });
  connect(&socket_, &QLocalSocket::readyRead, this, &ControlClient::receive);
  connect(&socket_, &QLocalSocket::disconnected, this, &ControlClient::finish);
}

ControlClient::~ControlClient() { socket_.disconnect(this); }

void ControlClient::connect_to(const QString& path) {
  path_ = path;
  looking_.start();
  look();
}

void ControlClient::look() {
  // Nothing listens there until the run has built its world; an attempt that failed leaves the socket unconnected.
  if (socket_.state() == QLocalSocket::UnconnectedState) socket_.connectToServer(path_);
}

void ControlClient::ask(Json command, Then then) {
  if (!is_connected()) {
    if (then) QMetaObject::invokeMethod(this, [then = std::move(then)] { then(nullptr); }, Qt::QueuedConnection);
    return;
  }
  command["id"] = ++last_id_;
  if (then) asked_.emplace(last_id_, std::move(then));
  // A path or a filter may hold bytes that are no UTF-8.
  const std::string line = command.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  socket_.write(line.data(), static_cast<qint64>(line.size()));
}

void ControlClient::quit() {
  ask({{"do", "quit"}}, nullptr);
  socket_.flush();
  leave();
}

void ControlClient::leave() {
  looking_.stop();
  socket_.disconnectFromServer();
}

void ControlClient::receive() {
  in_ += socket_.readAll();
  qsizetype begin = 0;
  for (qsizetype end = in_.indexOf('\n'); end >= 0; end = in_.indexOf('\n', begin)) {
    const QByteArray line = in_.mid(begin, end - begin);
    begin = end + 1;
    take(line);
  }
  in_.remove(0, begin);
  if (in_.size() > kLongestLine) {
    ++garbage_;
    in_.clear();
    socket_.abort();
  }
}

void ControlClient::take(const QByteArray& text) {
  const Json line = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!line.is_object()) {
    ++garbage_;
    return;
  }
  const auto number = line.find("re");
  if (number == line.end()) {
    if (const auto event = line.find("event"); event != line.end() && event->is_string()) {
      Q_EMIT pushed(line);
    } else {
      ++garbage_;
    }
    return;
  }
  const auto asked = number->is_number_integer() ? asked_.find(number->get<std::int64_t>()) : asked_.end();
  if (asked == asked_.end()) {
    garbage_ += number->is_null() ? 0 : 1;
    return;
  }
  const Then then = std::move(asked->second);
  asked_.erase(asked);
  then(line);
}

void ControlClient::finish() {
  looking_.stop();
  in_.clear();
  const auto unanswered = std::exchange(asked_, {});
  for (const auto& [id, then] : unanswered) then(nullptr);
  if (std::exchange(was_connected_, false)) Q_EMIT ended();
}

}  // namespace orrery::gui

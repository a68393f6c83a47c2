#pragma once

#include <QLocalSocket>
#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

namespace orrery::gui {

/// One end of the control protocol (docs/control.md): sends commands, hands answers to those who asked and pushed lines
/// to whoever listens. Everything happens when Qt's event loop gets to it; nothing here waits. What is no line of the
/// protocol is counted and otherwise ignored.
class ControlClient : public QObject {
  Q_OBJECT

 public:
  using Json = nlohmann::ordered_json;
  /// Gets the answer, or null when the connection ended before it came.
  using Then = std::function<void(const Json&)>;

  explicit ControlClient(QObject* parent);
  ~ControlClient() override;

  /// Connects as soon as something listens at `path`, looking again until then.
  void connect_to(const QString& path);
  bool is_connected() const { return socket_.state() == QLocalSocket::ConnectedState; }
  /// Sends a command, giving it its `id`. `then` is called exactly once unless this object dies before.
  void ask(Json command, Then then);
  /// Sends "quit" and leaves.
  void quit();
  /// No more looking, no more talking.
  void leave();
  /// Lines that were no line of the protocol.
  int garbage() const { return garbage_; }

  /// A longer line ends the connection: it cannot be the protocol.
  static constexpr qsizetype kLongestLine = 16 * 1024 * 1024;

 Q_SIGNALS:
  void connected();
  /// A line that is no answer: "event" says what.
  void pushed(const nlohmann::ordered_json& line);
  /// The other end is gone, or talked something else.
  void ended();

 private:
  void look();
  void receive();
  void take(const QByteArray& line);
  void finish();

  QLocalSocket socket_;
  QTimer looking_;
  QString path_;
  QByteArray in_;
  std::map<std::int64_t, Then> asked_;
  std::int64_t last_id_ = 0;
  int garbage_ = 0;
  bool was_connected_ = false;
};

}  // namespace orrery::gui

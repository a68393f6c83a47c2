#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::scenarios {

/// A Unix socket that its user alone can reach (mode 0600; a folder that does not exist is made with 0700), for clients
/// that talk in lines. A client that vanishes, does not read or sends what is no line costs itself only.
class ControlSocket {
 public:
  /// Throws InputError: a path that is too long, a folder in which others may replace files, something else there, or
  /// another run that listens there. A socket that a dead run left is replaced.
  explicit ControlSocket(std::string path);
  /// Removes the socket.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  /// In a child of this process: lets go of the socket and its clients, which stay the parent's.
  void abandon();

  struct Happening {
    enum class Kind : std::uint8_t { kJoined, kLine, kOverlong, kLeft } kind = Kind::kLine;
    int client = 0;
    std::string line;
  };
  /// Waits at most `wait` for something to happen, and says what did, in order.
  std::vector<Happening> poll(std::chrono::milliseconds wait);

  /// Sends a line. A client that has kLargestBacklog unread is dropped.
  void send(int client, const std::string& line);
  /// Sends a line to all; one that is `droppable` is left out for those who have not read the last.
  void send_all(const std::string& line, bool droppable);
  std::size_t clients() const { return clients_.size(); }

  static constexpr std::size_t kLongestLine = 256 * 1024;
  static constexpr std::size_t kLargestBacklog = 8 * 1024 * 1024;
  static constexpr std::size_t kMostClients = 16;

 private:
  struct Client {
    int number = 0;
    int file = -1;
    std::string in, out;
    bool skipping = false;  // the rest of an overlong line
    bool gone = false;
  };
  void accept_all(std::vector<Happening>& happened);
  static void receive(Client& client, std::vector<Happening>& happened);
  static void cut_lines(Client& client, std::vector<Happening>& happened);
  static void write_out(Client& client);
  void add(Client& client, const std::string& line);
  void bury(std::vector<Happening>& happened);

  std::string path_;
  int listener_ = -1;
  int next_client_ = 1;
  std::deque<Client> clients_;
};

}  // namespace orrery::scenarios

#include "scenarios/control/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using Happening = ControlSocket::Happening;

constexpr std::size_t kReadAtOnce = 64 * 1024;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    throw sim::InputError(
        path, "is no name for a socket: expected at most " + std::to_string(sizeof address.sun_path - 1) + " bytes");
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

void check_folder(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::absolute(path).parent_path();
  if (!fs::exists(folder) && ::mkdir(folder.c_str(), 0700) != 0)
    throw sim::InputError(path, "its folder cannot be made: " + std::string(std::strerror(errno)));
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
    throw sim::InputError(path, "is not in a folder");
  const bool others_write = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (others_write && (status.st_mode & S_ISVTX) == 0)
    throw sim::InputError(path, "is in a folder where others may replace it", "choose one of your own, mode 0700");
}

void clear_place(const std::string& path, const sockaddr_un& address) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) throw sim::InputError(path, "something else stands there; expected a new name");
  const int probe = new_socket();
  const bool lives = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
                     errno == EAGAIN || errno == EINPROGRESS;
  ::close(probe);
  if (lives) throw sim::InputError(path, "another run listens there");
  ::unlink(path.c_str());
}

}  // namespace

ControlSocket::ControlSocket(std::string path) : path_(std::move(path)) {
  const sockaddr_un address = address_of(path_);
  check_folder(path_);
  clear_place(path_, address);
  listener_ = new_socket();
  // The mode is there from the first moment on.
  const mode_t mask = ::umask(0177);
  const bool bound = ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int reason = errno;
  ::umask(mask);
  if (bound && ::listen(listener_, static_cast<int>(kMostClients)) == 0) return;
  ::close(listener_);
  throw sim::InputError(path_, std::string("no socket can be made there: ") + std::strerror(bound ? errno : reason));
}

void ControlSocket::abandon() {
  for (const Client& client : clients_) ::close(client.file);
  clients_.clear();
  ::close(listener_);
  listener_ = -1;
}

ControlSocket::~ControlSocket() {
  if (listener_ < 0) return;
  for (Client& client : clients_) {
    write_out(client);
    ::close(client.file);
  }
  ::close(listener_);
  ::unlink(path_.c_str());
}

std::vector<Happening> ControlSocket::poll(std::chrono::milliseconds wait) {
  std::vector<pollfd> files{{listener_, POLLIN, 0}};
  for (const Client& client : clients_)
    files.push_back({client.file, static_cast<short>(client.out.empty() ? POLLIN : POLLIN | POLLOUT), 0});
  std::vector<Happening> happened;
  if (::poll(files.data(), files.size(), static_cast<int>(wait.count())) <= 0) return happened;
  for (std::size_t i = 1; i < files.size(); ++i) {
    Client& client = clients_[i - 1];
    if ((files[i].revents & POLLOUT) != 0) write_out(client);
    if ((files[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) receive(client, happened);
  }
  if ((files[0].revents & POLLIN) != 0) accept_all(happened);
  bury(happened);
  return happened;
}

void ControlSocket::accept_all(std::vector<Happening>& happened) {
  while (true) {
    const int file = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (file < 0) return;
    ucred peer{};
    socklen_t size = sizeof peer;
    const bool ours =
        ::getsockopt(file, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.uid == ::geteuid() || peer.uid == 0);
    if (!ours || clients_.size() >= kMostClients) {
      ::close(file);
      continue;
    }
    clients_.push_back({next_client_++, file, {}, {}, false, false});
    happened.push_back({Happening::Kind::kJoined, clients_.back().number, {}});
  }
}

void ControlSocket::receive(Client& client, std::vector<Happening>& happened) {
  char buffer[kReadAtOnce];
  const ssize_t got = ::recv(client.file, buffer, sizeof buffer, 0);
  if (got > 0) {
    client.in.append(buffer, static_cast<std::size_t>(got));
    cut_lines(client, happened);
  } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
    client.gone = true;  // half a line that it left is no line
  }
}

void ControlSocket::cut_lines(Client& client, std::vector<Happening>& happened) {
  std::size_t begin = 0;
  for (std::size_t end = client.in.find('\n'); end != std::string::npos; end = client.in.find('\n', begin)) {
    std::string line = client.in.substr(begin, end - begin);
    begin = end + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (client.skipping) {
      client.skipping = false;
    } else if (!line.empty()) {
      happened.push_back({Happening::Kind::kLine, client.number, std::move(line)});
    }
  }
  client.in.erase(0, begin);
  if (client.in.size() <= kLongestLine) return;
  client.in.clear();
  if (!client.skipping) happened.push_back({Happening::Kind::kOverlong, client.number, {}});
  client.skipping = true;
}

void ControlSocket::write_out(Client& client) {
  while (!client.out.empty() && !client.gone) {
    const ssize_t sent = ::send(client.file, client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      client.out.erase(0, static_cast<std::size_t>(sent));
    } else if (errno != EINTR) {
      client.gone = errno != EAGAIN;
      return;
    }
  }
}

void ControlSocket::add(Client& client, const std::string& line) {
  client.out += line;
  client.out += '\n';
  write_out(client);
  if (client.out.size() > kLargestBacklog) client.gone = true;
}

void ControlSocket::send(int client, const std::string& line) {
  for (Client& known : clients_)
    if (known.number == client) add(known, line);
}

void ControlSocket::send_all(const std::string& line, bool droppable) {
  for (Client& client : clients_)
    if (!droppable || client.out.empty()) add(client, line);
}

void ControlSocket::bury(std::vector<Happening>& happened) {
  for (Client& client : clients_) {
    if (!client.gone) continue;
    ::close(client.file);
    happened.push_back({Happening::Kind::kLeft, client.number, {}});
  }
  std::erase_if(clients_, [](const Client& client) { return client.gone; });
}

}  // namespace orrery::scenarios

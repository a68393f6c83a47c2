#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/bytes.h"
#include "sim/journal.h"
#include "sim/message.h"
#include "sim/random.h"
#include "sim/task.h"
#include "sim/time.h"

namespace orrery::sim {

/// Why a storage operation failed; kOk when it did not.
enum class StorageStatus : std::uint8_t { kOk, kFull, kLost };

/// Durable storage of a host: a crash keeps only what was synced. A torn record reads as absent.
class Storage {
 public:
  virtual ~Storage() = default;
  virtual StorageStatus put(std::string_view key, BytesView value) = 0;
  virtual StorageStatus erase(std::string_view key) = 0;
  virtual std::optional<Bytes> get(std::string_view key) const = 0;
  /// Keys that begin with `prefix`, ascending.
  virtual std::vector<std::string> keys(std::string_view prefix) const = 0;
  virtual StorageStatus sync() = 0;
};

/// A timer of a host. Empty when default made; goes with the host's incarnation.
struct TimerId {
  std::uint32_t slot = 0xffffffff;
  std::uint32_t generation = 0;
  bool is_set() const { return slot != 0xffffffff; }
};

/// What a program is waiting for, told when something did not happen.
struct Waiting {
  std::string what;  ///< "observations: 18 of 21", "ObserveReq of epoch 7 from its leader node-3"
  CauseId cause;     ///< the row that explains it best (a fault, the last message), or none
  EntityId on;       ///< whom it waits for, or none
};

/// The world as a program on a machine sees it; the one seam between the simulator and the testbed. Everything here is
/// local: its clock may be off, its storage may be full, its messages may be lost.
class Host {
 public:
  using Handler = std::function<void(HostPort from, const MessagePtr& message)>;

  virtual ~Host() = default;
  virtual EntityId id() const = 0;
  virtual const std::string& name() const = 0;

  /// This machine's own clock, with its skew and drift.
  virtual Time now() const = 0;
  /// Runs `task` after `delay` on this machine's clock. Dropped by a crash, delayed by a pause.
  virtual TimerId set_timer(Duration delay, Task task) = 0;
  /// Cancels and empties the timer; nothing when it has fired.
  virtual void cancel_timer(TimerId& timer) = 0;
  /// Charges processor time: what this handler sends leaves later, and the next handler starts later.
  virtual void spend(Duration processor_time) = 0;

  /// Sends to one address; to itself without delay, through its own queue. Lost messages are not reported.
  virtual void send(Port from, HostPort to, MessagePtr message) = 0;
  /// Sends the same message to each address; recorded as one row. Includes itself when listed.
  virtual void broadcast(Port from, std::span<const HostPort> to, MessagePtr message) = 0;
  /// Calls `handler` for what arrives at `port`, until the host crashes.
  virtual void listen(Port port, Handler handler) = 0;

  virtual Storage& storage() = 0;
  /// The stream "<host name>/<name>".
  virtual Random random(std::string_view name) = 0;
  virtual Journal& journal() = 0;
  virtual Port port(std::string_view service) = 0;
};

/// A program on a host: made when the host starts and made again after a crash, so it keeps nothing but its storage.
class Program {
 public:
  virtual ~Program() = default;
  /// Registers handlers and timers. Called once.
  virtual void start() = 0;
  /// Adds what this program waits for now, for the answer to "why did it not happen".
  virtual void add_waiting(std::vector<Waiting>& waiting) const { (void)waiting; }
};
using ProgramFactory = std::function<std::unique_ptr<Program>(Host&)>;

}  // namespace orrery::sim

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "sim/entity.h"
#include "sim/history_digest.h"
#include "sim/journal.h"

namespace orrery::sim {

/// A kind of message: one constant per type, compared by address.
struct MessageKind {
  const char* name;                ///< as recordings and filters write it: "observe-req"
  Level level = Level::kProtocol;  ///< from which level on a sending is recorded
};

/// Where in its protocol a message stands; absent for kinds that have no such place.
struct Position {
  std::int64_t epoch = -1;
  std::int64_t round = -1;
};

/// What travels between hosts. Immutable once sent; one object serves all receivers of a broadcast.
class Message {
 public:
  virtual ~Message() = default;
  virtual const MessageKind& kind() const = 0;
  /// Bytes on the wire, of the exact encoding where the protocol has one. Called once per send.
  virtual std::size_t size_bytes() const = 0;
  /// Mixes everything that distinguishes this message from another of its kind.
  virtual void mix_into(HistoryDigest& digest) const = 0;
  virtual Position position() const { return {}; }
  /// A short text for people; called only when the message is recorded.
  virtual std::string detail() const { return {}; }
  /// True for a repetition that tells nothing new: recorded only at level full.
  virtual bool is_resend() const { return false; }
};
using MessagePtr = std::shared_ptr<const Message>;

/// The message as a T, or null when it is of another kind. T has a `static constexpr MessageKind kKind`.
template <class T>
const T* message_cast(const Message& message) {
  return &message.kind() == &T::kKind ? static_cast<const T*>(&message) : nullptr;
}

/// A service of a host, by a small number that World::port() hands out for a name.
struct Port {
  std::uint32_t number = 0;
  constexpr auto operator<=>(const Port&) const = default;
};
/// Where a message goes.
struct HostPort {
  EntityId host;
  Port port;
  constexpr auto operator<=>(const HostPort&) const = default;
};

}  // namespace orrery::sim

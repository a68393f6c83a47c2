#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/bytes.h"
#include "sim/time.h"

/// The part of the protobuf wire format that the protocol's messages need, as Go's proto.Marshal and proto.Unmarshal
/// write and read it. Encoders are written once against a sink: a ProtobufSize or a ProtobufWriter.
namespace orrery::nodes {

/// Number of bytes of a varint.
constexpr std::size_t varint_size(std::uint64_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

/// A span as Go's int64 of nanoseconds is put on the wire.
inline std::uint64_t wire_nanoseconds(sim::Duration span) {
  return static_cast<std::uint64_t>(span.count_nanoseconds());
}
/// A value above 2^63 becomes negative, as in Go, and fails the checks.
inline sim::Duration wire_duration(std::uint64_t nanoseconds) {
  return sim::Duration::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

/// A sink that only counts.
class ProtobufSize {
 public:
  /// A number; omitted when zero, as proto3 does.
  void number(std::uint32_t field, std::uint64_t value) {
    if (value != 0) present_number(field, value);
  }
  /// A number with explicit presence: written even when zero.
  void present_number(std::uint32_t field, std::uint64_t value) { size_ += tag(field) + varint_size(value); }
  /// Bytes or text; omitted when empty.
  void bytes(std::uint32_t field, sim::BytesView value) {
    if (!value.empty()) element(field, value);
  }
  /// An element of a repeated field: written even when empty.
  void element(std::uint32_t field, sim::BytesView value) {
    size_ += tag(field) + varint_size(value.size()) + value.size();
  }
  /// A packed repeated field of numbers; omitted when there are none.
  void packed(std::uint32_t field, std::span<const std::uint32_t> values) {
    if (values.empty()) return;
    std::size_t inner = 0;
    for (const auto value : values) inner += varint_size(value);
    size_ += tag(field) + varint_size(inner) + inner;
  }
  /// An embedded message; `fields` writes its fields into the sink it is given.
  template <class Fields>
  void message(std::uint32_t field, Fields&& fields) {
    ProtobufSize inner;
    fields(inner);
    size_ += tag(field) + varint_size(inner.size_) + inner.size_;
  }
  std::size_t size() const { return size_; }

 private:
  static std::size_t tag(std::uint32_t field) { return varint_size(std::uint64_t{field} << 3); }
  std::size_t size_ = 0;
};

/// A sink that writes. Same members as ProtobufSize.
class ProtobufWriter {
 public:
  explicit ProtobufWriter(sim::Bytes& out) : out_(out) {}

  void number(std::uint32_t field, std::uint64_t value) {
    if (value != 0) present_number(field, value);
  }
  void present_number(std::uint32_t field, std::uint64_t value) {
    varint(std::uint64_t{field} << 3);
    varint(value);
  }
  void bytes(std::uint32_t field, sim::BytesView value) {
    if (!value.empty()) element(field, value);
  }
  void element(std::uint32_t field, sim::BytesView value) {
    varint(std::uint64_t{field} << 3 | 2);
    varint(value.size());
    out_.insert(out_.end(), value.begin(), value.end());
  }
  void packed(std::uint32_t field, std::span<const std::uint32_t> values) {
    if (values.empty()) return;
    std::size_t inner = 0;
    for (const auto value : values) inner += varint_size(value);
    varint(std::uint64_t{field} << 3 | 2);
    varint(inner);
    for (const auto value : values) varint(value);
  }
  template <class Fields>
  void message(std::uint32_t field, Fields&& fields) {
    ProtobufSize inner;
    fields(inner);
    varint(std::uint64_t{field} << 3 | 2);
    varint(inner.size());
    fields(*this);
  }

 private:
  void varint(std::uint64_t value);
  sim::Bytes& out_;
};

/// Writes a message whose fields `fields` puts into a sink.
template <class Fields>
sim::Bytes protobuf_bytes(Fields&& fields) {
  ProtobufSize size;
  fields(size);
  sim::Bytes out;
  out.reserve(size.size());
  ProtobufWriter writer(out);
  fields(writer);
  return out;
}

/// One field as it stands on the wire.
struct ProtobufField {
  enum class Type : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kGroup = 3, kFixed32 = 5 };
  std::uint32_t number = 0;
  Type type = Type::kVarint;
  std::uint64_t value = 0;  ///< of kVarint and the fixed types
  sim::BytesView bytes;     ///< of kBytes; points into the input

  bool is_number(std::uint32_t field) const { return number == field && type == Type::kVarint; }
  bool is_bytes(std::uint32_t field) const { return number == field && type == Type::kBytes; }
};

/// Reads fields one after the other. What a message does not know, or finds in another wire type than it expects, it
/// passes over, as proto3 does; broken input ends the reading and makes the whole message invalid.
class ProtobufReader {
 public:
  explicit ProtobufReader(sim::BytesView input) : input_(input) {}

  /// False at the end, and when the input is broken.
  bool next(ProtobufField& field);
  /// Nothing was broken so far.
  bool is_valid() const { return valid_; }
  /// All elements of a packed repeated field of varints; empty when it is broken.
  static std::optional<std::vector<std::uint64_t>> packed(sim::BytesView bytes);

 private:
  bool varint(std::uint64_t& value);
  bool take(std::size_t count, sim::BytesView& bytes);
  bool fixed(std::size_t count, std::uint64_t& value);
  bool skip_group(std::uint32_t number, int depth);
  bool body(ProtobufField& field, int depth);
  bool tag(std::uint32_t& number, std::uint8_t& type);

  sim::BytesView input_;
  bool valid_ = true;
};

/// True for well-formed UTF-8, which proto3 demands of its strings.
bool is_utf8(sim::BytesView text);

inline sim::BytesView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string as_text(sim::BytesView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace orrery::nodes

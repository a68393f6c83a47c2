#include "nodes/ocr2/protobuf.h"

#include <vector>

namespace orrery::nodes {
namespace {

constexpr std::uint32_t kMaxFieldNumber = (1u << 29) - 1;
constexpr int kMaxGroupDepth = 10'000;  // as Go's implementation
constexpr std::uint8_t kEndGroup = 4;

}  // namespace

void ProtobufWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<std::uint8_t>(value | 0x80));
  out_.push_back(static_cast<std::uint8_t>(value));
}

bool ProtobufReader::varint(std::uint64_t& value) {
  value = 0;
  for (unsigned i = 0; i < 10; ++i) {
    if (i >= input_.size()) return false;
    const std::uint8_t byte = input_[i];
    if (i == 9 && byte > 1) return false;  // more than 64 bits
    value |= std::uint64_t{byte & 0x7fu} << (7 * i);
    if (byte < 0x80) {
      input_ = input_.subspan(i + 1);
      return true;
    }
  }
  return false;
}

bool ProtobufReader::take(std::size_t count, sim::BytesView& bytes) {
  if (count > input_.size()) return false;
  bytes = input_.first(count);
  input_ = input_.subspan(count);
  return true;
}

bool ProtobufReader::fixed(std::size_t count, std::uint64_t& value) {
  sim::BytesView bytes;
  if (!take(count, bytes)) return false;
  value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | bytes[i];
  return true;
}

bool ProtobufReader::tag(std::uint32_t& number, std::uint8_t& type) {
  std::uint64_t raw = 0;
  if (!varint(raw)) return false;
  type = static_cast<std::uint8_t>(raw & 7);
  if (raw >> 3 == 0 || raw >> 3 > kMaxFieldNumber) return false;
  number = static_cast<std::uint32_t>(raw >> 3);
  return true;
}

bool ProtobufReader::body(ProtobufField& field, int depth) {
  switch (field.type) {
    case ProtobufField::Type::kVarint:
      return varint(field.value);
    case ProtobufField::Type::kFixed64:
      return fixed(8, field.value);
    case ProtobufField::Type::kBytes: {
      std::uint64_t size = 0;
      return varint(size) && size <= input_.size() && take(static_cast<std::size_t>(size), field.bytes);
    }
    case ProtobufField::Type::kGroup:
      return skip_group(field.number, depth + 1);
    case ProtobufField::Type::kFixed32:
      return fixed(4, field.value);
  }
  return false;
}

bool ProtobufReader::skip_group(std::uint32_t number, int depth) {
  // Iterative over siblings, recursive over nesting, which the limit bounds.
  if (depth > kMaxGroupDepth) return false;
  for (;;) {
    std::uint32_t inner = 0;
    std::uint8_t type = 0;
    if (!tag(inner, type)) return false;
    if (type == kEndGroup) return inner == number;
    if (type > 5) return false;
    ProtobufField field{.number = inner, .type = static_cast<ProtobufField::Type>(type), .value = 0, .bytes = {}};
    if (!body(field, depth)) return false;
  }
}

bool ProtobufReader::next(ProtobufField& field) {
  if (!valid_ || input_.empty()) return false;
  field = {};
  std::uint8_t type = 0;
  valid_ = tag(field.number, type) && type <= 5 && type != kEndGroup;
  if (!valid_) return false;
  field.type = static_cast<ProtobufField::Type>(type);
  valid_ = body(field, 0);
  return valid_;
}

std::optional<std::vector<std::uint64_t>> ProtobufReader::packed(sim::BytesView bytes) {
  ProtobufReader reader(bytes);
  std::vector<std::uint64_t> values;
  while (!reader.input_.empty()) {
    std::uint64_t value = 0;
    if (!reader.varint(value)) return std::nullopt;
    values.push_back(value);
  }
  return values;
}

bool is_utf8(sim::BytesView text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::uint8_t lead = text[i];
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : (lead & 0xf0) == 0xe0       ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return false;
    std::uint32_t point = length == 1 ? lead : lead & (0xffu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      if ((text[i + k] & 0xc0) != 0x80) return false;
      point = point << 6 | (text[i + k] & 0x3fu);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (overlong || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
    i += length;
  }
  return true;
}

}  // namespace orrery::nodes

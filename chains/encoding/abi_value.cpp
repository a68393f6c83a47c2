#include "chains/encoding/abi_value.h"

#include "sim/assert.h"

namespace orrery::chains {
namespace {

using Kind = AbiType::Kind;

void write_value(AbiWriter& writer, const AbiType& type, const AbiValue& value);

/// The members' heads and tails, behind each other as a tuple's.
AbiWriter write_elements(const AbiType& element, const AbiValue::List& list) {
  AbiWriter writer(list.size() * element.head_words());
  for (const auto& value : list) write_value(writer, element, value);
  return writer;
}

void write_members(AbiWriter& writer, const std::vector<AbiType>& types, const AbiValue::List& list) {
  ORRERY_ASSERT(types.size() == list.size(), "every member of a tuple has a value");
  for (std::size_t i = 0; i < types.size(); ++i) write_value(writer, types[i], list[i]);
}

void write_fixed_array(AbiWriter& writer, const AbiType& type, const AbiValue::List& list) {
  ORRERY_ASSERT(list.size() == type.size(), "a fixed array has all its elements");
  if (type.is_dynamic()) {
    writer.tuple(write_elements(type.element(), list));
  } else {
    for (const auto& value : list) write_value(writer, type.element(), value);
  }
}

void write_tuple(AbiWriter& writer, const AbiType& type, const AbiValue::List& list) {
  if (!type.is_dynamic()) return write_members(writer, type.members(), list);
  AbiWriter members(head_words(type.members()));
  write_members(members, type.members(), list);
  writer.tuple(members);
}

void write_value(AbiWriter& writer, const AbiType& type, const AbiValue& value) {
  switch (type.kind()) {
    case Kind::kUint: {
      const auto& number = std::get<Uint256>(value.data);
      ORRERY_ASSERT(fits_unsigned(number, static_cast<unsigned>(type.size())), "a number fits its type");
      writer.unsigned_number(number);
      break;
    }
    case Kind::kInt: {
      const auto& number = std::get<Int256>(value.data);
      ORRERY_ASSERT(fits_signed(number, static_cast<unsigned>(type.size())), "a number fits its type");
      writer.signed_number(number);
      break;
    }
    case Kind::kAddress:
      writer.address(std::get<Address>(value.data));
      break;
    case Kind::kBool:
      writer.boolean(std::get<bool>(value.data));
      break;
    case Kind::kFixedBytes:
      ORRERY_ASSERT(std::get<Bytes>(value.data).size() == type.size(), "fixed bytes have their size");
      writer.fixed_bytes(std::get<Bytes>(value.data));
      break;
    case Kind::kBytes:
      writer.bytes(std::get<Bytes>(value.data));
      break;
    case Kind::kString:
      writer.text(std::get<std::string>(value.data));
      break;
    case Kind::kArray: {
      const auto& list = std::get<AbiValue::List>(value.data);
      writer.array(list.size(), write_elements(type.element(), list));
      break;
    }
    case Kind::kFixedArray:
      write_fixed_array(writer, type, std::get<AbiValue::List>(value.data));
      break;
    case Kind::kTuple:
      write_tuple(writer, type, std::get<AbiValue::List>(value.data));
      break;
  }
}

class ValueReader {
 public:
  AbiValue read(AbiReader& reader, const AbiType& type) {
    const auto bits = static_cast<unsigned>(type.size());
    switch (type.kind()) {
      case Kind::kUint:
        return {reader.unsigned_number(bits)};
      case Kind::kInt:
        return {reader.signed_number(bits)};
      case Kind::kAddress:
        return {reader.address()};
      case Kind::kBool:
        return {reader.boolean()};
      case Kind::kFixedBytes: {
        const BytesView bytes = reader.fixed_bytes(type.size());
        return {Bytes(bytes.begin(), bytes.end())};
      }
      case Kind::kBytes: {
        const BytesView bytes = reader.bytes();
        return {Bytes(bytes.begin(), bytes.end())};
      }
      case Kind::kString:
        return {reader.text()};
      case Kind::kArray: {
        std::size_t count = 0;
        AbiReader elements = reader.array(type.element().head_words(), count);
        return read_list(elements, type.element(), count);
      }
      case Kind::kFixedArray: {
        if (!type.is_dynamic()) return read_list(reader, type.element(), type.size());
        AbiReader elements = reader.tuple(type.size());
        return read_list(elements, type.element(), type.size());
      }
      case Kind::kTuple: {
        if (!type.is_dynamic()) return {read_members(reader, type.members())};
        AbiReader members = reader.tuple(head_words(type.members()));
        return {read_members(members, type.members())};
      }
    }
    return {};
  }

  AbiValue::List read_members(AbiReader& reader, const std::vector<AbiType>& types) {
    AbiValue::List list;
    for (const auto& type : types)
      if (may_go_on(reader)) list.push_back(read(reader, type));
    return list;
  }

  bool too_many() const { return count_ > kMostValues; }

 private:
  static constexpr std::size_t kMostValues = 1'000'000;

  bool may_go_on(const AbiReader& reader) { return reader.ok() && ++count_ <= kMostValues; }

  AbiValue read_list(AbiReader& reader, const AbiType& element, std::size_t count) {
    AbiValue::List list;
    for (std::size_t i = 0; i < count && may_go_on(reader); ++i) list.push_back(read(reader, element));
    return {std::move(list)};
  }

  std::size_t count_ = 0;
};

struct Print {
  std::string operator()(const Uint256& value) const { return to_text(value); }
  std::string operator()(const Int256& value) const { return to_text(value); }
  std::string operator()(const Address& value) const { return to_checksum_text(value); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(const Bytes& value) const { return to_hex(value); }
  std::string operator()(const std::string& value) const { return '"' + value + '"'; }
  std::string operator()(const AbiValue::List& list) const {
    std::string text(1, '[');
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) text += ", ";
      text += to_text(list[i]);
    }
    text.push_back(']');
    return text;
  }
};

}  // namespace

Bytes abi_encode(const std::vector<AbiType>& types, const std::vector<AbiValue>& values) {
  AbiWriter writer(head_words(types));
  write_members(writer, types, values);
  return writer.finish();
}

std::optional<std::vector<AbiValue>> abi_decode(const std::vector<AbiType>& types, BytesView data) {
  AbiReader reader(data, head_words(types));
  ValueReader values;
  AbiValue::List list = values.read_members(reader, types);
  if (!reader.ok() || values.too_many()) return std::nullopt;
  return list;
}

std::string to_text(const AbiValue& value) { return std::visit(Print{}, value.data); }

}  // namespace orrery::chains

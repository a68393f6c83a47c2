#include "chains/encoding/rlp.h"

#include <algorithm>
#include <array>

#include "chains/crypto/hash.h"

namespace orrery::chains {
namespace {

constexpr std::uint8_t kStringBase = 0x80;
constexpr std::uint8_t kListBase = 0xc0;
constexpr std::size_t kLongestShort = 55;

BytesView without_leading_zeros(BytesView bytes) {
  const auto first = std::ranges::find_if(bytes, [](std::uint8_t b) { return b != 0; });
  return bytes.subspan(static_cast<std::size_t>(first - bytes.begin()));
}

std::array<std::uint8_t, 8> big_endian(std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  return bytes;
}

void write_header(Bytes& out, std::size_t size, std::uint8_t base) {
  if (size <= kLongestShort) {
    out.push_back(static_cast<std::uint8_t>(base + size));
    return;
  }
  const auto bytes = big_endian(size);
  const BytesView length = without_leading_zeros(bytes);
  out.push_back(static_cast<std::uint8_t>(base + kLongestShort + length.size()));
  out.insert(out.end(), length.begin(), length.end());
}

}  // namespace

void RlpWriter::append_header(std::size_t size, std::uint8_t short_base) { write_header(bytes_, size, short_base); }

RlpWriter& RlpWriter::bytes(BytesView value) {
  if (value.size() != 1 || value[0] >= kStringBase) append_header(value.size(), kStringBase);
  bytes_.insert(bytes_.end(), value.begin(), value.end());
  return *this;
}

RlpWriter& RlpWriter::text(std::string_view value) { return bytes(bytes_of(value)); }

RlpWriter& RlpWriter::number(std::uint64_t value) { return bytes(without_leading_zeros(big_endian(value))); }

RlpWriter& RlpWriter::number(const Uint256& value) { return bytes(without_leading_zeros(to_bytes32(value))); }

RlpWriter& RlpWriter::list(const RlpWriter& items) {
  append_header(items.bytes_.size(), kListBase);
  bytes_.insert(bytes_.end(), items.bytes_.begin(), items.bytes_.end());
  return *this;
}

Bytes RlpWriter::as_list() const {
  Bytes result;
  result.reserve(bytes_.size() + 9);
  write_header(result, bytes_.size(), kListBase);
  result.insert(result.end(), bytes_.begin(), bytes_.end());
  return result;
}

RlpReader::Item RlpReader::fail() {
  ok_ = false;
  rest_ = {};
  return {};
}

RlpReader::Item RlpReader::next() {
  if (!ok_ || rest_.empty()) return fail();
  const std::uint8_t first = rest_[0];
  Item item;
  item.is_list = first >= kListBase;
  std::size_t header = 1;
  std::size_t size = 1;
  if (first < kStringBase) {
    header = 0;
  } else {
    const std::size_t code = first - (item.is_list ? kListBase : kStringBase);
    size = code;
    if (code > kLongestShort) {
      const std::size_t length_bytes = code - kLongestShort;
      if (rest_.size() - 1 < length_bytes || rest_[1] == 0) return fail();
      size = 0;
      for (std::size_t i = 1; i <= length_bytes; ++i) size = size << 8 | rest_[i];
      if (size <= kLongestShort) return fail();
      header += length_bytes;
    }
  }
  if (rest_.size() - header < size) return fail();
  item.payload = rest_.subspan(header, size);
  item.whole = rest_.first(header + size);
  if (header == 1 && size == 1 && !item.is_list && item.payload[0] < kStringBase) return fail();
  rest_ = rest_.subspan(header + size);
  return item;
}

BytesView RlpReader::bytes() {
  const Item item = next();
  return item.is_list ? fail().payload : item.payload;
}

BytesView RlpReader::bytes(std::size_t size) {
  const BytesView value = bytes();
  return value.size() == size ? value : fail().payload;
}

BytesView RlpReader::number_bytes(std::size_t most) {
  const BytesView value = bytes();
  const bool canonical = value.size() <= most && (value.empty() || value[0] != 0);
  return canonical ? value : fail().payload;
}

std::uint64_t RlpReader::number() {
  std::uint64_t value = 0;
  for (const auto byte : number_bytes(8)) value = value << 8 | byte;
  return value;
}

Uint256 RlpReader::uint256() { return to_uint256(number_bytes(32)); }

RlpReader RlpReader::list() {
  const Item item = next();
  RlpReader inner(item.payload);
  if (!item.is_list) {
    fail();
    inner.fail();
  }
  return inner;
}

BytesView RlpReader::raw_item() { return next().whole; }

bool is_canonical_rlp(BytesView data) {
  constexpr std::size_t kDeepest = 1024;
  std::vector<RlpReader> open{RlpReader(data)};
  bool first = true;
  while (!open.empty()) {
    RlpReader& reader = open.back();
    if (!reader.ok()) return false;
    if (!reader.has_more() || (open.size() == 1 && !first)) {
      if (!reader.is_finished() || first) return false;
      open.pop_back();
      continue;
    }
    first = false;
    if (!reader.is_list()) {
      reader.bytes();
      continue;
    }
    if (open.size() > kDeepest) return false;
    RlpReader inner = reader.list();
    if (!inner.ok()) return false;
    open.push_back(inner);
  }
  return true;
}

}  // namespace orrery::chains

#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "sim/bytes.h"
#include "sim/journal.h"

namespace orrery::sim {

/// What a recording is told, in the order of telling.
enum class RecordKind : std::uint8_t { kRow, kSet, kTable, kEntity, kRun, kFigure };

/// The fixed part of an entry of a batch. `number` is the table of a row or of a set.
struct RecordHeader {
  RecordKind kind = RecordKind::kRow;
  std::uint16_t values = 0;
  std::uint32_t number = 0;
  std::uint64_t id = 0;
  std::int64_t time = 0;
  std::uint64_t cause = 0;  ///< of a set: the column
};

/// Rows copied into one flat buffer, to be written by another thread. Adding allocates only while the buffer grows.
class RowBatch {
 public:
  void add(RecordHeader header, const Value* values, std::size_t count) {
    header.values = static_cast<std::uint16_t>(count);
    make_room(sizeof header);
    append(&header, sizeof header);
    for (std::size_t i = 0; i < count; ++i) add_value(values[i]);
    ++entries_;
  }
  bool empty() const { return entries_ == 0; }
  std::size_t size_bytes() const { return used_; }
  void clear() {
    used_ = 0;
    entries_ = 0;
  }

  /// Walks a batch from its beginning; values borrow from the batch.
  class Cursor {
   public:
    explicit Cursor(const RowBatch& batch) : at_(batch.bytes_.data()), end_(at_ + batch.used_) {}
    bool next(RecordHeader& header, std::vector<Value>& values) {
      if (at_ == end_) return false;
      take(&header, sizeof header);
      values.clear();
      for (std::uint16_t i = 0; i < header.values; ++i) values.push_back(take_value());
      return true;
    }

   private:
    void take(void* to, std::size_t size) {
      std::memcpy(to, at_, size);
      at_ += size;
    }
    template <class T>
    T take() {
      T value;
      take(&value, sizeof value);
      return value;
    }
    Value take_value() {
      switch (take<Value::Type>()) {
        case Value::Type::kNull:
          return {};
        case Value::Type::kInteger:
          return Value(take<std::int64_t>());
        case Value::Type::kReal:
          return Value(take<double>());
        case Value::Type::kText: {
          const auto size = take<std::uint32_t>();
          const std::string_view text(reinterpret_cast<const char*>(at_), size);
          at_ += size;
          return Value(text);
        }
        case Value::Type::kBlob: {
          const auto size = take<std::uint32_t>();
          const BytesView blob(at_, size);
          at_ += size;
          return Value(blob);
        }
      }
      return {};
    }
    const std::uint8_t* at_;
    const std::uint8_t* end_;
  };

 private:
  static constexpr std::size_t kMostBytesOfNumber = 1 + sizeof(std::int64_t);

  // Makes room for `size` more bytes; what is added stays within it.
  void make_room(std::size_t size) {
    if (bytes_.size() - used_ < size) bytes_.resize(std::max(2 * bytes_.size(), used_ + size));
  }
  void append(const void* from, std::size_t size) {
    if (size != 0) std::memcpy(bytes_.data() + used_, from, size);
    used_ += size;
  }
  void add_sized(const void* from, std::size_t size) {
    make_room(size + kMostBytesOfNumber);
    const auto short_size = static_cast<std::uint32_t>(size);
    append(&short_size, sizeof short_size);
    append(from, size);
  }
  void add_value(const Value& value) {
    make_room(kMostBytesOfNumber);
    const Value::Type type = value.type();
    append(&type, sizeof type);
    switch (type) {
      case Value::Type::kNull:
        break;
      case Value::Type::kInteger: {
        const std::int64_t v = value.integer();
        append(&v, sizeof v);
        break;
      }
      case Value::Type::kReal: {
        const double v = value.real();
        append(&v, sizeof v);
        break;
      }
      case Value::Type::kText:
        add_sized(value.text().data(), value.text().size());
        break;
      case Value::Type::kBlob:
        add_sized(value.blob().data(), value.blob().size());
        break;
    }
  }

  std::vector<std::uint8_t> bytes_;  // of which used_ hold something
  std::size_t used_ = 0;
  std::size_t entries_ = 0;
};

}  // namespace orrery::sim

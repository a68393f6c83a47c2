#include "nodes/ocr2/median_codec.h"

#include <algorithm>

#include "nodes/ocr2/protobuf.h"

namespace orrery::nodes {
namespace {

using chains::Bytes24;
using chains::Int256;

constexpr std::size_t kWord = 32;
constexpr std::size_t kMaxValues = 32;  // the observers' word has a byte each
constexpr std::uint8_t kOnchainConfigVersion = 1;

void append_number(Bytes& out, std::uint64_t value) {
  out.resize(out.size() + kWord - 8, 0);
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_int192(Bytes& out, const Bytes24& value) {
  out.resize(out.size() + 8, value.data[0] >= 0x80 ? 0xff : 0x00);
  out.insert(out.end(), value.data.begin(), value.data.end());
}

Bytes24 to_int192(const Int256& value) {
  const auto bytes = chains::encode_int192(value);
  ORRERY_ASSERT(bytes.has_value(), "a bound of the answer is an int192");
  return *bytes;
}

bool take(BytesView bytes, Bytes24& out) {
  if (bytes.size() != 24) return false;
  out = Bytes24::from(bytes);
  return true;
}

/// Reads words one after the other; false once one was not what it had to be.
class WordReader {
 public:
  explicit WordReader(BytesView bytes) : bytes_(bytes) {}

  bool number(std::uint64_t max, std::uint64_t& value) {
    BytesView word;
    if (!next(word)) return false;
    for (std::size_t i = 0; i < kWord - 8; ++i)
      if (word[i] != 0) return false;
    value = 0;
    for (std::size_t i = kWord - 8; i < kWord; ++i) value = value << 8 | word[i];
    return value <= max;
  }
  bool int192(Bytes24& value) {
    BytesView word;
    if (!next(word)) return false;
    value = Bytes24::from(word.subspan(8));
    const std::uint8_t sign = word[8] >= 0x80 ? 0xff : 0x00;
    return std::all_of(word.begin(), word.begin() + 8, [sign](std::uint8_t byte) { return byte == sign; });
  }
  bool next(BytesView& word) {
    if (bytes_.size() < kWord) return false;
    word = bytes_.first(kWord);
    bytes_ = bytes_.subspan(kWord);
    return true;
  }
  bool at_end() const { return bytes_.empty(); }

 private:
  BytesView bytes_;
};

}  // namespace

Bytes encode(const MedianObservation& observation) {
  return protobuf_bytes([&](auto& sink) {
    sink.number(1, observation.timestamp);
    sink.bytes(2, observation.value);
    sink.bytes(3, observation.juels_per_fee_coin);
    if (observation.gas_price_subunits) sink.bytes(4, *observation.gas_price_subunits);
  });
}

std::optional<MedianObservation> decode_median_observation(BytesView bytes) {
  MedianObservation result;
  bool has_value = false, has_juels = false;
  ProtobufReader reader(bytes);
  ProtobufField field;
  while (reader.next(field)) {
    if (field.is_number(1)) result.timestamp = static_cast<std::uint32_t>(field.value);
    if (field.is_bytes(2)) has_value = take(field.bytes, result.value);
    if (field.is_bytes(3)) has_juels = take(field.bytes, result.juels_per_fee_coin);
    if (field.is_bytes(4) && !field.bytes.empty() && !take(field.bytes, result.gas_price_subunits.emplace()))
      return std::nullopt;
  }
  if (!reader.is_valid() || !has_value || !has_juels) return std::nullopt;
  return result;
}

Bytes encode(const MedianReport& report) {
  ORRERY_ASSERT(report.observers.size() == report.values.size() && report.values.size() <= kMaxValues,
                "each value of a report has one observer, and 32 bytes hold all");
  Bytes out;
  out.reserve((5 + report.values.size()) * kWord);
  append_number(out, report.observations_timestamp);
  out.insert(out.end(), report.observers.begin(), report.observers.end());
  out.resize(2 * kWord, 0);
  append_number(out, 4 * kWord);  // where the values begin
  append_int192(out, report.juels_per_fee_coin);
  append_number(out, report.values.size());
  for (const auto& value : report.values) append_int192(out, value);
  return out;
}

std::optional<MedianReport> decode_median_report(BytesView bytes) {
  MedianReport report;
  WordReader words(bytes);
  BytesView observers;
  std::uint64_t timestamp = 0, offset = 0, count = 0;
  if (!words.number(0xffffffff, timestamp) || !words.next(observers) || !words.number(4 * kWord, offset) ||
      offset != 4 * kWord || !words.int192(report.juels_per_fee_coin) || !words.number(kMaxValues, count))
    return std::nullopt;
  report.observations_timestamp = static_cast<std::uint32_t>(timestamp);
  report.values.resize(static_cast<std::size_t>(count));
  for (auto& value : report.values)
    if (!words.int192(value)) return std::nullopt;
  report.observers.assign(observers.begin(), observers.begin() + static_cast<std::ptrdiff_t>(count));
  if (!words.at_end()) return std::nullopt;
  return report;
}

std::optional<Int256> median_of_report(BytesView bytes) {
  const auto report = decode_median_report(bytes);
  if (!report || report->values.empty()) return std::nullopt;
  return chains::decode_int192(report->values[report->values.size() / 2]);
}

Bytes encode(const MedianOnchainConfig& config) {
  return chains::concat(
      {BytesView(&kOnchainConfigVersion, 1), to_int192(config.min_answer), to_int192(config.max_answer)});
}

std::optional<MedianOnchainConfig> decode_median_onchain_config(BytesView bytes) {
  if (bytes.size() != 49 || bytes[0] != kOnchainConfigVersion) return std::nullopt;
  MedianOnchainConfig config{*chains::decode_int192(bytes.subspan(1, 24)), *chains::decode_int192(bytes.subspan(25))};
  if (config.min_answer > config.max_answer) return std::nullopt;
  return config;
}

Bytes encode(const MedianPluginConfig& config) {
  return protobuf_bytes([&](auto& sink) {
    sink.number(1, config.alpha_report_infinite ? 1 : 0);
    sink.number(2, config.alpha_report_ppb);
    sink.number(3, config.alpha_accept_infinite ? 1 : 0);
    sink.number(4, config.alpha_accept_ppb);
    sink.number(5, static_cast<std::uint64_t>(config.delta_c.count_nanoseconds()));
  });
}

std::optional<MedianPluginConfig> decode_median_plugin_config(BytesView bytes) {
  MedianPluginConfig config;
  ProtobufReader reader(bytes);
  ProtobufField field;
  while (reader.next(field)) {
    if (field.is_number(1)) config.alpha_report_infinite = field.value != 0;
    if (field.is_number(2)) config.alpha_report_ppb = field.value;
    if (field.is_number(3)) config.alpha_accept_infinite = field.value != 0;
    if (field.is_number(4)) config.alpha_accept_ppb = field.value;
    if (field.is_number(5)) config.delta_c = sim::Duration::nanoseconds(static_cast<std::int64_t>(field.value));
  }
  if (!reader.is_valid()) return std::nullopt;
  return config;
}

bool deviates(std::uint64_t threshold_ppb, const Int256& before, const Int256& now) {
  if (before == 0) return now != 0;
  const Int256 difference = now > before ? Int256(now - before) : Int256(before - now);
  const Int256 magnitude = before < 0 ? Int256(-before) : before;
  return difference * 1'000'000'000 >= magnitude * threshold_ppb;
}

}  // namespace orrery::nodes

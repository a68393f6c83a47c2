#include "nodes/ocr2/quorums.h"
#include "nodes/ocr2/selection_keys.h"
#include "nodes/ocr2/transmission_schedule.h"
#include "tests/known_answers/ocr_formats.h"

namespace orrery::known_answers {
namespace {

using chains::Bytes16;
using nlohmann::json;
using sim::Duration;

Bytes16 bytes16(const json& hex) { return Bytes16::from(chains::from_hex(hex.get<std::string>())); }

/// One row of the schedule that `delay_of` computes, in the vectors' form: those who transmit, soonest first.
template <class DelayOf>
json schedule(std::uint8_t n, const json& expected, DelayOf&& delay_of) {
  // Equal delays have no order of their own: take the vector's.
  json found = json::array();
  for (const auto& row : expected) {
    const auto oracle = row.at("oracle").get<std::uint8_t>();
    const auto delay = delay_of(nodes::NodeIndex{oracle});
    if (delay) found.push_back({{"delayNs", delay->count_nanoseconds()}, {"oracle", oracle}});
  }
  std::size_t transmitting = 0;
  for (std::uint8_t i = 0; i < n; ++i) transmitting += delay_of(nodes::NodeIndex{i}).has_value();
  if (transmitting != expected.size()) found.push_back(std::to_string(transmitting) + " oracles transmit");
  return found;
}

struct Group {
  std::string name;
  std::uint8_t n;
  std::vector<std::uint32_t> s;

  void compare(const json& found, const json& expected, const std::string& what, Result& result) const {
    result.check(found == expected, name + ", " + what + ": expected " + expected.dump() + ", found " + found.dump());
  }
};

void check_ocr2(const Group& group, const json& expected, const json& document, Duration stage, Result& result) {
  const auto keys = nodes::ocr2_selection_keys(bytes16(document.at("sharedSecret")));
  group.compare(chains::to_hex(keys.leader), expected.at("leaderSelectionKey"), "OCR2 leader key", result);
  group.compare(chains::to_hex(keys.transmission_order), expected.at("transmissionOrderKey"), "OCR2 order key", result);
  std::uint32_t epoch = 0;
  for (const auto& leader : expected.at("leadersEpoch0to69"))
    group.compare(nodes::ocr2_leader(keys.leader, epoch++, group.n), leader, "OCR2 leader", result);
  const auto digest = chains::bytes32_from_hex(document.at("ocr2ConfigDigest").get<std::string>());
  for (const auto& row : expected.at("schedules")) {
    const nodes::ReportTimestamp at{digest, row.at("epoch").get<std::uint32_t>(), row.at("round").get<std::uint8_t>()};
    const json found = schedule(group.n, row.at("delays"), [&](nodes::NodeIndex id) {
      return nodes::ocr2_transmission_delay(keys.transmission_order, at, group.n, id, {group.s, stage});
    });
    group.compare(found, row.at("delays"), "OCR2 schedule", result);
  }
}

void check_override(const Group& group, const json& row, const Bytes16& order_key, Result& result) {
  nodes::TransmissionOverride schedule_of_report;
  for (const auto& oracle : row.at("transmitters"))
    schedule_of_report.transmitters.push_back(oracle.get<std::uint8_t>());
  for (const auto& delay : row.at("delaysNs"))
    schedule_of_report.delays.push_back(Duration::nanoseconds(delay.get<std::int64_t>()));
  const json& expected = row.at("result");
  const json found = schedule(group.n, expected.is_null() ? json::array() : expected, [&](nodes::NodeIndex id) {
    return nodes::ocr3_override_delay(order_key, row.at("seqNr").get<std::uint64_t>(),
                                      row.at("index").get<std::uint64_t>(), group.n, id, schedule_of_report);
  });
  group.compare(found, expected.is_null() ? json::array() : expected, "OCR3 override", result);
}

void check_ocr3(const Group& group, const json& expected, const json& document, Duration stage, Result& result) {
  const auto digest = chains::bytes32_from_hex(document.at("ocr3ConfigDigest").get<std::string>());
  const auto keys = nodes::ocr3_selection_keys(bytes16(document.at("sharedSecret")), digest);
  group.compare(chains::to_hex(keys.leader), expected.at("leaderSelectionKey"), "OCR3 leader key", result);
  group.compare(chains::to_hex(keys.transmission_order), expected.at("transmissionOrderKey"), "OCR3 order key", result);
  std::uint64_t epoch = 0;
  for (const auto& leader : expected.at("leadersEpoch0to69"))
    group.compare(nodes::ocr3_leader(keys.leader, epoch++, group.n), leader, "OCR3 leader", result);
  for (const auto& row : expected.at("schedules")) {
    const json found = schedule(group.n, row.at("delays"), [&](nodes::NodeIndex id) {
      return nodes::ocr3_transmission_delay(keys.transmission_order, row.at("seqNr").get<std::uint64_t>(),
                                            row.at("index").get<std::uint64_t>(), group.n, id, {group.s, stage});
    });
    group.compare(found, row.at("delays"), "OCR3 schedule", result);
  }
  if (expected.contains("override")) check_override(group, expected.at("override"), keys.transmission_order, result);
}

void check_quorums(const json& row, Result& result) {
  const nodes::Quorums quorums{row.at("n").get<int>(), row.at("f").get<int>()};
  const json found = {{"n", quorums.n},
                      {"f", quorums.f},
                      {"byzQuorum", quorums.byzantine()},
                      {"fPlus1", quorums.one_correct()},
                      {"nMinusF", quorums.without_faulty()},
                      {"twoFPlus1", quorums.correct_majority()}};
  result.check(found == row, "quorums: expected " + row.dump() + ", found " + found.dump());
}

Result check(const json& document) {
  Result result;
  for (const auto& row : document.at("groups")) {
    const Group group{"n = " + row.at("n").dump(), row.at("n").get<std::uint8_t>(),
                      row.at("S").get<std::vector<std::uint32_t>>()};
    check_ocr2(group, row.at("ocr2"), document, Duration::nanoseconds(row.at("deltaStageNsOCR2").get<std::int64_t>()),
               result);
    check_ocr3(group, row.at("ocr3"), document, Duration::nanoseconds(row.at("deltaStageNsOCR3").get<std::int64_t>()),
               result);
  }
  for (const auto& row : document.value("quorums", json::array())) check_quorums(row, result);
  return result;
}

}  // namespace

Format leaders_format() {
  return {"ocr leaders and schedules",
          [](const json& document) {
            return document.is_object() && document.contains("groups") && document.contains("sharedSecret");
          },
          check};
}

}  // namespace orrery::known_answers

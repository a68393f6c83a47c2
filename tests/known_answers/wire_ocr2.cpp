#include "chains/crypto/hash.h"
#include "nodes/ocr2/signed_payloads.h"
#include "nodes/ocr2/wire.h"
#include "tests/known_answers/ocr_formats.h"
#include "tests/known_answers/ocr_oracles.h"

namespace orrery::known_answers {
namespace {

using nlohmann::json;

const char* type_name(nodes::Ocr2Message::Type type) {
  switch (type) {
    case nodes::Ocr2Message::Type::kNewEpoch:
      return "MessageNewEpoch";
    case nodes::Ocr2Message::Type::kObserveReq:
      return "MessageObserveReq";
    case nodes::Ocr2Message::Type::kObserve:
      return "MessageObserve";
    case nodes::Ocr2Message::Type::kReportReq:
      return "MessageReportReq";
    case nodes::Ocr2Message::Type::kReport:
      return "MessageReport";
    case nodes::Ocr2Message::Type::kFinal:
      return "MessageFinal";
    case nodes::Ocr2Message::Type::kFinalEcho:
      return "MessageFinalEcho";
  }
  return "";
}

void check_message(const json& row, Result& result) {
  const std::string type = row.at("type");
  const auto message = nodes::decode_ocr2_message(bytes(row.at("bytes")), {});
  result.check(message != nullptr, type + " does not decode");
  if (message == nullptr) return;
  result.check(type == type_name(message->type()), type + " decodes as " + type_name(message->type()));
  expect_hex(type, nodes::encode(*message), row.at("bytes"), result);
  result.check(message->payload_bytes() == row.at("len").get<std::size_t>(),
               type + " knows its size as " + std::to_string(message->payload_bytes()));
}

void check_signed_observation(const json& row, const json& oracles, Result& result) {
  const nodes::ReportTimestamp at{bytes32(row.at("configDigest")), row.at("epoch").get<std::uint32_t>(),
                                  row.at("round").get<std::uint8_t>()};
  const auto digest = nodes::observation_digest(at, bytes(row.at("query")), bytes(row.at("observation")));
  expect_hex("observation digest", digest, row.at("sha256PreimageDigest"), result);
  const chains::Ed25519KeyPair key(bytes32(oracles.at(0).at("ed25519Seed")));
  expect_hex("observation signature", key.sign(digest), row.at("ed25519Signature"), result);
}

void check_context_hash(const json& row, Result& result) {
  std::vector<nodes::AttributedObservation> observations;
  for (const auto& each : row.at("attributedObservations"))
    observations.push_back({bytes(each.at("observation")), nodes::NodeIndex{each.at("observer").get<std::uint8_t>()}});
  expect_hex("report context hash", nodes::report_context_hash(bytes(row.at("query")), observations), row.at("hash"),
             result);
}

Result check(const json& document) {
  Result result;
  for (const auto& row : document.at("messages")) check_message(row, result);
  if (document.contains("oracles")) check_oracles(document.at("oracles"), result);
  check_context_hash(document.at("reportContextHash"), result);
  expect_hex("empty report context hash", nodes::report_context_hash({}, {}), document.at("reportContextHashEmpty"),
             result);
  check_signed_observation(document.at("signedObservation"), document.at("oracles"), result);
  return result;
}

}  // namespace

Format wire_ocr2_format() {
  return {"ocr2 messages",
          [](const json& document) {
            return document.is_object() && document.contains("messages") && document.contains("reportContextHash");
          },
          check};
}

}  // namespace orrery::known_answers

#include "nodes/ocr3/messages.h"
#include "nodes/ocr3/payloads.h"
#include "tests/known_answers/ocr_formats.h"
#include "tests/known_answers/ocr_oracles.h"

namespace orrery::known_answers {
namespace {

namespace ocr3 = nodes::ocr3;
using nlohmann::json;

const char* type_name(const ocr3::Message& message) {
  constexpr const char* kNames[] = {
      "NewEpochWish",   "EpochStartRequest", "EpochStart", "RoundStart",       "Observation",
      "Proposal",       "Prepare",           "Commit",     "ReportSignatures", "CertifiedCommitRequest",
      "CertifiedCommit"};
  return kNames[message.index()];
}

/// The messages of the file, for the digests that are made from their parts.
std::vector<ocr3::Message> check_messages(const json& rows, Result& result) {
  std::vector<ocr3::Message> messages;
  for (const auto& row : rows) {
    const std::string type = row.at("type");
    auto message = ocr3::decode_message(bytes(row.at("bytes")));
    result.check(message.has_value(), type + " does not decode");
    if (!message) continue;
    result.check(type.find(std::string("Message") + type_name(*message) + "[") != std::string::npos,
                 type + " decodes as " + type_name(*message));
    expect_hex(type, ocr3::encode(*message), row.at("bytes"), result);
    messages.push_back(std::move(*message));
  }
  return messages;
}

template <class M>
const M* find(const std::vector<ocr3::Message>& messages) {
  for (const auto& each : messages)
    if (const M* found = std::get_if<M>(&each)) return found;
  return nullptr;
}

/// A text that some oracle signs, and the signature where the file has one.
void check_signed(const std::string& what, const ocr3::SignedText& text, const json& row, const json& oracles,
                  Result& result) {
  expect_hex(what, text, row.at("message"), result);
  if (!row.contains("signature")) return;
  const auto signer = row.value("signer", std::size_t{0});
  const chains::Ed25519KeyPair key(bytes32(oracles.at(signer).at("ed25519Seed")));
  expect_hex(what + " signature", key.sign(text), row.at("signature"), result);
}

void check_timestamp(const json& row, const ocr3::GenerationId& instance, const json& oracles, Result& result) {
  const ocr3::GenerationId id{instance.config_digest, row.at("epochOfInstance").get<std::uint64_t>()};
  ocr3::SignedTimestamp timestamp;
  timestamp.seq_nr = row.at("seqNr").get<std::uint64_t>();
  timestamp.committed = row.at("committedElsePrepared").get<bool>();
  timestamp.epoch = row.at("certEpoch").get<std::uint64_t>();
  const chains::Ed25519KeyPair key(bytes32(oracles.at(0).at("ed25519Seed")));
  expect_hex("timestamp", ocr3::timestamp_text(id, timestamp), row.at("message"), result);
  expect_hex("timestamp 31", ocr3::timestamp_text31(id, timestamp), row.at("message31"), result);
  expect_hex("timestamp signature", key.sign(ocr3::timestamp_text(id, timestamp)), row.at("signer0"), result);
  expect_hex("timestamp signature 31", key.sign(ocr3::timestamp_text31(id, timestamp)), row.at("signer0_31"), result);
}

/// Digests of the certificates that the file's messages carry, and of what their leaders sign.
void check_certificates(const json& document, const std::vector<ocr3::Message>& messages, const ocr3::GenerationId& id,
                        Result& result) {
  expect_hex("genesis digest", ocr3::certificate_digest({}), document.at("genesisDigest"), result);
  if (const auto* commit = find<ocr3::CertifiedCommit>(messages))
    expect_hex("commit digest", ocr3::certificate_digest(commit->commit), document.at("certifiedCommitDigest"), result);
  if (const auto* start = find<ocr3::EpochStart>(messages)) {
    expect_hex("prepare digest", ocr3::certificate_digest(start->highest_certified),
               document.at("certifiedPrepareDigest"), result);
    expect_hex("epoch start", ocr3::epoch_start_text({id.config_digest, start->epoch}, *start),
               document.at("epochStartMessage31"), result);
  }
  if (const auto* proposal = find<ocr3::Proposal>(messages))
    expect_hex("proposal", ocr3::proposal_text(id, proposal->seq_nr, proposal->observations),
               document.at("proposalMessage31"), result);
}

Result check(const json& document) {
  Result result;
  const auto messages = check_messages(document.at("messages"), result);
  const json& oracles = document.at("oracles");
  check_oracles(oracles, result);
  const ocr3::GenerationId id{bytes32(document.at("configDigest")), document.at("epoch").get<std::uint64_t>()};
  const auto seq_nr = document.at("seqNr").get<std::uint64_t>();
  const auto query = bytes(document.at("query"));
  std::vector<nodes::AttributedObservation> observations;
  for (const auto& each : document.at("observations"))
    observations.push_back({bytes(each), nodes::NodeIndex{static_cast<std::uint8_t>(observations.size())}});

  const auto outcome = ocr3::outcome_digest(bytes(document.at("outcome")));
  const auto inputs =
      ocr3::outcome_inputs_digest(id, bytes(document.at("previousOutcome")), seq_nr, query, observations);
  expect_hex("outcome digest", outcome, document.at("outcomeDigest"), result);
  expect_hex("outcome inputs digest", inputs, document.at("outcomeInputsDigest"), result);
  check_signed("observation", ocr3::observation_text(id, seq_nr, query, observations.at(0).observation),
               document.at("signedObservation"), oracles, result);
  check_signed("prepare", ocr3::prepare_text(id, seq_nr, inputs, outcome), document.at("prepare"), oracles, result);
  check_signed("commit", ocr3::commit_text(id, seq_nr, outcome), document.at("commit"), oracles, result);
  expect_hex("round start", ocr3::round_start_text(id, seq_nr, query), document.at("roundStartMessage31"), result);
  check_timestamp(document.at("highestCertified"), id, oracles, result);
  check_certificates(document, messages, id, result);
  return result;
}

}  // namespace

Format wire_ocr3_format() {
  return {"ocr3 messages",
          [](const json& document) {
            return document.is_object() && document.contains("messages") && document.contains("outcomeInputsDigest");
          },
          check};
}

}  // namespace orrery::known_answers

#include "nodes/ocr2/oracle_journal.h"

namespace orrery::nodes {
namespace {

std::string place_of(std::uint32_t epoch, std::uint8_t round) {
  return " of epoch " + std::to_string(epoch) + ", round " + std::to_string(round);
}

}  // namespace

void OracleJournal::state(std::string_view field, std::string_view value) {
  if (journal_.wants(tables_.state)) journal_.write(tables_.state, {host_.id(), field, value});
}

void OracleJournal::state(std::string_view field, std::uint64_t value) {
  if (journal_.wants(tables_.state)) journal_.write(tables_.state, {host_.id(), field, std::to_string(value)});
}

void OracleJournal::span(std::string_view kind, std::uint32_t epoch, std::int64_t round, sim::Time begin,
                         std::string_view outcome) {
  if (!journal_.wants(tables_.span)) return;
  journal_.write(tables_.span,
                 {kind, host_.id(), network_, epoch, round < 0 ? sim::Value() : sim::Value(round), begin, outcome});
}

void OracleJournal::note(sim::Level level, std::string_view severity, std::string_view text) {
  if (journal_.wants(level)) journal_.write(tables_.note, level, {host_.id(), severity, text});
}

void OracleJournal::drop(NodeIndex from, const Ocr2Message& message, std::string_view reason) {
  dropped(sim::Level::kProtocol, from, message, reason);
}

void OracleJournal::pass_over(NodeIndex from, const Ocr2Message& message, std::string_view reason) {
  dropped(sim::Level::kFull, from, message, reason);
}

void OracleJournal::dropped(sim::Level level, NodeIndex from, const Ocr2Message& message, std::string_view reason) {
  if (!journal_.wants(level)) return;
  std::string text = "dropped ";
  text.append(message.kind().name).append(place_of(message.epoch(), message.round()));
  text.append(" from oracle ").append(std::to_string(from.value)).append(": ").append(reason);
  note(level, level == sim::Level::kFull ? "info" : "warning", text);
}

void OracleJournal::call_failed(std::string_view call, const ReportTimestamp& at, std::string_view error) {
  if (!journal_.wants(sim::Level::kProtocol)) return;
  std::string text(call);
  text.append(place_of(at.epoch, at.round)).append(" failed: ").append(error);
  note(sim::Level::kProtocol, "warning", text);
}

}  // namespace orrery::nodes

#include "nodes/ocr2/oracle_journal.h"

#include <string>

namespace orrery::nodes {
namespace {

std::string place_of(std::uint32_t epoch, std::uint8_t round) {
  return " of epoch " + std::to_string(epoch) + ", round " + std::to_string(round);
}

}  // namespace

void OracleJournal::drop(NodeIndex from, const Ocr2Message& message, std::string_view reason) {
  dropped(sim::Level::kProtocol, from, message, reason);
}

void OracleJournal::pass_over(NodeIndex from, const Ocr2Message& message, std::string_view reason) {
  dropped(sim::Level::kFull, from, message, reason);
}

void OracleJournal::dropped(sim::Level level, NodeIndex from, const Ocr2Message& message, std::string_view reason) {
  if (!wants(level)) return;
  note_dropped(level, message.kind().name, place_of(message.epoch(), message.round()), from, reason);
}

void OracleJournal::call_failed(std::string_view call, const ReportTimestamp& at, std::string_view error) {
  if (!wants(sim::Level::kProtocol)) return;
  std::string text(call);
  text.append(place_of(at.epoch, at.round)).append(" failed: ").append(error);
  note(sim::Level::kProtocol, "warning", text);
}

}  // namespace orrery::nodes

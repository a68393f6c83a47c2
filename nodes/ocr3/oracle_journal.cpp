#include "nodes/ocr3/oracle_journal.h"

#include <string>

namespace orrery::nodes::ocr3 {
namespace {

std::string place_of(const Packet& packet) {
  std::string text;
  if (packet.epoch() != 0) text += " of epoch " + std::to_string(packet.epoch());
  if (packet.seq_nr() != 0) text += (text.empty() ? " for outcome " : ", outcome ") + std::to_string(packet.seq_nr());
  return text;
}

}  // namespace

void OracleJournal::drop(NodeIndex from, const Packet& packet, std::string_view reason) {
  dropped(sim::Level::kProtocol, from, packet, reason);
}

void OracleJournal::pass_over(NodeIndex from, const Packet& packet, std::string_view reason) {
  dropped(sim::Level::kFull, from, packet, reason);
}

void OracleJournal::dropped(sim::Level level, NodeIndex from, const Packet& packet, std::string_view reason) {
  if (wants(level)) note_dropped(level, packet.kind().name, place_of(packet), from, reason);
}

void OracleJournal::call_failed(std::string_view call, std::uint64_t seq_nr, std::string_view error) {
  if (!wants(sim::Level::kProtocol)) return;
  std::string text(call);
  text.append(" for outcome ").append(std::to_string(seq_nr)).append(" failed: ").append(error);
  note(sim::Level::kProtocol, "warning", text);
}

void OracleJournal::call_was_slow(std::string_view call, std::uint64_t seq_nr, sim::Duration took) {
  if (!wants(sim::Level::kProtocol)) return;
  std::string text(call);
  text.append(" for outcome ").append(std::to_string(seq_nr)).append(" took ").append(sim::to_text(took));
  note(sim::Level::kProtocol, "warning", text.append(", more than the config recommends"));
}

}  // namespace orrery::nodes::ocr3

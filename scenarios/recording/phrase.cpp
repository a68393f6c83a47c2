#include "scenarios/recording/phrase.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "nodes/market/price.h"

namespace orrery::scenarios {
namespace {

using sim::RecordedRow;
using sim::RecordingReader;

constexpr std::size_t kHexBytesShown = 4;

// "0x1a2b3c4d…", enough for a person to tell one from another.
std::string short_hex(const sim::Cell& cell) {
  const auto* bytes = std::get_if<sim::Bytes>(&cell);
  if (bytes == nullptr || bytes->empty()) return "0x";
  std::string text = "0x";
  for (std::size_t i = 0; i < bytes->size() && i < kHexBytesShown; ++i) text += fmt::format("{:02x}", (*bytes)[i]);
  return bytes->size() > kHexBytesShown ? text + "…" : text;
}

std::string number(const RecordedRow& row, std::string_view column) {
  const auto value = row.integer(column);
  return value.has_value() ? std::to_string(*value) : "?";
}

std::string joined(const std::string& text, const std::string& more, const char* between = ": ") {
  if (more.empty()) return text;
  return text.empty() ? more : text + between + more;
}

std::string elapsed(const RecordedRow& row, std::string_view since) {
  const auto begin = row.integer(since);
  return begin.has_value() ? sim::to_text(row.time - sim::Time::from_unix_nanoseconds(*begin)) : "?";
}

// " (epoch 7, round 2)" or "".
std::string position(const RecordedRow& row) {
  const auto epoch = row.integer("epoch"), round = row.integer("round");
  if (!epoch.has_value()) return "";
  return round.has_value() ? fmt::format(" (epoch {}, round {})", *epoch, *round) : fmt::format(" (epoch {})", *epoch);
}

std::string message_name(const RecordedRow& row) { return row.text("kind") + position(row); }

std::string of_message(const RecordingReader& reader, const RecordedRow& row) {
  const sim::EntityId receiver = row.entity("receiver");
  std::string text = "sent " + message_name(row);
  if (!receiver.is_none()) {
    text += " to " + reader.name_of(receiver);
  } else {
    text += " to " + number(row, "copies") + (row.integer("copies") == 1 ? " machine" : " machines");
  }
  return joined(text, row.text("detail"));
}

std::string of_delivery(const RecordingReader& reader, const RecordedRow& row) {
  std::string what = "a message";
  if (const auto id = row.integer("message"); id.has_value()) {
    const auto message = reader.row(static_cast<std::uint64_t>(*id));
    if (message.has_value()) what = message_name(*message) + " from " + reader.name_of(message->entity("sender"));
  }
  const std::string fate = row.text("fate");
  if (fate == "delivered") return "received " + what;
  if (fate == "duplicate") return "received " + what + " once more";
  if (fate == "lost") return "never got " + what + ": lost on the way";
  if (fate == "blocked") return "never got " + what + ": the path was blocked";
  if (fate == "dead") return "never got " + what + ": it was not there to take it";
  return what + " " + fate;
}

std::string of_fault(const RecordingReader&, const RecordedRow& row) {
  const std::string about = row.text("about");
  return "fault " + row.text("kind") + (about.empty() ? "" : ": \"" + about + "\"");
}

std::string of_state(const RecordingReader&, const RecordedRow& row) {
  if (row.text("field") == "status") return "is " + row.text("value");
  return row.text("field") + " became " + row.text("value");
}

std::string of_span(const RecordingReader&, const RecordedRow& row) {
  return joined(fmt::format("{}{} took {}", row.text("kind"), position(row), elapsed(row, "begin")),
                row.text("outcome"));
}

std::string of_metric(const RecordingReader&, const RecordedRow& row) {
  const auto* value = std::get_if<double>(&row.cell("value"));
  return row.text("name") + " = " + (value == nullptr ? "?" : fmt::format("{}", *value));
}

std::string of_deadline(const RecordingReader&, const RecordedRow& row) {
  return joined(row.text("kind") + " " + row.text("outcome"), row.text("about"));
}

std::string of_waiting(const RecordingReader& reader, const RecordedRow& row) {
  const sim::EntityId on = row.entity("on_entity");
  const std::string text = "waited for " + row.text("what");
  return on.is_none() || on == row.entity("entity") ? text : text + " (on " + reader.name_of(on) + ")";
}

std::string of_violation(const RecordingReader&, const RecordedRow& row) {
  return joined("violated \"" + row.text("expectation") + "\"", row.text("about"));
}

std::string of_note(const RecordingReader&, const RecordedRow& row) {
  return row.text("severity") == "info" ? row.text("text") : joined(row.text("severity"), row.text("text"));
}

std::string of_block(const RecordingReader&, const RecordedRow& row) {
  const std::string reorged = row.text("status") == "reorged" ? ", later undone by a reorg" : "";
  return fmt::format("built block {} {} with {} transactions{}", number(row, "number"), short_hex(row.cell("hash")),
                     number(row, "transactions"), reorged);
}

std::string of_transaction(const RecordingReader&, const RecordedRow& row) {
  return fmt::format("put transaction {} of {} (nonce {}) into block {}: {}", short_hex(row.cell("hash")),
                     short_hex(row.cell("sender")), number(row, "nonce"), number(row, "number"),
                     row.integer("status") == 1 ? "succeeded" : "reverted");
}

std::string of_node_transaction(const RecordingReader& reader, const RecordedRow& row) {
  const std::string hash =
      std::holds_alternative<sim::Bytes>(row.cell("hash")) ? " " + short_hex(row.cell("hash")) : "";
  const std::string nonce = row.integer("nonce") ? " (nonce " + number(row, "nonce") + ")" : "";
  const std::string feed = reader.name_of(row.entity("feed"));
  return joined(fmt::format("transaction{}{}{}: {}", hash, nonce, feed.empty() ? "" : " of " + feed, row.text("step")),
                row.text("reason"), ", ");
}

std::string of_log(const RecordingReader&, const RecordedRow& row) {
  return fmt::format("contract {} emitted {}", short_hex(row.cell("address")), short_hex(row.cell("topic0")));
}

std::string of_finality(const RecordingReader&, const RecordedRow& row) {
  return row.text("kind") + " at block " + number(row, "number");
}

// For tables of rooms that this file does not know.
std::string by_columns(const RecordingReader& reader, const RecordedRow& row) {
  std::string text;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const sim::Cell& cell = row.cells[i];
    if (row.table->entity == i || std::holds_alternative<std::monostate>(cell)) continue;
    std::string value;
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
      value = std::to_string(*integer);
      if (row.table->roles[i] == sim::ColumnRole::kEntity) value = reader.name_of(row.entity(row.table->columns[i]));
      if (row.table->roles[i] == sim::ColumnRole::kTime) value = to_text(sim::Time::from_unix_nanoseconds(*integer));
    } else if (const auto* real = std::get_if<double>(&cell)) {
      value = fmt::format("{}", *real);
    } else if (const auto* words = std::get_if<std::string>(&cell)) {
      value = *words;
    } else {
      value = short_hex(cell);
    }
    if (!text.empty()) text += ", ";
    text.append(row.table->columns[i]).append(" ").append(value);
  }
  return joined(row.table->name, text);
}

std::string of_price_read(const RecordingReader&, const RecordedRow& row) {
  const std::string use = fmt::format("{} #{} in {}", row.text("use"), number(row, "number"), row.text("market"));
  if (row.text("use") == "bad debt")
    return fmt::format("{}: {} USD are owed beyond their collateral", use, row.text("amount"));
  return fmt::format("{}: {} counted at {}, worth {}", use, row.text("asset"), row.text("price"),
                     row.text("true_price"));
}

std::string of_auction(const RecordingReader&, const RecordedRow& row) {
  return fmt::format("auction #{} of {}: {} {}, worth {} USD, for {} dai; {} were asked", number(row, "number"),
                     row.text("system"), cents(row, "lot"), row.text("collateral"), cents(row, "worth"),
                     cents(row, "bid"), cents(row, "asked"));
}

struct TablePhrase {
  std::string_view table;
  std::string (*phrase)(const RecordingReader&, const RecordedRow&);
};
constexpr std::array kPhrases{
    TablePhrase{"message", of_message},
    TablePhrase{"delivery", of_delivery},
    TablePhrase{"fault", of_fault},
    TablePhrase{"state", of_state},
    TablePhrase{"span", of_span},
    TablePhrase{"metric", of_metric},
    TablePhrase{"deadline", of_deadline},
    TablePhrase{"waiting", of_waiting},
    TablePhrase{"violation", of_violation},
    TablePhrase{"note", of_note},
    TablePhrase{"block", of_block},
    TablePhrase{"node_transaction", of_node_transaction},
    TablePhrase{"transaction", of_transaction},
    TablePhrase{"log", of_log},
    TablePhrase{"finality", of_finality},
    TablePhrase{"price_read", of_price_read},
    TablePhrase{"auction", of_auction},
};

}  // namespace

std::string cents(const sim::RecordedRow& row, std::string_view column) {
  const nodes::Price amount = nodes::parse_price(row.text(column));
  return fmt::format("{:.2f}", static_cast<double>(amount.units) / static_cast<double>(nodes::Price::kOne));
}

std::string who(const sim::RecordingReader& reader, const sim::RecordedRow& row) {
  return row.table->name == "fault" ? row.text("target") : reader.name_of(row.about());
}

std::string phrase(const sim::RecordingReader& reader, const sim::RecordedRow& row) {
  for (const TablePhrase& known : kPhrases) {
    if (row.table->name == known.table) return known.phrase(reader, row);
  }
  return by_columns(reader, row);
}

}  // namespace orrery::scenarios

#include "gui/sequence/chain_marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "gui/model/message_window.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

using sim::EntityId;
using Kind = SequenceMark::Kind;

// How much later a block may take what was handed over in the span: no index leads from a hash to its transaction.
constexpr sim::Duration kUntilBlock = sim::Duration::seconds(600);

std::uint64_t row_at(const sim::Statement& row, int column) { return static_cast<std::uint64_t>(row.integer(column)); }

class Reading {
 public:
  Reading(scenarios::RecordingQuery& query, const ChainMarksSpan& span, const std::atomic<bool>& stop)
      : query_(query), reader_(query.reader()), span_(span), stop_(stop) {
    for (const EntityId chain : span.chains) chains_ += (chains_.empty() ? "" : ",") + std::to_string(chain.index);
  }

  ChainMarks read() {
    if (!chains_.empty() && has("block")) read_blocks();
    if (!chains_.empty() && has("finality")) read_finality();
    if (has("transaction") && has("node_transaction") && has("message")) {
      if (!chains_.empty()) read_handovers();
      read_steps();
    }
    if (!chains_.empty() && has("log") && has("metric")) read_updates();
    std::sort(out_.marks.begin(), out_.marks.end(), is_earlier);
    return std::move(out_);
  }

 private:
  bool has(const char* table) const { return reader_.table(table) != nullptr; }
  sim::Value first_id(const char* table, sim::Time time) {
    return sim::Value(static_cast<std::int64_t>(query_.first_id(table, time)));
  }

  void read_blocks();
  void read_finality();
  void read_handovers();
  void read_steps();
  void read_updates();
  void leave_out(const char* table, const SharedFilter& filter);

  scenarios::RecordingQuery& query_;
  const sim::RecordingReader& reader_;
  const ChainMarksSpan& span_;
  const std::atomic<bool>& stop_;
  std::string chains_;  // for IN (...)
  ChainMarks out_;
};

// A block that is no higher than the one before it took the place of that many blocks.
void Reading::read_blocks() {
  const sim::Value first = first_id("block", span_.from), end = first_id("block", span_.until);
  std::map<EntityId, std::int64_t> head;
  for (const EntityId chain : span_.chains) {
    reader_.select("SELECT number FROM block WHERE id < ?1 AND chain = ?2 ORDER BY id DESC LIMIT 1",
                   {first, sim::Value(chain)}, [&](const sim::Statement& row) {
                     head[chain] = row.integer(0);
                     return false;
                   });
  }
  const std::string where = " FROM block WHERE id >= ?1 AND id < ?2 AND chain IN (" + chains_ + ")";
  reader_.select("SELECT count(*)" + where, {first, end}, [&](const sim::Statement& row) {
    out_.blocks = static_cast<std::size_t>(row.integer(0));
    return false;
  });
  const auto every = static_cast<std::int64_t>(out_.blocks / std::max<std::size_t>(span_.most, 1) + 1);
  reader_.select(
      "SELECT id, time, chain, number, transactions, status" + where + " ORDER BY id", {first, end},
      [&](const sim::Statement& row) {
        const EntityId chain = entity_at(row, 2);
        const std::int64_t number = row.integer(3), transactions = row.integer(4);
        const bool undone = row.text(5) == "reorged";
        const auto last = head.find(chain);
        if (last != head.end() && number <= last->second) {
          const std::int64_t depth = last->second - number + 1;
          out_.marks.push_back({Kind::kReorg, chain, row.integer(1), row_at(row, 0), depth, 0,
                                fmt::format("reorg: {} block{} from {} undone", depth, depth == 1 ? "" : "s", number)});
        }
        head[chain] = number;
        if (undone || transactions > 0 || number % every == 0)
          out_.marks.push_back({undone ? Kind::kUndoneBlock : Kind::kBlock, chain, row.integer(1), row_at(row, 0),
                                number, transactions,
                                fmt::format("block {}: {} transaction{}{}", number, transactions,
                                            transactions == 1 ? "" : "s", undone ? ", undone by a reorg" : "")});
        return !stop_.load();
      });
  leave_out("block", span_.blocks);
}

void Reading::leave_out(const char* table, const SharedFilter& filter) {
  if (filter == nullptr) return;
  std::set<std::uint64_t> kept;
  const scenarios::PageRequest page{.limit = SIZE_MAX, .from = span_.from, .until = span_.until};
  query_.select(*filter, {}, page, [&](const sim::Statement& row) {
    kept.insert(row_at(row, 0));
    return !stop_.load();
  });
  const bool blocks = std::string_view(table) == "block";
  std::erase_if(out_.marks, [&](const SequenceMark& mark) {
    const bool is_block = mark.kind == Kind::kBlock || mark.kind == Kind::kUndoneBlock;
    const bool is_step = mark.kind == Kind::kSent || mark.kind == Kind::kConfirmed || mark.kind == Kind::kFailed;
    return (blocks ? is_block : is_step) && !kept.contains(mark.row);
  });
  if (!blocks)
    std::erase_if(out_.handovers, [&](const Handover& one) {
      return span_.from.unix_nanoseconds() <= one.begin && !kept.contains(one.sent);
    });
}

void Reading::read_finality() {
  reader_.select("SELECT id, time, chain, kind, number FROM finality WHERE id >= ?1 AND id < ?2 AND chain IN (" +
                     chains_ + ") ORDER BY id",
                 {first_id("finality", span_.from), first_id("finality", span_.until)}, [&](const sim::Statement& row) {
                   const std::string kind(row.text(3));
                   const bool stalled = kind == "stalled";
                   out_.marks.push_back({stalled ? Kind::kStalled : Kind::kFinal, entity_at(row, 2), row.integer(1),
                                         row_at(row, 0), row.integer(4), 0,
                                         stalled ? fmt::format("finality stalled at {}", row.integer(4))
                                                 : fmt::format("{} up to {}", kind, row.integer(4))});
                   return !stop_.load();
                 });
}

// A transaction names what sent it: the node's row, or at level full the request that carried it.
void Reading::read_handovers() {
  reader_.select(
      "SELECT sent.node, t.chain, sent.feed, sent.time, t.time, sent.id, t.id, t.block, t.status, block.status "
      "FROM \"transaction\" AS t LEFT JOIN message ON message.id = t.cause "
      "JOIN node_transaction AS sent ON sent.id = coalesce(message.cause, t.cause) "
      "LEFT JOIN block ON block.id = t.block "
      "WHERE t.id >= ?1 AND t.id < ?2 AND t.chain IN (" +
          chains_ + ") ORDER BY t.id",
      {first_id("transaction", span_.from), first_id("transaction", span_.until + kUntilBlock)},
      [&](const sim::Statement& row) {
        Handover one;
        one.node = entity_at(row, 0);
        one.chain = entity_at(row, 1);
        one.feed = entity_at(row, 2);
        one.begin = row.integer(3);
        one.end = row.integer(4);
        one.sent = row_at(row, 5);
        one.row = row_at(row, 6);
        one.block = row_at(row, 7);
        one.failed = row.integer(8) == 0;
        one.undone = row.text(9) == "reorged";
        if (one.begin < span_.until.unix_nanoseconds()) out_.handovers.push_back(one);
        return !stop_.load();
      });
}

void Reading::read_steps() {
  reader_.select("SELECT id, time, node, step, reason FROM node_transaction WHERE id >= ?1 AND id < ?2 ORDER BY id",
                 {first_id("node_transaction", span_.from), first_id("node_transaction", span_.until)},
                 [&](const sim::Statement& row) {
                   const std::string step(row.text(3)), reason(row.text(4));
                   if (step == "queued") return !stop_.load();
                   const bool sent = step == "sent" || step == "bumped" || step == "resent";
                   out_.marks.push_back({sent                  ? Kind::kSent
                                         : step == "confirmed" ? Kind::kConfirmed
                                                               : Kind::kFailed,
                                         entity_at(row, 2), row.integer(1), row_at(row, 0), 0, 0,
                                         "transaction " + step + (reason.empty() ? "" : ": " + reason)});
                   return !stop_.load();
                 });
  leave_out("node_transaction", span_.transactions);
}

// The monitor of a feed notes every answer that its contract accepts, whatever sent it and whatever the contract is.
void Reading::read_updates() {
  const std::string of_feed = span_.feed.is_none() ? "" : " AND metric.entity = " + std::to_string(span_.feed.index);
  reader_.select(
      "SELECT log.id, log.time, log.chain, metric.entity FROM metric JOIN log ON log.id = metric.cause "
      "WHERE metric.id >= ?1 AND metric.id < ?2 AND metric.name = 'answer' AND log.chain IN (" +
          chains_ + ")" + of_feed + " ORDER BY log.id",
      {first_id("metric", span_.from), first_id("metric", span_.until)}, [&](const sim::Statement& row) {
        out_.marks.push_back({Kind::kUpdate, entity_at(row, 2), row.integer(1), row_at(row, 0), 0, 0,
                              "answer of " + reader_.name_of(entity_at(row, 3)) + " updated"});
        return !stop_.load();
      });
}

}  // namespace

ChainMarks ChainMarks::read(scenarios::RecordingQuery& query, const ChainMarksSpan& span,
                            const std::atomic<bool>& stop) {
  const sim::RecordingReader::Snapshot snapshot(query.reader());
  return Reading(query, span, stop).read();
}

std::optional<StepTarget> step_on_chains(const sim::RecordingReader& reader, const std::vector<EntityId>& chains,
                                         StepTarget now, bool forward) {
  const sim::RecordingReader::Snapshot snapshot(reader);
  const auto chosen = now.row == 0 ? std::nullopt : reader.row(now.row);
  const bool is_here = chosen.has_value() && chosen->time == now.time &&
                       (chosen->table->name == "block" || chosen->table->name == "finality");
  if (!is_here) now.row = 0;
  std::optional<StepTarget> nearest;
  for (const char* table : {"block", "finality"}) {
    if (reader.table(table) == nullptr) continue;
    for (const EntityId chain : chains) {
      // With a row to go on from, others of its instant are still to come.
      const auto instant = sim::Duration::nanoseconds(1);
      sim::RowFilter filter{.from = {}, .until = {}, .about = chain, .newest_first = !forward};
      if (forward) filter.from = now.row == 0 ? now.time + instant : now.time;
      if (!forward) filter.until = now.row == 0 ? now.time : now.time + instant;
      reader.rows(table, filter, [&](const sim::RecordedRow& row) {
        if (now.row != 0 && (forward ? row.id <= now.row : row.id >= now.row)) return true;
        if (!nearest.has_value() || (forward ? row.id < nearest->row : row.id > nearest->row))
          nearest = StepTarget{row.time, row.id};
        return false;
      });
    }
  }
  return nearest;
}

}  // namespace orrery::gui

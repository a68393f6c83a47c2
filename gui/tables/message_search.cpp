// How messages that match are found: in strips of ids, so that what was found is told while the rest is looked through.
#include <algorithm>

#include "gui/tables/message_list.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kFirstPiece = 128, kPiece = 65'536;
constexpr std::uint64_t kStrip = 250'000;

class Search {
 public:
  Search(scenarios::RecordingQuery& query, const MessageSearch& search, const std::function<void(FoundMessages)>& told,
         const std::atomic<bool>& stop)
      : query_(query), search_(search), told_(told), stop_(stop) {}

  void run() {
    std::uint64_t first = search_.from.has_value() ? query_.first_id("message", *search_.from) : 0;
    const std::uint64_t end = query_.first_id("message", search_.until.value_or(sim::Time::max()));
    if (search_.order_by == "t.id") {
      const std::uint64_t anchor = std::clamp(search_.anchor, first, end);
      for (std::uint64_t at = anchor; at < end && !stop_; at += kStrip) look(at, std::min(end, at + kStrip));
      if (!search_.counts_before) first = anchor;
      for (std::uint64_t at = first; at < anchor && !stop_; at += kStrip) count(at, std::min(anchor, at + kStrip));
    } else {
      list({.order_by = search_.order_by}, {.after = before(first), .before = end, .limit = search_.most});
      if (listed_ == search_.most) {
        piece_.counted = 0;
        listed_ = 0;
        count(first, end);
      }
    }
    if (!stop_) tell();
  }

 private:
  // Ids of a page are those above one; there is none below 0.
  static std::optional<std::uint64_t> before(std::uint64_t id) {
    return id == 0 ? std::nullopt : std::optional(id - 1);
  }

  void look(std::uint64_t first, std::uint64_t end) {
    if (listed_ < search_.most) {
      const std::uint64_t last = list({}, {.after = before(first), .before = end, .limit = search_.most - listed_});
      if (listed_ < search_.most) {
        if (!piece_.ids.empty()) tell();
        return;
      }
      first = last + 1;
    }
    count(first, end);
    tell();
  }

  std::uint64_t list(const scenarios::RowSelection& selection, const scenarios::PageRequest& page) {
    std::uint64_t last = 0;
    query_.select(*search_.filter, selection, page, [&](const sim::Statement& row) {
      last = static_cast<std::uint64_t>(row.integer(0));
      piece_.ids.push_back(static_cast<std::uint32_t>(last));
      ++piece_.counted;
      ++listed_;
      if (piece_.ids.size() >= next_) tell();
      return !stop_.load();
    });
    return last;
  }

  void count(std::uint64_t first, std::uint64_t end) {
    query_.select(*search_.filter, {.columns = "count(*)"}, {.after = before(first), .before = end},
                  [&](const sim::Statement& row) {
                    piece_.counted += static_cast<std::uint64_t>(row.integer(0));
                    return false;
                  });
  }

  void tell() {
    if (next_ == kFirstPiece) piece_.lines = message_lines(query_.reader(), piece_.ids);
    if (!piece_.ids.empty()) next_ = kPiece;
    told_(std::move(piece_));
    piece_ = {};
  }

  scenarios::RecordingQuery& query_;
  const MessageSearch& search_;
  const std::function<void(FoundMessages)>& told_;
  const std::atomic<bool>& stop_;
  FoundMessages piece_;
  std::size_t next_ = kFirstPiece, listed_ = 0;
};

}  // namespace

void find_messages(scenarios::RecordingQuery& query, const MessageSearch& search,
                   const std::function<void(FoundMessages)>& told, const std::atomic<bool>& stop) {
  if (query.reader().table("message") == nullptr) return;
  Search(query, search, told, stop).run();
}

std::vector<MessageLine> message_lines(const sim::RecordingReader& reader, const std::vector<std::uint32_t>& ids) {
  const sim::RecordingReader::Snapshot snapshot(reader);
  std::vector<MessageLine> lines;
  const sim::RecordedTable* table = reader.table("message");
  if (table == nullptr) return lines;
  lines.reserve(ids.size());
  for (const std::uint32_t id : ids) {
    const auto row = reader.row(*table, id);
    if (!row.has_value()) continue;
    MessageLine line;
    line.row = row->id;
    line.time = row->time.unix_nanoseconds();
    line.kind = row->text("kind");
    line.sender = reader.name_of(row->entity("sender"));
    line.receiver = reader.name_of(row->entity("receiver"));
    line.broadcast = line.receiver.empty();
    if (line.broadcast) line.receiver = "all " + std::to_string(row->integer("copies").value_or(0));
    line.detail = row->text("detail");
    line.epoch = row->integer("epoch").value_or(-1);
    line.round = row->integer("round").value_or(-1);
    line.bytes = row->integer("bytes").value_or(0);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace orrery::gui

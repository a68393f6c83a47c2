#include "gui/tables/message_list.h"

#include <QElapsedTimer>
#include <algorithm>

#include "gui/window/wording.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kFirstPiece = 256, kPiece = 65'536;
constexpr std::size_t kPage = 128, kPagesKept = 256;
constexpr const char* kColumns[] = {"time", "kind", "sender", "receiver", "epoch", "round", "bytes", "detail"};

}  // namespace

void find_messages(const sim::RecordingReader& reader, const SqlCondition& condition, const std::string& order_by,
                   const std::function<void(std::vector<std::uint32_t>)>& told, const std::atomic<bool>& stop) {
  if (reader.table("message") == nullptr || !condition.error.empty()) return;
  std::vector<std::uint32_t> piece;
  std::size_t next = kFirstPiece;
  const std::string where = condition.where.empty() ? "" : " WHERE " + condition.where;
  reader.select("SELECT id FROM message" + where + " ORDER BY " + order_by, {}, [&](const sim::Statement& row) {
    piece.push_back(static_cast<std::uint32_t>(row.integer(0)));
    if (piece.size() >= next) {
      told(std::move(piece));
      piece.clear();
      next = kPiece;
    }
    return !stop.load();
  });
  if (!stop) told(std::move(piece));
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
    if (line.receiver.empty()) line.receiver = "all " + std::to_string(row->integer("copies").value_or(0));
    line.detail = row->text("detail");
    line.epoch = row->integer("epoch").value_or(-1);
    line.round = row->integer("round").value_or(-1);
    line.bytes = row->integer("bytes").value_or(0);
    lines.push_back(std::move(line));
  }
  return lines;
}

MessageTable::MessageTable(Session& session, QObject* parent) : QAbstractTableModel(parent), session_(session) {
  connect(&session, &Session::filter_changed, this, &MessageTable::refresh);
  connect(&session, &Session::histories_changed, this, &MessageTable::refresh);
}

int MessageTable::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ids_.size());
}

int MessageTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : Column::kColumns; }

void MessageTable::refresh() {
  const std::uint64_t generation = ++generation_;
  beginResetModel();
  ids_.clear();
  pages_.clear();
  page_order_.clear();
  wanted_.clear();
  complete_ = false;
  first_screen_ms_ = 0;
  endResetModel();
  Q_EMIT counted();
  QElapsedTimer clock;
  clock.start();
  QPointer<MessageTable> self(this);
  find_.ask(
      session_.questions(),
      [self, this, generation, clock, order = order_by_, condition = session_.condition()](
          sim::RecordingReader& reader, const QuestionRunner::Stop& stop) {
        find_messages(
            reader, condition, order,
            [&](std::vector<std::uint32_t> ids) {
              const double ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
              // The runner outlives no table: it is taken back before the table goes.
              QMetaObject::invokeMethod(
                  &session_,
                  [self, generation, ms, ids = std::move(ids)]() mutable {
                    if (self.isNull() || self->generation_ != generation) return;
                    if (self->first_screen_ms_ == 0) self->first_screen_ms_ = ms;
                    self->add(std::move(ids));
                  },
                  Qt::QueuedConnection);
            },
            stop);
        return true;
      },
      [this, generation](bool) {
        if (generation != generation_) return;
        complete_ = true;
        Q_EMIT counted();
      });
}

void MessageTable::add(std::vector<std::uint32_t> ids) {
  if (ids.empty()) return;
  const int first = static_cast<int>(ids_.size());
  beginInsertRows({}, first, first + static_cast<int>(ids.size()) - 1);
  ids_.insert(ids_.end(), ids.begin(), ids.end());
  endInsertRows();
  Q_EMIT counted();
}

const MessageLine* MessageTable::line(int row) const {
  const std::size_t page = static_cast<std::size_t>(row) / kPage;
  const auto found = pages_.find(page);
  if (found == pages_.end()) {
    want_page(page);
    return nullptr;
  }
  const std::size_t at = static_cast<std::size_t>(row) % kPage;
  return at < found->second.size() ? &found->second[at] : nullptr;
}

// Asks for the pages that were looked at last, all in one question.
void MessageTable::want_page(std::size_t page) const {
  if (std::find(wanted_.begin(), wanted_.end(), page) != wanted_.end()) return;
  wanted_.push_back(page);
  if (wanted_.size() > 3) wanted_.erase(wanted_.begin());
  std::vector<std::vector<std::uint32_t>> ids;
  for (const std::size_t wanted : wanted_) {
    const std::size_t begin = wanted * kPage, end = std::min(ids_.size(), begin + kPage);
    if (begin < end) {
      ids.emplace_back(ids_.begin() + static_cast<std::ptrdiff_t>(begin),
                       ids_.begin() + static_cast<std::ptrdiff_t>(end));
    } else {
      ids.emplace_back();
    }
  }
  auto* self = const_cast<MessageTable*>(this);
  page_question_.ask(
      session_.questions(),
      [ids](sim::RecordingReader& reader, const QuestionRunner::Stop&) {
        std::vector<std::vector<MessageLine>> pages;
        for (const auto& page_ids : ids) pages.push_back(message_lines(reader, page_ids));
        return pages;
      },
      [self, wanted = wanted_, generation = generation_](std::vector<std::vector<MessageLine>> pages) {
        if (generation != self->generation_) return;
        for (std::size_t i = 0; i < pages.size(); ++i) {
          self->pages_[wanted[i]] = std::move(pages[i]);
          self->page_order_.push_back(wanted[i]);
          const int first = static_cast<int>(wanted[i] * kPage);
          const int last = std::min(first + static_cast<int>(kPage), self->rowCount()) - 1;
          if (last >= first) Q_EMIT self->dataChanged(self->index(first, 0), self->index(last, Column::kColumns - 1));
        }
        while (self->page_order_.size() > kPagesKept) {
          self->pages_.erase(self->page_order_.front());
          self->page_order_.pop_front();
        }
        self->wanted_.clear();
      });
}

QVariant MessageTable::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const MessageLine* line = this->line(index.row());
  if (line == nullptr) return {};
  if (role == Qt::ForegroundRole && index.column() == kKind) return session_.theme().kind(line->kind);
  if (role == Qt::TextAlignmentRole && index.column() >= kEpoch && index.column() <= kBytes) {
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case kTime:
      return clock_text(sim::Time::from_unix_nanoseconds(line->time), 6);
    case kKind:
      return to_qt(line->kind);
    case kSender:
      return to_qt(line->sender);
    case kReceiver:
      return to_qt(line->receiver);
    case kEpoch:
      return line->epoch < 0 ? QVariant() : QVariant(static_cast<qlonglong>(line->epoch));
    case kRound:
      return line->round < 0 ? QVariant() : QVariant(static_cast<qlonglong>(line->round));
    case kBytes:
      return static_cast<qlonglong>(line->bytes);
    case kDetail:
      return to_qt(line->detail);
  }
  return {};
}

QVariant MessageTable::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return QString::fromLatin1(gui::kColumns[section]);
}

void MessageTable::sort(int column, Qt::SortOrder order) {
  const std::string direction = order == Qt::DescendingOrder ? " DESC" : "";
  // Ids rise with time.
  order_by_ =
      (column <= kTime ? std::string("id") + direction : std::string(gui::kColumns[column]) + direction + ", id");
  refresh();
}

void MessageTable::find_row(sim::Time time, std::function<void(int)> then) {
  if (order_by_ != "id") return;
  row_question_.ask(
      session_.questions(),
      [time](sim::RecordingReader& reader, const QuestionRunner::Stop&) {
        std::uint64_t id = 0;
        const sim::RowFilter last{
            .from = {}, .until = time + sim::Duration::nanoseconds(1), .about = {}, .newest_first = true};
        if (reader.table("message") == nullptr) return id;
        reader.rows("message", last, [&id](const sim::RecordedRow& row) {
          id = row.id;
          return false;
        });
        return id;
      },
      [this, then = std::move(then)](std::uint64_t id) {
        const auto after = std::upper_bound(ids_.begin(), ids_.end(), id);
        if (after != ids_.begin()) then(static_cast<int>(after - ids_.begin()) - 1);
      });
}

}  // namespace orrery::gui

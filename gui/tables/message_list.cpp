#include "gui/tables/message_list.h"

#include <QElapsedTimer>
#include <algorithm>
#include <utility>

#include "gui/window/view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kPage = 128, kPagesKept = 256;
// What a person scrolls through; Qt keeps 8 bytes for each as well.
constexpr std::size_t kMostListed = 1'000'000;
constexpr const char* kColumns[] = {"time", "kind", "sender", "receiver", "epoch", "round", "bytes", "detail"};

}  // namespace

MessageTable::MessageTable(Session& session, QObject* parent) : QAbstractTableModel(parent), session_(session) {
  connect(&session, &Session::filter_changed, this, &MessageTable::refresh);
  connect(&session, &Session::range_changed, this, [this] {
    // A run that grows and is shown as a whole moves the range's end with its own.
    const MessageSearch wanted = search();
    if (wanted.from != asked_from_ || wanted.until != asked_until_) refresh();
  });
  connect(&session, &Session::histories_changed, this, &MessageTable::read_on);
}

int MessageTable::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ids_.size());
}

int MessageTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : Column::kColumns; }

MessageSearch MessageTable::search() const {
  const TimeRange range = session_.range();
  const WorldModel& world = session_.world();
  MessageSearch search{.filter = session_.filter().of("message"), .from = {}, .until = {}, .order_by = order_by_};
  if (range.from > world.start) search.from = range.from;
  if (range.until < world.end) search.until = range.until;
  return search;
}

void MessageTable::refresh() { begin_at(0); }

void MessageTable::begin_at(std::uint64_t anchor) {
  anchor_ = anchor;
  beginResetModel();
  marked_ = -1;
  ids_.clear();
  pages_.clear();
  page_order_.clear();
  wanted_.clear();
  page_question_.take_back();
  counted_ = 0;
  first_screen_ms_ = 0;
  endResetModel();
  MessageSearch wanted = search();
  asked_from_ = wanted.from;
  asked_until_ = wanted.until;
  wanted.anchor = anchor_;
  wanted.most = kMostListed;
  ask(wanted);
  Q_EMIT found();
}

// A recording that grew: what came since is added to what was found, where that is enough.
void MessageTable::read_on() {
  is_behind_ = !complete_;
  if (is_behind_ || ids_.size() >= kMostListed) return;
  if (!is_in_order_of_time() || ids_.empty() || anchor_ != 0 || search().until.has_value()) return refresh();
  MessageSearch wanted = search();
  wanted.from.reset();
  wanted.anchor = ids_.back() + std::uint64_t{1};
  wanted.counts_before = false;
  wanted.most = kMostListed - ids_.size();
  ask(wanted);
}

void MessageTable::ask(const MessageSearch& search) {
  const std::uint64_t generation = ++generation_;
  complete_ = false;
  QElapsedTimer clock;
  clock.start();
  QPointer<MessageTable> self(this);
  find_.ask(
      session_.questions(),
      [self, session = &session_, generation, clock, search](scenarios::RecordingQuery& query,
                                                             const QuestionRunner::Stop& stop) {
        find_messages(
            query, search,
            [&](FoundMessages piece) {
              // The table may go while its question is being answered; the session waits for its threads.
              QMetaObject::invokeMethod(
                  session,
                  [self, generation, clock, piece = std::move(piece)]() mutable {
                    if (self.isNull() || self->generation_ != generation) return;
                    if (self->first_screen_ms_ == 0)
                      self->first_screen_ms_ = static_cast<double>(clock.nsecsElapsed()) / 1e6;
                    self->add(std::move(piece));
                  },
                  Qt::QueuedConnection);
            },
            stop);
        return true;
      },
      [this, generation](bool) {
        if (generation != generation_) return;
        complete_ = true;
        Q_EMIT found();
        if (is_behind_) read_on();
      });
}

void MessageTable::add(FoundMessages piece) {
  counted_ += piece.counted;
  if (!piece.ids.empty()) {
    drop_partial_page();
    const int first = static_cast<int>(ids_.size());
    beginInsertRows({}, first, first + static_cast<int>(piece.ids.size()) - 1);
    ids_.insert(ids_.end(), piece.ids.begin(), piece.ids.end());
    if (first == 0 && piece.lines.size() <= kPage) {
      pages_[0] = std::move(piece.lines);
      page_order_.push_back(0);
    }
    endInsertRows();
  }
  Q_EMIT found();
}

// The last page of a list that grows is asked for again.
void MessageTable::drop_partial_page() {
  if (ids_.size() % kPage == 0) return;
  pages_.erase(ids_.size() / kPage);
  std::erase(page_order_, ids_.size() / kPage);
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
  if (role == Qt::BackgroundRole && index.row() == marked_) return session_.theme().raised;
  if (role == Qt::ToolTipRole && (index.column() == kSender || index.column() == kReceiver))
    return to_qt(index.column() == kSender ? line->sender : line->receiver);
  if (role == Qt::TextAlignmentRole && index.column() >= kEpoch && index.column() <= kBytes) {
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case kTime:
      return moment_text(sim::Time::from_unix_nanoseconds(line->time), 6, is_dated(session_));
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
    default:
      return {};
  }
}

QVariant MessageTable::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return QString::fromLatin1(gui::kColumns[section]);
}

void MessageTable::sort(int column, Qt::SortOrder order) {
  const std::string direction = order == Qt::DescendingOrder ? " DESC" : "";
  // Ids rise with time.
  order_by_ = column <= kTime ? "t.id" + direction : std::string("t.") + gui::kColumns[column] + direction + ", t.id";
  refresh();
}

void MessageTable::mark(int row) {
  const int before = std::exchange(marked_, row);
  for (const int changed : {before, row})
    if (changed >= 0 && changed < rowCount())
      Q_EMIT dataChanged(index(changed, 0), index(changed, Column::kColumns - 1));
}

std::uint64_t MessageTable::row_id(int row) const {
  return row < 0 || row >= rowCount() ? 0 : ids_[static_cast<std::size_t>(row)];
}

void MessageTable::find_row(sim::Time time, std::function<void(int)> then) {
  if (!is_in_order_of_time()) return;
  row_question_.ask(
      session_.questions(),
      [time](scenarios::RecordingQuery& query, const QuestionRunner::Stop&) {
        if (query.reader().table("message") == nullptr) return std::uint64_t{0};
        return query.first_id("message", time + sim::Duration::nanoseconds(1));
      },
      [this, then = std::move(then)](std::uint64_t next) {
        const bool before = !ids_.empty() && anchor_ != 0 && next <= ids_.front();
        const bool beyond = ids_.size() == kMostListed && next > ids_.back() + std::uint64_t{kMostListed / 4};
        if (before || beyond) {
          return begin_at(next > kMostListed / 2 ? next - kMostListed / 2 : 0);
        }
        const auto after = std::lower_bound(ids_.begin(), ids_.end(), next);
        then(static_cast<int>(after - ids_.begin()) - 1);
      });
}

}  // namespace orrery::gui

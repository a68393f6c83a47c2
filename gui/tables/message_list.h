#pragma once

#include <QAbstractTableModel>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "gui/window/session.h"

namespace orrery::gui {

/// One message as a line of the table.
struct MessageLine {
  std::uint64_t row = 0;
  std::int64_t time = 0;
  std::string kind, sender, receiver, detail;
  std::int64_t epoch = -1, round = -1, bytes = 0;
  bool broadcast = false;
};

/// Which messages are listed.
struct MessageSearch {
  SharedFilter filter;
  std::optional<sim::Time> from = {}, until = {};  ///< none: from the beginning, to the end
  std::string order_by = "t.id";                   ///< SQL over the table under the name t
  std::uint64_t anchor = 0;                        ///< in the order of ids: the list begins at this id
  bool counts_before = true;                       ///< those before the anchor are counted
  std::size_t most = SIZE_MAX;                     ///< ids that are listed
};
/// What was found since the last piece.
struct FoundMessages {
  std::vector<std::uint32_t> ids;
  std::vector<MessageLine> lines;  ///< of the first ids of all
  std::uint64_t counted = 0;       ///< that match, listed or not
};

/// Finds messages and tells of them in pieces, the first as soon as it fills a screen: ids in the wanted order, and
/// how many match. What is beyond `most`, or before the anchor, is counted only.
void find_messages(scenarios::RecordingQuery& query, const MessageSearch& search,
                   const std::function<void(FoundMessages)>& told, const std::atomic<bool>& stop);
/// The lines of some ids, in their order.
std::vector<MessageLine> message_lines(const sim::RecordingReader& reader, const std::vector<std::uint32_t>& ids);

/// The virtualized table of messages of the stretch of time that the timeline shows: holds the ids of those that match,
/// a million at most around the cursor, and the lines of the pages that were looked at.
class MessageTable : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kTime, kKind, kSender, kReceiver, kEpoch, kRound, kBytes, kDetail, kColumns };
  MessageTable(Session& session, QObject* parent);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

  std::uint64_t id_at(int row) const { return ids_[static_cast<std::size_t>(row)]; }
  /// The line, when its page is there.
  const MessageLine* line(int row) const;
  /// Tells the last row at or before a time, while sorted by time and when there is one. A list that does not reach
  /// there is begun anew around that time.
  void find_row(sim::Time time, std::function<void(int)> then);
  /// Marks a row as the one at the cursor; -1 for none.
  void mark(int row);
  int marked() const { return marked_; }
  /// The recorded row that a row of the table shows, or 0.
  std::uint64_t row_id(int row) const;
  /// Asks again: the filter or the range changed.
  void refresh();
  bool is_complete() const { return complete_; }
  /// How many match, as far as was looked.
  std::uint64_t counted() const { return counted_; }
  /// Milliseconds from asking until the first lines were there.
  double first_screen_ms() const { return first_screen_ms_; }
  MessageSearch search() const;

 Q_SIGNALS:
  void found();

 private:
  void begin_at(std::uint64_t anchor);
  void ask(const MessageSearch& search);
  void read_on();
  void add(FoundMessages piece);
  void want_page(std::size_t page) const;
  void drop_partial_page();
  bool is_in_order_of_time() const { return order_by_ == "t.id"; }

  Session& session_;
  std::vector<std::uint32_t> ids_;
  std::string order_by_ = "t.id";
  std::optional<sim::Time> asked_from_, asked_until_;
  std::uint64_t anchor_ = 0, counted_ = 0;
  bool complete_ = false, is_behind_ = false;
  std::uint64_t generation_ = 0;
  double first_screen_ms_ = 0;
  Question find_, row_question_;
  mutable Question page_question_;
  mutable std::unordered_map<std::size_t, std::vector<MessageLine>> pages_;
  mutable std::deque<std::size_t> page_order_;
  mutable std::vector<std::size_t> wanted_;
  int marked_ = -1;
};

}  // namespace orrery::gui

#pragma once

#include <QAbstractTableModel>
#include <deque>
#include <memory>
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
};

/// Rows of `message` that the condition lets through, by id: fast even for millions, since only ids are kept.
/// `told` gets them in pieces, the first as soon as it fills a screen.
void find_messages(const sim::RecordingReader& reader, const SqlCondition& condition, const std::string& order_by,
                   const std::function<void(std::vector<std::uint32_t>)>& told, const std::atomic<bool>& stop);
/// The lines of some ids, in their order.
std::vector<MessageLine> message_lines(const sim::RecordingReader& reader, const std::vector<std::uint32_t>& ids);

/// The virtualized table of messages: holds the ids of all that match and the lines of the pages that were looked at.
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
  /// Tells the last row at or before a time, while sorted by time and when there is one.
  void find_row(sim::Time time, std::function<void(int)> then);
  /// Asks again: the filter changed, or the recording grew.
  void refresh();
  bool is_complete() const { return complete_; }
  /// Milliseconds from asking to the first screen.
  double first_screen_ms() const { return first_screen_ms_; }

 Q_SIGNALS:
  void counted();

 private:
  void add(std::vector<std::uint32_t> ids);
  void want_page(std::size_t page) const;

  Session& session_;
  std::vector<std::uint32_t> ids_;
  std::string order_by_ = "id";
  bool complete_ = false;
  std::uint64_t generation_ = 0;
  double first_screen_ms_ = 0;
  Question find_, row_question_;
  mutable Question page_question_;
  mutable std::unordered_map<std::size_t, std::vector<MessageLine>> pages_;
  mutable std::deque<std::size_t> page_order_;
  mutable std::vector<std::size_t> wanted_;
};

}  // namespace orrery::gui

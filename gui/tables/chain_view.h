#pragma once

#include "gui/model/abi_book.h"
#include "gui/tables/line_view.h"

namespace orrery::gui {

/// Transactions and the events that they made, decoded, of the stretch of time that the timeline shows.
class ChainView : public LineView {
  Q_OBJECT

 public:
  ChainView(Session& session, QWidget* parent);

 private:
  void look();
  void look_around_cursor();
  std::shared_ptr<const AbiBook> book_ = std::make_shared<const AbiBook>();
};

/// Which transactions and logs are wanted.
struct ChainSpan {
  sim::Time from, until;
  sim::Time around;                 ///< the cursor
  SharedFilter transactions, logs;  ///< of those tables
  std::size_t most = 4000;
  bool dated = false;  ///< moments with their date
};
/// The lines of that table, newest last, at most `most` transactions and as many logs around a time, each below its
/// transaction.
std::vector<TableLine> chain_lines(scenarios::RecordingQuery& query, const AbiBook& book, const ChainSpan& span,
                                   const QColor& bad);

}  // namespace orrery::gui

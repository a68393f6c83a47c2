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
  std::shared_ptr<const AbiBook> book_ = std::make_shared<const AbiBook>();
};

/// The lines of that table, newest last, at most `most`: transactions with their logs below them.
std::vector<TableLine> chain_lines(const sim::RecordingReader& reader, const AbiBook& book, sim::Time from,
                                   sim::Time until, std::size_t most, const QColor& bad, const std::atomic<bool>& stop);

}  // namespace orrery::gui

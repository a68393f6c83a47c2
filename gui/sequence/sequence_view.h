#pragma once

#include <memory>
#include <optional>

#include "gui/model/leader_phases.h"
#include "gui/model/message_window.h"
#include "gui/sequence/chain_marks.h"
#include "gui/sequence/down_stretches.h"
#include "gui/sequence/sequence_arrows.h"
#include "gui/sequence/sequence_axes.h"
#include "gui/sequence/sequence_key.h"
#include "gui/sequence/sequence_time.h"
#include "gui/window/still_layer.h"
#include "gui/window/view.h"

class QMenu;

namespace orrery::gui {

/// What a sequence has read of the recording.
struct SequenceContents {
  MessageWindow window;
  std::vector<SequenceMark> marks;  ///< in order
  std::vector<Handover> handovers;
};

/// A space-time diagram: a line a node of the chosen network, time to the right, an arrow a copy of a message. The
/// leader's phases lie under its line with a bar where it had a quorum, times when a machine was not up are hatched,
/// lost copies end in a cross. Below are the lines of chains: blocks, breaks where a reorg undid some, what nodes sent
/// into them. A key above says what the signs stand for. Lines can be put together by zone or by network and folded: a
/// click on a group's name folds and opens it; a right click on the names says which nodes and chains are there.
/// Follows the round at the cursor until it is moved by hand; F follows again. Dragging with Shift measures a span.
class SequenceView : public View {
  Q_OBJECT

 public:
  SequenceView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {600, 230}; }
  QSize minimumSizeHint() const override { return {320, 150}; }
  QString as_text() const override;

  void set_mode(TimeMode mode);
  TimeMode mode() const { return mode_; }
  TimeRange shown() const { return shown_; }
  void show_range(TimeRange range);
  void follow() {
    follow_ = true;
    ask();
  }
  /// Unless it is set, nodes of networks too large for a line each are put together by zone, folded.
  void set_grouping(AxisGrouping grouping);
  AxisGrouping grouping() const;
  /// None, zone, network, in turn.
  void next_grouping();
  /// Folds all groups, or opens them when all are folded.
  void fold_all();
  void toggle_fold(sim::EntityId group);
  /// Puts a chain into the sequence or takes it out.
  void show_chain(sim::EntityId chain, bool shown);
  /// Takes nodes out of the sequence or puts them back.
  void show_nodes(const std::vector<sim::EntityId>& nodes, bool shown);
  /// Takes out all nodes but these, and puts these back.
  void show_only(const std::vector<sim::EntityId>& nodes);
  void show_all_nodes();
  /// What a menu says of the lines: how they are put together, and which of them are there. `axis`: the one that it is
  /// about, or none.
  void fill_lines_menu(QMenu& menu, std::optional<std::size_t> axis);
  const SequenceAxes& axes() const { return axes_; }
  /// The line that `.` and `,` go along: of the selected node or group, else of whoever leads; none without either.
  const SequenceAxis* chosen_axis() const;
  /// What is drawn has been read; until then what was read last is.
  bool is_read() const { return window().from == shown_.from && window().until == shown_.until; }
  /// What is drawn beside messages, in order.
  const std::vector<SequenceMark>& marks() const { return contents_->marks; }
  /// Where a mark is drawn, in pixels of this pane; none on no line.
  std::optional<QPointF> place_of(const SequenceMark& mark) const;
  const std::vector<KeyEntry>& key() const { return key_; }
  /// What is drawn, as a question.
  MessageSpan span() const;
  /// The span that was measured last, none while there is none.
  std::optional<TimeRange> measured() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool event(QEvent* event) override;

 private:
  /// What is under the pointer.
  struct Hit {
    Selection selection;
    QString tip;
    std::vector<scenarios::FilterTerm> terms;
  };

  void ask();
  void ask_messages();
  void lay_axes();
  void arrange();
  void prepare();
  void change();
  const MessageWindow& window() const { return contents_->window; }
  std::vector<sim::EntityId> chains() const;
  std::vector<RoundSpan> rounds_shown() const;
  TimeRange range_to_follow() const;
  sim::EntityId leader() const;
  const QRectF& plot() const { return plot_; }
  double scale() const;
  double axis_height() const;
  double header_height() const;
  double box_height(std::size_t axis) const;
  double x_of(std::int64_t time) const;
  double y_of(std::size_t axis) const;
  std::optional<double> y_of(sim::EntityId entity) const;
  double row_height(std::size_t axis) const;
  std::optional<std::size_t> axis_at(double y) const;
  QRectF rect_of(const BlockBox& box) const;
  QString label_of(const BlockBox& box) const;
  void lay_key();
  void lay_downs();
  void add_node_actions(QMenu& menu, std::optional<std::size_t> axis);
  void lay_phases();
  void check_still();
  void paint_still(QPainter& painter);
  void paint_rows(QPainter& painter);
  void paint_row_label(QPainter& painter, std::size_t row, bool leads);
  void paint_phases(QPainter& painter);
  void paint_down(QPainter& painter);
  void paint_arrows(QPainter& painter);
  void paint_boxes(QPainter& painter);
  void paint_box(QPainter& painter, const QRectF& rect, bool undone, bool used);
  void paint_handovers(QPainter& painter);
  void paint_marks(QPainter& painter);
  void paint_sign(QPainter& painter, SequenceMark::Kind kind, QPointF at, double size);
  void paint_key(QPainter& painter, double first_left, double first_right);
  void paint_key_sign(QPainter& painter, const KeyEntry& entry, const QRectF& box);
  void paint_chosen(QPainter& painter);
  void paint_axis(QPainter& painter);
  void paint_header(QPainter& painter);
  void paint_note(QPainter& painter);
  void paint_cursor(QPainter& painter);
  void paint_measure(QPainter& painter);
  QString title() const;
  QString remark() const;
  QString key_text() const;
  QColor colour_of_phase(const std::string& phase) const;
  const Flight* flight_at(QPointF at, double& distance) const;
  std::optional<Hit> hit_at(QPointF at) const;
  std::optional<Hit> hit_on_chain(QPointF at) const;
  Hit hit_of(const Flight& flight) const;

  static constexpr double kTop = 4;  // of the cursor above the first row
  TimeMode mode_ = TimeMode::kNonlinear;
  TimeRange shown_;
  bool follow_ = true;
  std::optional<AxisGrouping> grouping_;
  FoldedGroups folded_;
  ChosenChains chosen_chains_;
  HiddenNodes hidden_nodes_;
  SequenceAxes axes_;
  QRectF plot_;
  std::vector<double> edges_;  // of rows, from the plot's top
  double label_width_ = 60;
  SequenceTime time_;
  std::shared_ptr<const SequenceContents> contents_ = std::make_shared<SequenceContents>();
  std::optional<TimeRange> asked_;
  Question question_;
  // What the layer below is painted from, made when something of it changed.
  bool is_prepared_ = false;
  std::vector<SequenceArrow> arrows_;
  std::vector<BlockBox> boxes_;
  struct PhaseBand {
    std::size_t row = 0;
    PhaseSpan span;
  };
  std::vector<PhaseBand> phases_;
  struct DownBand {
    std::size_t row = 0;
    DownStretch stretch;
    bool dead = false;
  };
  std::vector<DownBand> downs_;
  std::vector<KeyEntry> key_;
  StillLayer still_;
  std::vector<std::uint64_t> still_shows_;
  std::size_t arrows_every_ = 1;  // every how many-th arrow is drawn
  std::optional<QPointF> drag_;
  std::optional<std::pair<double, double>> measure_;
};

}  // namespace orrery::gui

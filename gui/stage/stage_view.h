#pragma once

#include <QPixmap>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gui/model/chain_tail.h"
#include "gui/model/feed_price.h"
#include "gui/model/late_feeds.h"
#include "gui/stage/cut_paths.h"
#include "gui/stage/flight_bundles.h"
#include "gui/stage/stage_layout.h"
#include "gui/stage/stage_moment.h"
#include "gui/window/still_layer.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// A bundle, or several whose numbers would cover each other, as they are drawn.
struct BundleGlyph {
  FlightBundle bundle;
  QPointF at;
  QRectF box;
  std::vector<QLineF> ways;  ///< from the middle of those who sent to the middle of those who are to get it
  std::vector<std::pair<sim::EntityId, sim::EntityId>> paths;
};

/// Pixels of the sign of a copy on its way.
inline constexpr double kStageDot = 7.4;

/// Where a copy on its way is drawn.
struct FlightPlace {
  std::uint32_t flight = 0;  ///< place in the drawn window's flights
  QPointF at;
};

/// What a click on the stage selects, what pointing there tells, and what a filter could keep of it.
struct StageHit {
  Selection selection;
  QString tip;
  std::vector<scenarios::FilterTerm> terms;
};

/// Where everything stands and what is on its way: the world as a map of zones, one network as a ring, or one node with
/// what it leans on. Chains are bands of blocks below. The wheel goes in and out, a click selects, hovering tells.
class StageView : public View {
  Q_OBJECT

 public:
  enum class Level : std::uint8_t { kWorld, kNetwork, kNode };
  StageView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {900, 400}; }
  QSize minimumSizeHint() const override { return {360, 240}; }
  QString as_text() const override;

  Level level() const { return level_; }
  void set_level(Level level);
  /// The machine whose glyph or name is under a point, else the zone, or none.
  sim::EntityId entity_at(QPointF point) const;
  /// Where the name of a zone's machine is printed on the map, both by their places in the world; null where it is not.
  QRectF machine_name_box(std::size_t zone, std::size_t machine) const;
  /// Where the name of the node at that place of the ring is printed; null where it is not.
  QRectF ring_name_box(std::size_t node) const;
  /// What under a point leads to a row: a copy on its way, a block, a number of the round, a fault.
  std::optional<StageHit> hit_at(QPointF point) const;
  /// The copies that are drawn by themselves; none while there are bundles.
  std::vector<FlightPlace> flights_on_stage() const;
  /// Partitions that stand, as they were painted last.
  const std::vector<CutPath>& cuts() const { return cuts_; }
  /// What is drawn as bundles, as it was painted last; empty while every copy is drawn by itself.
  const std::vector<BundleGlyph>& bundles() const { return glyphs_; }
  /// Sender and receiver of what flies under a point at the cursor.
  std::optional<std::pair<sim::EntityId, sim::EntityId>> edge_at(QPointF point) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool event(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  std::string target_of_drop(const std::string& kind, QPointF point) const;
  void ask();
  void ask_messages();
  void ask_chains();
  void ask_tally();
  StageMoment moment_at_cursor() const;
  void lay_out();
  sim::EntityId first_node() const;
  QRectF stage_area() const;
  double headline_line() const;
  double headline_height() const;
  double bands_height() const;
  double legend_height() const;

  struct Headline {
    QString trouble, time, progress;
  };
  Headline headline_of(const StageMoment& moment) const;
  double room_beside_time(const QString& time) const;
  void make_room_for(const Headline& headline);
  void paint_headline(QPainter& painter, const Headline& headline);
  void check_still(const StageMoment& moment);
  void paint_map(QPainter& painter, const StageMoment& moment);
  void paint_cards(QPainter& painter, const StageMoment& moment);
  void paint_chosen(QPainter& painter);
  void paint_land(QPainter& painter);
  bool is_struck(const Zone& zone, const StageMoment& moment) const;
  int machines_down(const Zone& zone, const StageMoment& moment) const;
  QString down_text(std::size_t zone, const StageMoment& moment) const;
  void paint_name(QPainter& painter, const QRectF& box, const std::string& name, QColor ground);
  void paint_machine_names(QPainter& painter);
  void paint_ring_names(QPainter& painter);
  void paint_zone_names(QPainter& painter, const StageMoment& moment);
  void paint_card(QPainter& painter, const StageMoment& moment, std::size_t zone);
  void paint_flights(QPainter& painter, const StageMoment& moment);
  std::vector<std::uint32_t> drawable(const std::vector<std::uint32_t>& flying,
                                      const std::vector<QPointF>& places) const;
  void lay_out_bundles(const StageMoment& moment, const std::vector<std::uint32_t>& flying,
                       const std::vector<QPointF>& places);
  BundleGlyph glyph_of(FlightBundle bundle, sim::Time time, const std::vector<QPointF>& places) const;
  void put_at(BundleGlyph& glyph, QPointF at, const std::vector<QRectF>& taken) const;
  std::vector<QRectF> labels_on_map(const StageMoment& moment) const;
  QString amount(std::uint32_t count) const;
  void paint_ways(QPainter& painter);
  void paint_bundles(QPainter& painter);
  void paint_bundle(QPainter& painter, const BundleGlyph& glyph);
  const BundleGlyph* bundle_at(QPointF point) const;
  QString bundle_tip(const BundleGlyph& glyph) const;
  void filter_to(const BundleGlyph& glyph);
  double quorum_radius() const;
  QRectF zone_name_box(std::size_t zone) const;
  QRectF ink_of(const QRectF& box, const std::string& name) const;
  const std::string& name_on_map(const Machine& machine) const;
  sim::EntityId machine_named_at(QPointF point) const;
  struct LeaderLabel {
    QRectF box;
    QString text;
  };
  std::optional<LeaderLabel> leader_label(const NetworkMoment& network) const;
  void paint_leaders(QPainter& painter, const StageMoment& moment);
  void paint_dots(QPainter& painter, const std::string& kind, const std::vector<QPointF>& at);
  std::vector<QRectF> boxes_of_side(sim::EntityId side) const;
  void paint_cuts(QPainter& painter);
  void paint_cut_line(QPainter& painter, const QLineF& line, bool both_ways);
  void paint_ring(QPainter& painter, const StageMoment& moment);
  void paint_ring_nodes(QPainter& painter, const StageMoment& moment);
  void paint_ring_labels(QPainter& painter, const StageMoment& moment);
  void paint_quorum(QPainter& painter, const NetworkMoment& network);
  void paint_quorum_words(QPainter& painter, double radius, const QString& number, const QString& what,
                          const QString& phase);
  void paint_node(QPainter& painter, const StageMoment& moment);
  void paint_bands(QPainter& painter);
  void paint_legend(QPainter& painter);
  void paint_glyph(QPainter& painter, QPointF at, double radius, const Machine& machine, const StateAt& state);
  QPointF place_of(sim::EntityId machine) const;
  std::vector<QPointF> places_of_machines() const;
  QString tip_at(QPointF at) const;
  bool is_on_glyph(QPointF point) const;
  std::optional<StageHit> hit_on_flight(QPointF point) const;
  std::optional<StageHit> hit_on_headline(QPointF point) const;
  StageHit hit_on_lateness() const;
  std::optional<StageHit> hit_on_round() const;
  std::optional<StageHit> hit_on_band(QPointF point) const;
  QString band_tip(QPointF at) const;

  Level level_ = Level::kWorld;
  std::pair<QRectF, sim::EntityId> named_leader_;  // the map's label of who leads, as it was painted last
  bool is_headline_broken_ = false;                // there is room for two lines of what is wrong
  int trouble_lines_ = 1;                          // of it, as they were painted last
  MapLayout map_;
  std::optional<RingLayout> ring_;
  StillLayer below_, above_, bands_;                  // cards, or the ring's nodes above what flies; chains
  std::vector<std::uint64_t> still_;                  // what the layers show
  std::map<std::string, QPixmap, std::less<>> dots_;  // by kind
  std::vector<BundleGlyph> glyphs_;
  std::vector<std::uint64_t> bundled_;                   // what glyphs_ are of
  std::vector<std::pair<QRectF, sim::EntityId>> links_;  // of the node level: what else can be clicked
  // What everything is counted from, and what of it the filter lets be drawn: the same while there is none.
  std::shared_ptr<const MessageWindow> window_ = std::make_shared<MessageWindow>(), drawn_ = window_;
  std::vector<ChainTail> tails_;
  std::vector<std::string> silences_;  // of tails_: that no block has come for long, or ""
  struct BandBlock {
    QRectF box;
    std::size_t chain = 0, block = 0;  // of tails_, and of that tail
  };
  std::vector<BandBlock> blocks_;  // as they are drawn
  std::vector<CutPath> cuts_;
  std::vector<std::pair<QLineF, std::uint64_t>> cut_lines_;  // as they are drawn, with the rows of their faults
  FeedPrice price_;
  std::vector<LateFeed> late_;
  RoundTally tally_;                                            // of the round that was last asked for
  std::optional<std::pair<std::uint64_t, sim::Time>> tallied_;  // row of that round, as far as it was read
  Question messages_, chains_, tallies_;
  std::optional<TimeRange> asked_;
};

}  // namespace orrery::gui

// The chains below the stage, as bands of blocks.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/stage/stage_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kWidestName = 0.2;  // of the stage: the blocks need their room
constexpr double kBlock = 34;

double band_height(const QFontMetricsF& metrics) { return std::max(26.0, std::ceil(metrics.height()) + 10); }

}  // namespace

double StageView::bands_height() const {
  return static_cast<double>(session().world().chains.size()) * band_height(QFontMetricsF(font())) + 4;
}

void StageView::paint_bands(QPainter& painter) {
  const auto name = [this](const ChainTail& tail) { return to_qt(session().world().name_of(tail.chain)); };
  const double top = height() - bands_height();
  painter.fillRect(QRectF(0, top, width(), bands_height()), theme().panel);
  const QFontMetricsF metrics(font());
  const double tall = band_height(metrics), block = std::max(kBlock, metrics.horizontalAdvance("9999") + 8);
  double label = 0;
  for (const ChainTail& tail : tails_) label = std::max(label, metrics.horizontalAdvance(name(tail)));
  label = std::min(label, width() * kWidestName);
  const double note = metrics.horizontalAdvance("finality stalled at 99 999 999 ");
  blocks_.clear();
  for (std::size_t i = 0; i < tails_.size(); ++i) {
    const ChainTail& tail = tails_[i];
    const QRectF band(10, top + 4 + static_cast<double>(i) * tall, width() - 20, tall - 4);
    painter.setPen(theme().text);
    painter.drawText(band, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(name(tail), Qt::ElideMiddle, static_cast<int>(label) + 1));
    const double left = band.left() + label + 12, right = band.right() - note - 8;
    double x = right;
    for (auto it = tail.blocks.rbegin(); it != tail.blocks.rend() && x - block >= left; ++it) {
      x -= block;
      const QRectF box(x + 2, band.top() + 1, block - 4, band.height() - 2);
      const bool final = it->number <= std::max(tail.finalized, tail.safe);
      painter.setPen(QPen(it->reorged ? theme().bad : final ? theme().good : theme().line, it->reorged ? 2 : 1.2));
      painter.setBrush(theme().raised);
      painter.drawRoundedRect(box, 3, 3);
      blocks_.push_back({box, i, static_cast<std::size_t>(tail.blocks.rend() - it) - 1});
      const QRectF fill(box.left() + 1, box.bottom() - (box.height() - 2) * it->fullness - 1, box.width() - 2,
                        (box.height() - 2) * it->fullness);
      QColor full = theme().quiet;
      full.setAlpha(70);
      painter.fillRect(fill, full);
      if (it->reorged) {
        painter.setPen(QPen(theme().bad, 2));
        painter.drawLine(box.topLeft(), box.bottomRight());
      }
      if (it->transactions > 0) {
        painter.setPen(theme().text);
        painter.drawText(box, Qt::AlignCenter, QString::number(it->transactions));
      }
    }
    const bool silent = !silences_[i].empty();
    painter.setPen(silent || tail.stalled ? theme().bad : theme().quiet);
    const QString newest = tail.blocks.empty() ? tr("no block yet")
                           : silent            ? to_qt(silences_[i])
                           : tail.stalled      ? tr("finality stalled at %1").arg(tail.finalized)
                                               : tr("block %1").arg(tail.blocks.back().number);
    painter.drawText(band, Qt::AlignVCenter | Qt::AlignRight, newest);
  }
}

// What a block's number, fill and frame mean, told where it is pointed at; beside the blocks what the words lead to.
std::optional<StageHit> StageView::hit_on_band(QPointF at) const {
  const double top = height() - bands_height();
  if (at.y() < top) return std::nullopt;
  for (const BandBlock& drawn : blocks_) {
    if (!drawn.box.contains(at) || drawn.chain >= tails_.size()) continue;
    const ChainTail& tail = tails_[drawn.chain];
    if (drawn.block >= tail.blocks.size()) continue;
    const TailBlock& block = tail.blocks[drawn.block];
    const QString how = block.reorged                    ? tr("Struck out: a reorganisation took it off the chain")
                        : block.number <= tail.finalized ? tr("Green frame: it is final")
                        : block.number <= tail.safe      ? tr("Green frame: it is safe, and not yet final")
                                                         : tr("Grey frame: it is not final yet");
    const QString tip =
        tr("Block %1 of %2, %3\nThe number in it: %4 transactions\nIts fill: %5 % of its gas limit\n%6")
            .arg(count_text(static_cast<std::uint64_t>(block.number)), to_qt(session().world().name_of(tail.chain)),
                 clock_text(sim::Time::from_unix_nanoseconds(block.time), 3))
            .arg(block.transactions)
            .arg(block.fullness * 100, 0, 'f', 0)
            .arg(how);
    return StageHit{{tail.chain, block.row}, tip, {}};
  }
  const auto number = static_cast<std::size_t>(std::max(0.0, (at.y() - top - 4) / band_height(QFontMetricsF(font()))));
  if (number >= tails_.size() || tails_[number].blocks.empty()) return std::nullopt;
  const ChainTail& tail = tails_[number];
  const bool stalled = tail.stalled && silences_[number].empty() && tail.finality_row != 0;
  return StageHit{{tail.chain, stalled ? tail.finality_row : tail.blocks.back().row}, band_tip(at), {}};
}

QString StageView::band_tip(QPointF at) const {
  if (at.y() < height() - bands_height()) return {};
  return tr(
      "The newest blocks of each chain. In a block: its transactions; fill: gas used; green frame: final or safe");
}

}  // namespace orrery::gui

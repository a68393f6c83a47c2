#include "gui/compare/compare_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/compare/figure_texts.h"
#include "gui/control/steering.h"
#include "gui/tables/table_style.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr int kAgainMilliseconds = 1500;
constexpr int kPartingMargin = 4, kPartingGap = 2;  // px

QString escaped(const std::string& text) { return to_qt(text).toHtmlEscaped(); }

QString signed_count(std::int64_t difference) {
  const QString count = count_text(static_cast<std::uint64_t>(difference < 0 ? -difference : difference));
  return (difference < 0 ? QStringLiteral("−") : QStringLiteral("+")) + count;
}

QString number_text(std::int64_t number) {
  return number < 0 ? signed_count(number) : count_text(static_cast<std::uint64_t>(number));
}

// In sight no more digits than tell both apart; pointing tells all.
TableLine figure_line(const scenarios::DifferingFigure& figure) {
  const auto [first, second] = figure.texts();
  const QString apart = to_qt(difference_text(figure));
  std::string brief_first = brief_figure(first), brief_second = brief_figure(second);
  if (brief_first == brief_second) std::tie(brief_first, brief_second) = std::tie(first, second);
  TableLine line;
  line.cells = {to_qt(figure.path), to_qt(brief_first), to_qt(brief_second), apart};
  line.tips = {to_qt(figure.path), to_qt(first), to_qt(second), apart};
  return line;
}

}  // namespace

CompareView::CompareView(Session& session, QWidget* parent) : View(session, "Compare", parent) {
  picture_ = new FuturesPicture(*this, this);
  parting_ = new QTextBrowser(this);
  parting_->setOpenLinks(false);
  parting_->setAccessibleName(tr("Where they part"));
  parting_->document()->setDocumentMargin(kPartingMargin);
  // Where they part and a line of each.
  parting_->setFixedHeight(3 * (fontMetrics().height() + kPartingGap) + 2 * kPartingMargin);
  table_ = new QTableView(this);
  table_->setAccessibleName(tr("Figures that differ"));
  figures_ = new LineTable({tr("figure that differs"), tr("A"), tr("B"), tr("B − A")}, this);
  table_->setModel(figures_);
  style_table(*table_);
  set_column_widths(*table_, {"feed.eth-usd.longest_unavailable", "99999999.99 gwei", "99999999.99 gwei"});
  elide_in_the_middle(*table_, 0);
  auto* left = new QVBoxLayout;
  left->setSpacing(0);
  left->addWidget(parting_);
  left->addWidget(picture_, 1);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(left, 5);
  layout->addWidget(table_, 4);
  again_.setSingleShot(true);
  again_.setInterval(kAgainMilliseconds);
  connect(&again_, &QTimer::timeout, this, &CompareView::ask);
  connect(&session, &Session::compared_changed, this, &CompareView::ask);
  connect(&session, &Session::histories_changed, this, &CompareView::ask_when_calm);
  connect(&session, &Session::theme_changed, this, &CompareView::show_answer);
  connect(&session, &Session::cursor_changed, picture_, QOverload<>::of(&QWidget::update));
  connect(parting_, &QTextBrowser::anchorClicked, this, &CompareView::follow);
  ask();
}

void CompareView::ask() {
  const std::string other = session().compared_with();
  if (other.empty()) {
    question_.take_back();
    futures_.reset();
    return show_answer();
  }
  question_.ask(
      session().questions(),
      [other, original = session().compares_with_original()](sim::RecordingReader& reader,
                                                             const QuestionRunner::Stop& stop) {
        return std::make_shared<const ComparedFutures>(compare_futures(reader, other, original, stop));
      },
      [this](const std::shared_ptr<const ComparedFutures>& futures) {
        futures_ = futures;
        show_answer();
        // The other side tells nobody here that it goes on.
        const FutureSide& beside = futures_->shown_is_b ? futures_->a : futures_->b;
        if (futures_->problem.empty() && beside.state == sim::RunState::kRunning) again_.start();
      });
}

// Of a run that goes on there is a new end every moment, and comparing reads all of it.
void CompareView::ask_when_calm() {
  const bool runs = session().steering() != nullptr && session().steering()->is_running();
  if (!session().compared_with().empty() && !runs && !again_.isActive()) ask();
}

void CompareView::show_answer() {
  const auto styled = [this](const QString& body) {
    return QStringLiteral(
               "<style>a { color: %1; text-decoration: none; } .quiet { color: %2; } .bad { color: %3; }"
               " p { margin: 0 0 %4px 0; }</style>%5")
        .arg(theme().accent.name(), theme().quiet.name(), theme().bad.name())
        .arg(kPartingGap)
        .arg(body);
  };
  std::vector<TableLine> lines;
  if (!futures_) {
    parting_->setHtml(styled("<p class=\"quiet\">" +
                             tr("Nothing to compare with yet. V branches from the cursor; C chooses another future or "
                                "recording.") +
                             "</p>"));
  } else if (!futures_->problem.empty()) {
    parting_->setHtml(styled("<p class=\"bad\">" + escaped(futures_->problem) + "</p>"));
  } else {
    const scenarios::Comparison& comparison = futures_->comparison;
    QString body = "<p><b>" + escaped(futures_->headline()) + "</b></p>";
    const auto side = [&](const char* sign, const std::optional<scenarios::ComparedRow>& row, bool here) {
      if (!row.has_value()) {
        body += QStringLiteral("<p>%1 <span class=\"quiet\">%2</span></p>").arg(sign, tr("has no more rows"));
        return;
      }
      const QString time = clock_text(row->time, 6);
      body += QStringLiteral("<p>%1 %2 %3</p>")
                  .arg(sign,
                       here ? QStringLiteral("<a href=\"row:%1\">%2</a>").arg(row->id).arg(time)
                            : "<span class=\"quiet\">" + time + "</span>",
                       escaped(row->who + " " + row->what));
    };
    if (!comparison.same()) {
      side("A", comparison.first_row, !futures_->shown_is_b);
      side("B", comparison.second_row, futures_->shown_is_b);
    }
    parting_->setHtml(styled(body));
    for (const scenarios::DifferingFigure& figure : comparison.figures) {
      lines.push_back(figure_line(figure));
    }
    for (const scenarios::DifferingCount& count : comparison.counts) {
      lines.push_back({{to_qt(count.name), number_text(count.first), number_text(count.second),
                        signed_count(count.second - count.first)},
                       0,
                       0,
                       {}});
    }
  }
  figures_->set_lines(std::move(lines));
  picture_->setVisible(futures_ && futures_->problem.empty());
  table_->setVisible(futures_ && futures_->problem.empty());
  picture_->update();
}

void CompareView::follow(const QUrl& link) {
  if (!futures_) return;
  const auto& row = futures_->shown_is_b ? futures_->comparison.second_row : futures_->comparison.first_row;
  if (!row.has_value()) return;
  session().set_cursor(row->time);
  session().select({session().selection().entity, link.path().toULongLong()});
  Q_EMIT row_chosen(link.path().toULongLong());
}

QString CompareView::as_text() const {
  return futures_ && futures_->problem.empty() ? to_qt(scenarios::to_text(futures_->comparison))
                                               : parting_->toPlainText();
}

}  // namespace orrery::gui

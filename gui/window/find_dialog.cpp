#include "gui/window/find_dialog.h"

#include <QKeyEvent>
#include <QVBoxLayout>
#include <algorithm>

namespace orrery::gui {
namespace {

constexpr int kMostShown = 200;

// Every word must be somewhere in the text.
bool matches(const QString& text, const QStringList& words) {
  return std::all_of(words.begin(), words.end(),
                     [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace

FindDialog::FindDialog(const QString& prompt, std::vector<Entry> entries, QWidget* parent)
    : QDialog(parent), entries_(std::move(entries)) {
  setWindowTitle(prompt);
  resize(560, 360);
  line_ = new QLineEdit(this);
  line_->setPlaceholderText(prompt);
  line_->setAccessibleName(prompt);
  line_->installEventFilter(this);
  list_ = new QListWidget(this);
  list_->setAccessibleName(tr("Matches"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(line_);
  layout->addWidget(list_, 1);
  connect(line_, &QLineEdit::textChanged, this, &FindDialog::narrow);
  connect(line_, &QLineEdit::returnPressed, this, &FindDialog::run_current);
  connect(list_, &QListWidget::itemActivated, this, &FindDialog::run_current);
  narrow();
}

void FindDialog::narrow() {
  list_->clear();
  const QStringList words = line_->text().split(' ', Qt::SkipEmptyParts);
  for (std::size_t i = 0; i < entries_.size() && list_->count() < kMostShown; ++i) {
    if (!matches(entries_[i].text, words)) continue;
    auto* item = new QListWidgetItem(entries_[i].text, list_);
    item->setData(Qt::UserRole, static_cast<qulonglong>(i));
  }
  list_->setCurrentRow(0);
}

void FindDialog::run_current() {
  const QListWidgetItem* item = list_->currentItem();
  if (item == nullptr) return;
  const auto run = entries_[static_cast<std::size_t>(item->data(Qt::UserRole).toULongLong())].run;
  accept();
  run();
}

// Up and down move through the matches while the line keeps the keyboard.
bool FindDialog::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
      const int row = list_->currentRow() + (key == Qt::Key_Down ? 1 : -1);
      list_->setCurrentRow(std::clamp(row, 0, std::max(0, list_->count() - 1)));
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

}  // namespace orrery::gui

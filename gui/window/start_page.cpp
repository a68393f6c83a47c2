#include "gui/window/start_page.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include "gui/window/scenario_run.h"

namespace orrery::gui {
namespace {

constexpr qsizetype kRecentKept = 8;

QString title_of(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  while (!file.atEnd()) {
    const QString line = QString::fromUtf8(file.readLine()).trimmed();
    if (line.startsWith("title")) return line.section('"', 1, 1);
  }
  return {};
}

void add(QListWidget* list, const QString& title, const QString& path) {
  auto* item = new QListWidgetItem(title.isEmpty() ? path : title, list);
  item->setData(Qt::UserRole, path);
  item->setToolTip(path);
}

}  // namespace

QStringList recent_files() { return QSettings("orrery", "orrery-gui").value("recent").toStringList(); }

void remember_recent(const QString& path) {
  QStringList files = recent_files();
  files.removeAll(path);
  files.prepend(path);
  QSettings("orrery", "orrery-gui").setValue("recent", files.mid(0, kRecentKept));
}

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(60, 40, 60, 40);
  layout->setSpacing(10);
  auto* title = new QLabel("Orrery", this);
  QFont large = font();
  large.setPointSizeF(font().pointSizeF() * 2.4);
  large.setBold(true);
  title->setFont(large);
  layout->addWidget(title);
  layout->addWidget(new QLabel(tr("See an oracle network agree, and break it."), this));
  layout->addSpacing(12);
  auto* list = new QListWidget(this);
  list->setAccessibleName(tr("Scenarios and recent files"));
  list->setSpacing(2);
  for (const QString& path : recent_files()) {
    if (QFile::exists(path)) add(list, tr("recent: %1").arg(path), path);
  }
  const QDir folder(scenarios_folder());
  for (const QString& name : folder.entryList({"*.toml"}, QDir::Files, QDir::Name)) {
    const QString path = folder.filePath(name);
    add(list, tr("run: %1").arg(title_of(path).isEmpty() ? name : title_of(path)), path);
  }
  list->setCurrentRow(0);
  connect(list, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { Q_EMIT chosen(item->data(Qt::UserRole).toString()); });
  layout->addWidget(list, 1);
  auto* open = new QPushButton(tr("Open another scenario or recording…"), this);
  connect(open, &QPushButton::clicked, this, &StartPage::browse);
  layout->addWidget(open, 0, Qt::AlignLeft);
  layout->addWidget(new QLabel(tr("Or drop a .toml or .sqlite file on this window."), this));
}

}  // namespace orrery::gui

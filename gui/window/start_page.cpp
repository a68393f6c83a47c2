#include "gui/window/start_page.h"

#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <tuple>

#include "gui/window/scenario_run.h"

namespace orrery::gui {
namespace {

constexpr qsizetype kRecentKept = 8;
constexpr std::array<const char*, 2> kFirstSteps{"hello-feed", "lesson-quorum"};

QString title_of(const QString& path) {
  QFile file(path);
  if (!path.endsWith(".toml") || !file.open(QIODevice::ReadOnly)) return {};
  while (!file.atEnd()) {
    const QString line = QString::fromUtf8(file.readLine()).trimmed();
    if (line.startsWith("title")) return line.section('"', 1, 1);
  }
  return {};
}

// "2025-10-10" of "usde-2025-10-10-anchored".
QString date_in(const QString& name) {
  static const QRegularExpression kDate("\\d{4}(-\\d\\d){0,2}");
  return kDate.match(name).captured();
}

void add_heading(QListWidget* list, const QString& text) {
  auto* item = new QListWidgetItem(text, list);
  item->setFlags(Qt::NoItemFlags);
  QFont font = list->font();
  font.setBold(true);
  item->setFont(font);
}

void add(QListWidget* list, const QString& title, const QString& path, bool is_variant = false) {
  auto* item = new QListWidgetItem((is_variant ? "          " : "    ") + title, list);
  item->setData(Qt::UserRole, path);
  item->setToolTip(path);
}

void add_recent(QListWidget* list) {
  bool headed = false;
  for (const QString& path : recent_files()) {
    if (!QFile::exists(path)) continue;
    if (!std::exchange(headed, true)) add_heading(list, QObject::tr("Recent"));
    const QFileInfo file(path);
    const QString title = title_of(path);
    add(list, (title.isEmpty() ? file.fileName() : title) + "   —   " + file.absolutePath(), path);
  }
}

}  // namespace

std::vector<ShelfEntry> scenario_shelf(const QDir& folder) {
  struct Found {
    QString name, base;
    ShelfEntry entry;
    qsizetype first_step = kFirstSteps.size();
  };
  std::vector<Found> all;
  for (const QString& file : folder.entryList({"*.toml"}, QDir::Files)) {
    Found found;
    found.name = found.base = QFileInfo(file).completeBaseName();
    found.entry.path = folder.filePath(file);
    found.entry.title = title_of(found.entry.path);
    if (found.entry.title.isEmpty()) found.entry.title = file;
    found.first_step = std::find(kFirstSteps.begin(), kFirstSteps.end(), found.name) - kFirstSteps.begin();
    found.entry.is_first_step = found.first_step < static_cast<qsizetype>(kFirstSteps.size());
    all.push_back(std::move(found));
  }
  // A variant's name is its base's and a word more.
  for (Found& found : all) {
    for (const Found& other : all)
      if (found.name.startsWith(other.name + "-") && other.name.size() < found.base.size()) found.base = other.name;
    found.entry.is_variant = found.base != found.name;
  }
  std::sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    const auto key = [](const Found& found) {
      return std::tuple(found.first_step, date_in(found.base), found.base, found.name);
    };
    return key(a) < key(b);
  });
  std::vector<ShelfEntry> shelf;
  for (Found& found : all) shelf.push_back(std::move(found.entry));
  return shelf;
}

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
  add_recent(list);
  const std::vector<ShelfEntry> shelf = scenario_shelf(QDir(scenarios_folder()));
  for (const bool first_steps : {true, false}) {
    add_heading(list, first_steps ? tr("First steps") : tr("Days that were, replayed"));
    for (const ShelfEntry& entry : shelf)
      if (entry.is_first_step == first_steps) add(list, entry.title, entry.path, entry.is_variant);
  }
  list->setCurrentRow(1);  // below the first heading
  connect(list, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { Q_EMIT chosen(item->data(Qt::UserRole).toString()); });
  layout->addWidget(list, 1);
  auto* open = new QPushButton(tr("Open another scenario or recording…"), this);
  connect(open, &QPushButton::clicked, this, &StartPage::browse);
  layout->addWidget(open, 0, Qt::AlignLeft);
  layout->addWidget(new QLabel(tr("Or drop a .toml or .sqlite file on this window."), this));
  list->setFocus();
}

}  // namespace orrery::gui

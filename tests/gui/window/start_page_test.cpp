// Proves that the start page begins with the first steps and tells a replay before its variants.
#include "gui/window/start_page.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>

namespace orrery::gui {
namespace {

std::vector<std::string> names(const std::vector<ShelfEntry>& shelf) {
  std::vector<std::string> all;
  for (const ShelfEntry& entry : shelf)
    all.push_back((entry.is_variant ? "+" : "") + QFileInfo(entry.path).completeBaseName().toStdString());
  return all;
}

TEST(StartPage, FirstStepsComeFirstAndABaseBeforeItsVariants) {
  const QTemporaryDir folder;
  for (const char* name : {"usde-2025-10-10-anchored", "usde-2025-10-10", "lesson-quorum", "hello-feed",
                           "aws-2025-long", "aws-2025", "luna-2022-05-12", "notes"}) {
    QFile file(folder.filePath(QString(name) + ".toml"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("title = \"A day\"\n");
  }
  const auto shelf = scenario_shelf(QDir(folder.path()));
  EXPECT_EQ(names(shelf),
            (std::vector<std::string>{"hello-feed", "lesson-quorum", "notes", "luna-2022-05-12", "aws-2025",
                                      "+aws-2025-long", "usde-2025-10-10", "+usde-2025-10-10-anchored"}));
  EXPECT_TRUE(shelf[1].is_first_step);
  EXPECT_FALSE(shelf[2].is_first_step);
  EXPECT_EQ(shelf[0].title, "A day");
}

}  // namespace
}  // namespace orrery::gui

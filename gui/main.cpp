#include <QApplication>
#include <QCommandLineParser>
#include <QFontDatabase>
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "gui/pictures/render.h"
#include "gui/window/main_window.h"

namespace {

using namespace orrery::gui;

constexpr int kWrongInput = 2;

bool wants_no_display(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const QByteArray argument(argv[i]);
    if (argument.startsWith("--render") || argument.startsWith("--pictures")) return true;
  }
  return false;
}

// Without a display Qt complains of what a display would have; who draws pictures wants one clear line or none.
void be_quiet(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type == QtCriticalMsg || type == QtFatalMsg) std::fprintf(stderr, "orrery-gui: %s\n", text.toUtf8().constData());
}

// Without a desktop Qt takes whatever font comes first; one that reads well at small sizes is asked for then.
void choose_font() {
  if (QGuiApplication::platformName() != "offscreen") return;
  QFont font = QApplication::font();
  for (const char* family : {"Inter", "Noto Sans", "DejaVu Sans"}) {
    if (!QFontDatabase::hasFamily(family)) continue;
    font.setFamily(family);
    break;
  }
  font.setPointSizeF(9);
  QApplication::setFont(font);
}

int wrong(const QString& what) {
  std::fprintf(stderr, "orrery-gui: %s\n", what.toUtf8().constData());
  return kWrongInput;
}

const Theme* theme_named(const QString& name) {
  if (name == "dark") return &dark_theme();
  return name == "light" ? &light_theme() : nullptr;
}

QSize size_of(const QString& text) {
  const QStringList parts = text.split('x');
  const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
  return std::max(size.width(), size.height()) > kLargestPicture ? QSize() : size;
}

int run(QApplication& application) {
  QCommandLineParser parser;
  parser.setApplicationDescription("Draws what an Orrery recording says, and steers runs that it starts.");
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument("file", "a recording to replay, or a scenario to run", "[FILE]");
  RenderRequest request;
  const QCommandLineOption theme("theme", "dark or light; as it was last time, or dark for pictures", "NAME");
  const QCommandLineOption render_view(
      "render", "draw a view of FILE without a display: window, stage, sequence, ...; a scenario is run first", "VIEW");
  const QCommandLineOption output({"o", "output"}, "where the picture goes: .png or .svg; a folder for several frames",
                                  "FILE");
  const QCommandLineOption size("size", "pixels", "WxH", "1440x900");
  const QCommandLineOption time("time", "the moment: 06:48:31.2, or a full time", "TIME");
  const QCommandLineOption round("round", "the round's beginning: epoch.round, or the n-th of the run", "E.R");
  const QCommandLineOption network("network", "the feed to show", "NAME");
  const QCommandLineOption select("select", "the machine, zone or chain to select", "NAME");
  const QCommandLineOption compare("compare", "the other recording, for --render compare", "FILE");
  const QCommandLineOption stage("stage", "world, ring or node", "LEVEL", "world");
  const QCommandLineOption frames("frames", "how many pictures", "N", "1");
  const QCommandLineOption step("step", "simulated time between them", "DURATION", "100ms");
  const QCommandLineOption pictures(
      "pictures", "write the main views at the moments worth a picture, or of a crash, into a folder", "FOLDER");
  parser.addOptions(
      {theme, render_view, output, size, time, round, network, select, compare, stage, frames, step, pictures});
  if (!parser.parse(QApplication::arguments())) return wrong(parser.errorText());
  parser.process(application);
  const QStringList files = parser.positionalArguments();
  if (files.size() > 1) return wrong(QStringLiteral("%1: one file is expected, and %2 is one").arg(files[1], files[0]));
  if (parser.isSet(theme)) {
    request.theme = theme_named(parser.value(theme));
    if (request.theme == nullptr)
      return wrong(QStringLiteral("--theme %1: expected dark or light").arg(parser.value(theme)));
  }
  request.recording = files.value(0);
  if ((parser.isSet(pictures) || parser.isSet(render_view)) && files.isEmpty())
    return wrong("a recording or a scenario is expected, to draw pictures of");
  if (parser.isSet(pictures)) return render_moments(request.recording, parser.value(pictures));
  if (parser.isSet(render_view)) {
    request.view = parser.value(render_view);
    request.output = parser.value(output);
    request.size = size_of(parser.value(size));
    request.time = parser.value(time);
    request.round = parser.value(round);
    request.network = parser.value(network);
    request.select = parser.value(select);
    request.compare = parser.value(compare);
    request.stage = parser.value(stage);
    request.frames = parser.value(frames).toInt();
    request.step = parser.value(step);
    if (request.output.isEmpty()) return wrong("--render needs -o FILE");
    if (request.size.isEmpty()) {
      return wrong(QStringLiteral("--size %1: expected pixels, as 1440x900, up to %2 a side")
                       .arg(parser.value(size))
                       .arg(kLargestPicture));
    }
    if (request.frames < 1)
      return wrong(QStringLiteral("--frames %1: expected how many, from 1").arg(parser.value(frames)));
    return render(request);
  }
  MainWindow window(parser.isSet(theme) ? *request.theme : MainWindow::remembered_theme());
  window.restore_place();
  window.show();
  if (!request.recording.isEmpty()) window.open(request.recording);
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  if (wants_no_display(argc, argv)) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler(be_quiet);
  }
  QApplication application(argc, argv);
  QApplication::setApplicationName("orrery-gui");
  QApplication::setApplicationVersion(ORRERY_VERSION);
  choose_font();
  return run(application);
}

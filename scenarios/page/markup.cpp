#include "scenarios/page/markup.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "scenarios/sweep/quantity.h"
#include "sim/time.h"

namespace orrery::scenarios {

namespace {

constexpr int kShownDigits = 4;

// Colours are named once for light and once for dark; charts use the names.
constexpr std::string_view kStyle = R"(
:root{--bg:#f7f6f2;--card:#fffffd;--ink:#22211d;--soft:#6d6a61;--faint:#a9a599;--line:#e4e1d8;--grid:#eeebe3;
--one:#2f5fd0;--two:#c9711a;--three:#178a72;--four:#8a4fc7;--five:#b5475f;--six:#6b7a1d;
--market:#8f8b80;--bad:#c2342d;--good:#1d8a55;--fault:#d8503f;--cell:47,95,208}
@media(prefers-color-scheme:dark){:root{--bg:#131417;--card:#1b1d21;--ink:#e9e6df;--soft:#a19d94;--faint:#6c6961;
--line:#2d2f35;--grid:#26282d;--one:#86a9ff;--two:#f0a45c;--three:#53cbaf;--four:#c39af0;--five:#f08aa0;--six:#bccb63;
--market:#77746c;--bad:#ff7a70;--good:#5fd398;--fault:#ff7362;--cell:134,169,255}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:48px 24px 80px}
header h1{font-size:30px;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 8px;max-width:30em}
header p{margin:0 0 4px;color:var(--soft);max-width:52em}
.tiles{display:flex;flex-wrap:wrap;gap:12px;margin:28px 0 0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px;min-width:128px;flex:1}
.tile b{display:block;font-size:25px;font-weight:650;line-height:1.2;letter-spacing:-.01em}
.tile span{color:var(--soft);font-size:13px}.good b{color:var(--good)}.bad b{color:var(--bad)}
section{margin-top:52px}
h2{font-size:20px;font-weight:650;letter-spacing:-.01em;margin:0 0 2px}
h3{font-size:15px;font-weight:600;margin:0 0 2px}
section>p{color:var(--soft);margin:0 0 14px;max-width:56em}
.card>p{color:var(--soft);margin:0 0 10px;max-width:60em;font-size:13.5px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px 20px 14px;margin:14px 0 0;
overflow-x:auto}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:14px}.pair .card{margin:0}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{fill:var(--soft);font-size:11.5px}svg .name{fill:var(--ink)}svg .strong{fill:var(--ink);font-weight:600}
.grid{stroke:var(--grid);stroke-width:1}.axis{stroke:var(--line);stroke-width:1}
.stroke{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.fault{fill:var(--fault);fill-opacity:.1}.fault-edge{fill:var(--fault);fill-opacity:.55}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;color:var(--soft);font-size:13px;margin:6px 0 10px}
.legend i{display:inline-block;width:16px;height:3px;border-radius:2px;vertical-align:middle;margin-right:7px}
.legend i.block{height:11px;width:11px}
table{border-collapse:collapse;width:100%;font-size:14px}
th{font-weight:500;color:var(--soft);text-align:left;font-size:12.5px;border-bottom:1px solid var(--line);
padding:0 14px 6px 0;white-space:nowrap}
td{padding:6px 14px 6px 0;border-bottom:1px solid var(--grid);vertical-align:top}
tr:last-child td{border-bottom:0}td.n,th.n{text-align:right}
.badge{display:inline-block;border-radius:99px;padding:0 9px;font-size:12.5px;font-weight:600;white-space:nowrap}
.badge.good{color:var(--good);background:color-mix(in srgb,var(--good) 13%,transparent)}
.badge.bad{color:var(--bad);background:color-mix(in srgb,var(--bad) 13%,transparent)}
.soft{color:var(--soft)}code{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;
overflow-wrap:anywhere}
ol.chain{list-style:none;margin:14px 0 6px;padding:0}
ol.chain li{position:relative;padding:0 0 14px 26px}
ol.chain li:before{content:"";position:absolute;left:5px;top:7px;width:9px;height:9px;border-radius:50%;
background:var(--card);border:2px solid var(--faint)}
ol.chain li:after{content:"";position:absolute;left:10.5px;top:20px;bottom:-7px;width:2px;background:var(--line)}
ol.chain li:last-child:after{display:none}ol.chain li.end:before{border-color:var(--bad);background:var(--bad)}
ol.chain li.root:before{border-color:var(--two);background:var(--two)}
ol.chain time{display:block;color:var(--faint);font-size:12.5px}
footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
@media print{body{background:#fff}.card,.tile{break-inside:avoid}}
@media(max-width:640px){main{padding:28px 14px 60px}.pair{grid-template-columns:1fr}header h1{font-size:24px}
.card svg{min-width:560px}}
)";

std::string grouped(const std::string& digits) {
  const auto end = digits.find('.');
  std::string text = digits;
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t i = end == digits.npos ? digits.size() : end; i > first + 3; i -= 3) text.insert(i - 3, "\u202f");
  return text;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string short_number(double number) {
  if (!std::isfinite(number)) return "–";
  const double size = std::fabs(number);
  if (size != 0 && (size < 1e-5 || size >= 1e13)) return fmt::format("{:.2e}", number);
  return grouped(plain_number(number, size >= 1000 ? std::max(kShownDigits, 13) : kShownDigits).substr(0, 18));
}

std::string with_unit(double number, std::string_view unit) {
  if (!std::isfinite(number)) return "–";
  if (unit == "s") {
    if (std::fabs(number) >= 9e9) return short_number(number) + " s";
    // Whole seconds say enough of what lasted minutes.
    const double shown = std::fabs(number) >= 60 ? std::round(number) : std::round(number * 1e3) / 1e3;
    return sim::to_text(sim::Duration::nanoseconds(static_cast<std::int64_t>(shown * 1e9)));
  }
  if (unit == "share") return short_number(number * 100) + "\u202f%";
  if (unit == "wei" || unit == "ether") return short_number(number) + " ether";
  if (unit == "juels" || unit == "link") return short_number(number) + " LINK";
  return short_number(number);
}

std::string brief(double number, std::string_view unit) {
  if (number == 0) return "0";
  if (unit == "s") {
    const std::string text = spell({Quantity::Kind::kDuration, number}, 3);
    const auto letters = text.find_first_of("dhmsun");
    return text.substr(0, letters) + "\u202f" + text.substr(letters);
  }
  if (unit != "share" && std::fabs(number) >= 1e6 && std::fabs(number) < 1e15) {
    constexpr std::array<std::pair<double, const char*>, 3> kSizes{{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}}};
    for (const auto& [size, name] : kSizes)
      if (std::fabs(number) >= size) return short_number(number / size) + "\u202f" + name;
  }
  if (unit == "wei" || unit == "juels" || unit == "ether" || unit == "link") return short_number(number);
  return with_unit(number, unit);
}

std::string page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><style>{}</style></head>\n"
      "<body><main>\n{}\n</main></body></html>\n",
      escape(title), kStyle, body);
}

std::string section(const std::string& title, const std::string& lead, const std::string& content) {
  return fmt::format("<section><h2>{}</h2>{}{}</section>\n", escape(title),
                     lead.empty() ? "" : "<p>" + escape(lead) + "</p>", content);
}

std::string tile(const std::string& value, const std::string& name, const std::string& tone) {
  return fmt::format("<div class=\"tile {}\"><b>{}</b><span>{}</span></div>", tone, escape(value), escape(name));
}

}  // namespace orrery::scenarios

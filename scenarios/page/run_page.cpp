#include "scenarios/page/run_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/page/causes.h"
#include "scenarios/page/markup.h"
#include "scenarios/page/run_charts.h"
#include "scenarios/page/run_facts.h"

namespace orrery::scenarios {

namespace {

constexpr std::size_t kMostKinds = 12, kMostLines = 6;

std::string value(const RunFacts& facts, const std::string& key) {
  const auto found = facts.run.find(key);
  return found == facts.run.end() ? std::string() : found->second;
}

std::string number(std::int64_t n) { return short_number(static_cast<double>(n)); }

std::string legend(const std::vector<std::pair<std::string, std::string>>& entries, bool faults) {
  std::string text = "<div class=\"legend\">";
  for (const auto& [colour, words] : entries)
    text += fmt::format("<span><i style=\"background:var(--{})\"></i>{}</span>", colour, escape(words));
  if (faults) text += "<span><i class=\"block\" style=\"background:var(--fault);opacity:.3\"></i>a fault stands</span>";
  return text + "</div>";
}

std::string head(const RunFacts& facts) {
  const std::string state = value(facts, sim::run_key::kState);
  const std::size_t expected = facts.scenario.expectations.size(), violated = facts.violations.size();
  std::size_t updates = 0, missed = 0;
  for (const FeedFact& feed : facts.feeds) {
    updates += feed.answers.size();
    missed += feed.missed.size();
  }
  std::int64_t sendings = 0;
  for (const MessageFact& message : facts.messages) sendings += message.sendings;
  std::string tiles;
  if (expected > 0)
    tiles += tile(fmt::format("{} of {}", expected - std::min(expected, violated), expected), "expectations held",
                  violated == 0 ? "good" : "bad");
  tiles += tile(number(static_cast<std::int64_t>(updates)), "updates on chain") +
           tile(number(static_cast<std::int64_t>(missed)), "deadlines missed", missed > 0 ? "bad" : "") +
           tile(number(static_cast<std::int64_t>(facts.faults.size())), "faults") +
           tile(number(sendings), "messages recorded");
  const auto instant = [](double seconds) {
    return sim::to_text(sim::Time::from_unix_nanoseconds(static_cast<std::int64_t>(seconds * 1e9)), 0);
  };
  std::string facts_line =
      fmt::format("{} to {} ({}) · seed {} · signatures {} · {}", instant(facts.span.from), instant(facts.span.to),
                  with_unit(facts.span.to - facts.span.from, "s"), value(facts, sim::run_key::kSeed),
                  value(facts, sim::run_key::kSignatures), state);
  for (const auto& [key, text] : facts.run)
    if (key.starts_with("set.")) facts_line += " · " + text;
  std::string text = fmt::format(
      "<header><h1>{}</h1><p>{}</p>",
      escape(facts.scenario.title.empty() ? value(facts, sim::run_key::kScenarioPath) : facts.scenario.title),
      escape(facts_line));
  if (!facts.scenario.about.empty()) text += "<p>" + escape(facts.scenario.about) + "</p>";
  return text + "<div class=\"tiles\">" + tiles + "</div></header>\n";
}

std::string expectations(const RunFacts& facts) {
  if (facts.scenario.expectations.empty()) return {};
  const bool ended = value(facts, sim::run_key::kState) == sim::to_text(sim::RunState::kFinished);
  std::string table = "<table>";
  for (const Expectation& expectation : facts.scenario.expectations) {
    const auto found = std::find_if(facts.violations.begin(), facts.violations.end(),
                                    [&](const auto& violation) { return violation.first == expectation.name; });
    const bool held = found == facts.violations.end();
    table += fmt::format("<tr><td><span class=\"badge {}\">{}</span></td><td>{}{}</td></tr>", held ? "good" : "bad",
                         !held   ? "violated"
                         : ended ? "held"
                                 : "held so far",
                         escape(expectation.name),
                         held ? "" : "<br><span class=\"soft\">" + escape(found->second) + "</span>");
  }
  return section("What was expected", "", "<div class=\"card\">" + table + "</table></div>");
}

std::string feeds(const RunFacts& facts) {
  std::string cards;
  for (const FeedFact& feed : facts.feeds) {
    if (feed.market.empty() && feed.answers.empty()) continue;
    std::string words = fmt::format("{} updates", feed.answers.size());
    if (!feed.missed.empty()) words += fmt::format(", {} deadlines missed", feed.missed.size());
    std::vector<std::pair<std::string, std::string>> entries{{"market", "the true price"},
                                                             {"one", "the answer on chain"}};
    if (!feed.missed.empty()) entries.emplace_back("bad", "a deadline missed");
    cards += fmt::format(
        "<div class=\"card\"><h3>{}</h3><p>{}</p>{}{}<p class=\"soft\">Time since the last update</p>{}</div>",
        escape(feed.name), escape(words), legend(entries, !facts.faults.empty()), feed_chart(feed, facts),
        staleness_chart(feed, facts));
  }
  return cards.empty() ? "" : section("Price against feed", "", cards);
}

std::string faults(const RunFacts& facts) {
  if (facts.faults.empty()) return {};
  std::string table = "<table><tr><th>fault</th><th>in the scenario's words</th><th class=\"n\">hits</th></tr>";
  for (const FaultFact& fault : facts.faults)
    table += fmt::format("<tr><td>{} on {}</td><td class=\"soft\">{}</td><td class=\"n\">{}</td></tr>",
                         escape(fault.kind), escape(fault.target), escape(fault.about), number(fault.hits));
  return section("Faults", "",
                 "<div class=\"card\">" + fault_chart(facts) + "</div><div class=\"card\">" + table + "</table></div>");
}

std::string further_series(const RunFacts& facts) {
  std::string cards;
  std::set<std::string> names;
  for (const SeriesFact& series : facts.series) names.insert(series.name);
  for (const std::string& name : names) {
    std::vector<const SeriesFact*> lines;
    for (const SeriesFact& series : facts.series)
      if (series.name == name && lines.size() < kMostLines) lines.push_back(&series);
    std::vector<std::pair<std::string, std::string>> entries;
    for (std::size_t i = 0; i < lines.size(); ++i) entries.emplace_back(line_colour(i), lines[i]->entity);
    cards += fmt::format("<div class=\"card\"><h3>{}</h3>{}{}</div>", escape(name),
                         legend(entries, !facts.faults.empty()), series_chart(lines, facts));
  }
  return cards.empty() ? "" : section("Over time", "", cards);
}

std::string auctions(const RunFacts& facts) {
  std::string cards;
  for (const AuctionFact& system : facts.auctions)
    cards += fmt::format(
        "<div class=\"card\"><h3>{}</h3><p>{} ended; {} of them for less than one dai, worth {}</p>{}{}</div>",
        escape(system.system), number(system.ended), number(system.for_nothing),
        escape(number(static_cast<std::int64_t>(system.lost)) + " USD"),
        legend({{"one", "ended"}, {"bad", "for nothing"}}, !facts.faults.empty()),
        bin_chart("auctions of " + system.system, {system.bins, "ended"}, BinBars{system.nothing_bins, "for nothing"},
                  facts));
  return cards.empty() ? "" : section("Auctions", "Of collateral, by when they ended.", cards);
}

std::string messages(const RunFacts& facts) {
  if (facts.messages.empty()) return {};
  std::string table =
      "<table><tr><th>kind</th><th class=\"n\">sendings</th><th class=\"n\">bytes of all copies</th></tr>";
  for (std::size_t i = 0; i < facts.messages.size() && i < kMostKinds; ++i)
    table += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                         escape(facts.messages[i].kind), number(facts.messages[i].sendings),
                         number(facts.messages[i].bytes));
  if (facts.messages.size() > kMostKinds)
    table += fmt::format("<tr><td class=\"soft\">and {} other kinds</td><td></td><td></td></tr>",
                         facts.messages.size() - kMostKinds);
  return section(
      "Messages",
      fmt::format("Recorded sendings in each {}, and copies that did not arrive.", with_unit(facts.bin_seconds, "s")),
      "<div class=\"card\">" + legend({{"one", "sent"}, {"bad", "did not arrive"}}, !facts.faults.empty()) +
          bin_chart("messages over time", {facts.sent, "sent"}, BinBars{facts.dropped, "that did not arrive"}, facts) +
          "</div><div class=\"card\">" + table + "</table></div>");
}

std::string gas(const RunFacts& facts) {
  std::string cards;
  for (const auto& [chain, points] : facts.gas)
    cards += fmt::format("<div class=\"card\"><h3>{}</h3>{}</div>", escape(chain),
                         bin_chart("gas on " + chain, {points, "gas"}, {}, facts));
  if (cards.empty()) return {};
  std::string table =
      "<table><tr><th>feed</th><th class=\"n\">transactions</th><th class=\"n\">of them refused</th>"
      "<th class=\"n\">gas</th><th class=\"n\">cost</th></tr>";
  for (const FeedFact& feed : facts.feeds)
    if (feed.transactions > 0)
      table += fmt::format(
          "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
          "class=\"n\">{}</td></tr>",
          escape(feed.name), number(feed.transactions), number(feed.reverted), number(feed.gas),
          escape(with_unit(feed.fee_ether, "ether")));
  return section("Gas",
                 fmt::format("Used by recorded transactions in each {}, after the contracts were deployed.",
                             with_unit(facts.bin_seconds, "s")),
                 cards + "<div class=\"card\">" + table + "</table></div>");
}

}  // namespace

std::string run_page(const sim::RecordingReader& reader) {
  const RunFacts facts = read_run(reader);
  std::string body = head(facts) + expectations(facts) + feeds(facts) + faults(facts);
  body += causes_of_violations(reader, facts.violations.size());
  body += auctions(facts) + further_series(facts) + messages(facts) + gas(facts);
  const std::string digest = value(facts, sim::run_key::kDigest);
  body += fmt::format("<footer>Orrery {}, {}.{}</footer>", escape(value(facts, sim::run_key::kOrrery)),
                      escape(value(facts, sim::run_key::kCompiler)),
                      digest.empty() ? "" : " Digest of the history <code>" + escape(digest) + "</code>");
  return page(facts.scenario.title.empty() ? "Orrery" : facts.scenario.title, body);
}

}  // namespace orrery::scenarios

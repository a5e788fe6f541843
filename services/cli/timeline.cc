#include "services/cli/timeline.h"

#include <algorithm>
#include <optional>

#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Summary = v1::CaseSummary;

void AddLine(std::string& out, const Terminal& terminal, std::string_view name, const std::string& text) {
  if (text.empty()) return;
  out += StrCat("  ", Styled(terminal, Style::kBold, name), std::string(14 - name.size(), ' '),
                Harmless(text), "\n");
}

template <typename List, typename ToText>
std::string Joined(const List& list, const ToText& to_text) {
  std::string text;
  for (const auto& element : list) {
    const std::string one = to_text(element);
    if (!one.empty()) text += StrCat(text.empty() ? "" : "; ", one);
  }
  return text;
}

std::string Span(const std::string& from, const std::string& to) {
  return to.empty() ? StrCat("from ", from) : StrCat(from, " to ", to);
}

std::string RenderSummary(const Summary& summary, const Words& words, const Terminal& terminal) {
  const bool closed = summary.status() == Summary::CLOSED;
  std::string out = StrCat(
      Styled(terminal, Style::kBold, Harmless(summary.stream())), "  ",
      Styled(terminal, closed ? Style::kDim : Style::kGreen, Spoken(Summary::Status_Name(summary.status()))),
      "  ", summary.municipality(), "  ", words.Label("target-group", summary.target_group()), "  version ",
      summary.version(), "\n");
  AddLine(out, terminal, "opened", summary.opened_on());
  if (closed) {
    AddLine(out, terminal, "closed",
            StrCat(summary.closed_on(), ", ", Spoken(v1::CaseClosed::Reason_Name(summary.close_reason()))));
  }
  AddLine(out, terminal, "workers", Joined(summary.assignments(), [](const Summary::Assignment& it) {
            return StrCat(it.worker(), " (", Spoken(v1::CaseworkerAssigned::Role_Name(it.role())), ", ",
                          Span(it.from(), it.to()), ")");
          }));
  AddLine(out, terminal, "consents", Joined(summary.consents(), [](const Summary::Consent& it) {
            return StrCat(Spoken(v1::ConsentGiven::Purpose_Name(it.purpose())),
                          it.standing() ? "" : " (no longer)",
                          it.valid_until().empty() ? "" : StrCat(" until ", it.valid_until()));
          }));
  AddLine(out, terminal, "referrals", Joined(summary.referrals(), [&](const Summary::Referral& it) {
            return StrCat(words.Label("service", it.service()), " ",
                          Spoken(Summary::Referral::State_Name(it.state())));
          }));
  AddLine(out, terminal, "placements", Joined(summary.placements(), [&](const Summary::Placement& it) {
            return StrCat(it.placement_id(), " ", Spoken(Summary::Placement::State_Name(it.state())),
                          it.start().empty() ? "" : StrCat(" ", Span(it.start(), it.last_day())));
          }));
  AddLine(out, terminal, "coaching", Joined(summary.coachings(), [](const Summary::Coaching& it) {
            return StrCat(Span(it.start(), it.last_day()), ", ", it.sessions(), " sessions, ",
                          it.direct_minutes(), " min");
          }));
  AddLine(out, terminal, "occupation", Joined(summary.occupations(), [](const Summary::Occupation& it) {
            return StrCat(Spoken(v1::OccupationStarted::Kind_Name(it.kind())), " ",
                          Span(it.start(), it.last_day()), ", found by ",
                          Spoken(v1::OccupationStarted::ObtainedBy_Name(it.obtained_by())));
          }));
  const auto score = [](int value) {
    return value == 0 ? std::string("not assessed") : StrCat(value, " of 5");
  };
  AddLine(out, terminal, "belief",
          StrCat("caseworker ", score(summary.caseworker_belief()), ", citizen ",
                 score(summary.citizen_belief())));
  if (summary.satisfaction() > 0)
    AddLine(out, terminal, "satisfaction", StrCat(summary.satisfaction(), " of 5"));
  AddLine(out, terminal, "open flags",
          Joined(summary.open_flags(), [](const std::string& id) { return id; }));
  return out;
}

// "recorded 2025-03-20", where that was more than a day after it happened.
std::string Lateness(const v1::Event& event) {
  const std::optional<base::Day> happened = base::ParseDay(DayOf(event));
  const std::optional<base::Day> recorded = base::ParseDay(RecordedDayOf(event));
  if (!happened || !recorded || *recorded <= *happened + 1) return "";
  return StrCat("recorded ", RecordedDayOf(event));
}

std::string Mark(const v1::TimelineEntry& entry) {
  switch (entry.standing()) {
    case v1::TimelineEntry::CORRECTED:
      return StrCat("corrected by version ", entry.changed_by_version());
    case v1::TimelineEntry::VOIDED:
      return StrCat("taken back by version ", entry.changed_by_version());
    default:
      return "";
  }
}

Table Timeline() {
  return Table({{"", true}, {"HAPPENED"}, {"WHAT", false, Fit::kWrapped}, {"BY"}, {"NOTE"}});
}

// `where`: the stream, where it is not the one that is shown.
void AddEntry(const v1::TimelineEntry& entry, const std::string& where, const Words& words, Table& table) {
  std::string note;
  for (const std::string& part : {where, Mark(entry), Lateness(entry.event())}) {
    if (!part.empty()) note += (note.empty() ? "" : "; ") + part;
  }
  table.Add({std::to_string(entry.event().version()), DayOf(entry.event()), InWords(entry.event(), words),
             entry.event().actor().id(), note},
            entry.standing() == v1::TimelineEntry::STANDS ? Style::kPlain : Style::kStruck);
}

std::string InformantInWords(v1::InformantKind informant) {
  switch (informant) {
    case v1::INFORMANT_KIND_COMPANY:
      return "a company";
    case v1::INFORMANT_KIND_CITIZEN:
      return "a citizen";
    case v1::INFORMANT_KIND_OTHER_SECTOR:
      return "another sector";
    default:
      return "somebody";
  }
}

// What a learning cycle did with the case.
std::string InWords(const v1::LearntFrom& learnt) {
  const std::string which = StrCat(" (", learnt.id(), "), placement ", learnt.placement_id(),
                                   learnt.only_anonymised() ? ", anonymised interviews only" : "");
  switch (learnt.kind()) {
    case v1::LearntFrom::CHOSEN:
      return StrCat("chosen to learn from", which);
    case v1::LearntFrom::CHOSEN_AS_TWIN:
      return StrCat("chosen to learn from, as the other of a pair", which);
    case v1::LearntFrom::ADDED:
      return StrCat("added by hand to the cases to learn from", which);
    case v1::LearntFrom::REMOVED:
      return StrCat("taken out by hand from the cases to learn from", which);
    case v1::LearntFrom::INTERVIEWED:
      return StrCat("interview with ", InformantInWords(learnt.informant()), " about it", which);
    default:
      return StrCat("learnt from", which);
  }
}

}  // namespace

std::string RenderCase(const v1::GetCaseResponse& response, const Words& words, const Terminal& terminal) {
  std::string out;
  if (terminal.interactive) out = RenderSummary(response.summary(), words, terminal) + "\n";
  Table table = Timeline();
  for (const auto& entry : response.timeline()) AddEntry(entry, "", words, table);
  for (const auto& entry : response.related()) AddEntry(entry, entry.event().stream(), words, table);
  for (const auto& learnt : response.learnt_from()) {
    table.Add({std::to_string(learnt.version()), learnt.happened_on(), InWords(learnt), "", learnt.cycle()});
  }
  return out + table.Render(terminal);
}

std::string RenderStream(const v1::GetStreamResponse& response, const Words& words,
                         const Terminal& terminal) {
  Table table = Timeline();
  for (const auto& entry : response.timeline()) AddEntry(entry, "", words, table);
  if (!terminal.interactive || response.timeline().empty()) return table.Render(terminal);
  const v1::Event& last = response.timeline(response.timeline_size() - 1).event();
  return StrCat(Styled(terminal, Style::kBold, Harmless(last.stream())), "  version ", last.version(), "\n\n",
                table.Render(terminal));
}

std::string RenderEvents(const google::protobuf::RepeatedPtrField<v1::Event>& events, const Words& words,
                         const Terminal& terminal) {
  Table table({{"HAPPENED"}, {"STREAM"}, {"", true}, {"TYPE"}, {"WHAT", false, Fit::kShortened}, {"BY"}});
  for (const auto& event : events) {
    table.Add({DayOf(event), event.stream(), std::to_string(event.version()), TypeOf(event),
               InWords(event, words), event.actor().id()});
  }
  return table.Render(terminal);
}

std::string RenderEvent(const v1::Event& event, const Words& words, const Terminal& terminal) {
  const std::string what = Harmless(InWords(event, words));
  if (!terminal.interactive) {
    return StrCat(DayOf(event), "\t", event.stream(), "\t", event.version(), "\t", TypeOf(event), "\t", what,
                  "\t", Harmless(event.actor().id()), "\n");
  }
  const std::string head = StrCat(DayOf(event), "  ", Harmless(event.stream()), " ", event.version(), "  ");
  return StrCat(Styled(terminal, Style::kDim, head),
                Shorten(what, std::max(20, terminal.width - DisplayWidth(head))), "\n");
}

}  // namespace praksis::cli

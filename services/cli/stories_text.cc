#include "services/cli/stories_text.h"

#include <map>
#include <set>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/table.h"
#include "services/cli/wording.h"

namespace praksis::cli {
namespace {

using base::StrCat;

// "PRINCIPLE_RECURRENCE_GENERAL" → "general".
std::string LastWord(std::string_view enum_name) {
  return Spoken(enum_name.substr(enum_name.rfind('_') + 1));
}
std::string Recurrence(v1::PrincipleRecurrence recurrence) {
  return LastWord(v1::PrincipleRecurrence_Name(recurrence));
}
std::string Success(v1::StorySuccess success) { return LastWord(v1::StorySuccess_Name(success)); }

// "team-1 2, team-2 1": staff groups with how many stories each.
std::string Groups(const v1::Principle& principle) {
  std::map<std::string, int> groups;
  for (const auto& count : principle.counts()) groups[count.staff_group()] += count.stories();
  std::string text;
  for (const auto& [group, stories] : groups) text += StrCat(text.empty() ? "" : ", ", group, " ", stories);
  return text;
}

std::string Named(const v1::StoryReference& story) {
  return story.title().empty() ? story.stream() : StrCat(story.stream(), " \"", story.title(), "\"");
}

std::string TotalsInWords(const v1::StoryTotals& totals) {
  return StrCat(Grouped(totals.stories()), totals.stories() == 1 ? " story" : " stories", " with ",
                Grouped(totals.actions()), " chief actions, told in ", Grouped(totals.sessions()),
                " sessions by ", Grouped(totals.staff_groups()), " staff groups",
                totals.retracted_stories() > 0 ? StrCat("; ", totals.retracted_stories(), " retracted") : "",
                "\nprinciples: ", totals.general(), " general, ", totals.unique(), " unique, ",
                totals.unlinked(), " unlinked\n");
}

Table PrinciplesTable(const v1::ListPrinciplesResponse& response) {
  Table table({{"RECURS"},
               {"STORIES", true},
               {"PRINCIPLE", false, Fit::kWrapped},
               {"BY STAFF GROUP", false, Fit::kWrapped},
               {"STREAM"}});
  for (const v1::Principle& principle : response.principles()) {
    table.Add({Recurrence(principle.recurrence()), std::to_string(principle.story_count()),
               principle.wording(), Groups(principle), principle.stream()});
  }
  return table;
}

Table StoriesTable(const v1::ListPrinciplesResponse& response) {
  Table table({{"PRINCIPLE", false, Fit::kWrapped},
               {"STORY", false, Fit::kWrapped},
               {"TOLD"},
               {"BY"},
               {"SUCCESS"},
               {"CHIEF ACTION", false, Fit::kWrapped}});
  for (const v1::Principle& principle : response.principles()) {
    for (const auto& linked : principle.stories()) {
      for (const auto& action : linked.actions()) {
        table.Add({principle.wording(), Named(linked.story()), linked.story().told_on(),
                   linked.story().staff_group(), Success(linked.story().success()), action.wording()});
      }
    }
  }
  return table;
}

std::string NodeInWords(const v1::StoryGraphNode& node) {
  if (node.item() == v1::STORY_ITEM_STORY) {
    return StrCat(Named(node.story()), ", told by ", node.story().staff_group(), ", ",
                  Success(node.story().success()));
  }
  if (node.item() == v1::STORY_ITEM_ACTION) return node.wording();
  return StrCat(node.wording(), " (", Recurrence(node.recurrence()), ", ", node.story_count(),
                node.story_count() == 1 ? " story)" : " stories)");
}

// Nodes by id, and where each leads.
struct Graph {
  explicit Graph(const v1::GetStoryGraphResponse& response) {
    for (const auto& node : response.nodes()) nodes[node.id()] = &node;
    for (const auto& edge : response.edges()) {
      leads[edge.from()].push_back(edge.to());
      reached.insert(edge.to());
    }
  }
  std::map<std::string, const v1::StoryGraphNode*> nodes;
  std::map<std::string, std::vector<std::string>> leads;
  std::set<std::string> reached;
};

void RenderFrom(const Graph& graph, const std::string& id, int depth, const Terminal& terminal,
                std::string& out) {
  const auto node = graph.nodes.find(id);
  if (node == graph.nodes.end()) return;
  const std::string indent(static_cast<size_t>(depth) * 4, ' ');
  const bool principle = node->second->item() == v1::STORY_ITEM_PRINCIPLE;
  for (const std::string& line : Wrapped(StrCat(depth == 0 ? "" : "→ ", Harmless(NodeInWords(*node->second))),
                                         terminal.width - 4 * depth)) {
    out += StrCat(indent, principle ? Styled(terminal, Style::kBold, line) : line, "\n");
  }
  const auto leads = graph.leads.find(id);
  if (leads == graph.leads.end()) return;
  for (const std::string& next : leads->second) RenderFrom(graph, next, depth + 1, terminal, out);
}

// "interruption reason ILLNESS; words \"bakery\", \"nights\"".
std::string LikenessInWords(const v1::StoryLikeCase& story) {
  std::string text;
  std::string kind_before;
  for (const v1::Likeness& likeness : story.likenesses()) {
    const bool word = likeness.kind() == v1::LIKENESS_KIND_WORD;
    constexpr std::string_view kPrefix = "LIKENESS_KIND_";
    const std::string kind = Spoken(v1::LikenessKind_Name(likeness.kind()).substr(kPrefix.size()));
    text += kind == kind_before ? ", " : StrCat(text.empty() ? "" : "; ", kind, " ");
    text += word ? StrCat("\"", likeness.value(), "\"") : likeness.value();
    kind_before = kind;
  }
  return text;
}

std::string PrinciplesInWords(const v1::ActionOfPrinciples& action) {
  std::string text;
  for (const auto& principle : action.principles()) {
    text += StrCat(text.empty() ? "" : "; ", principle.wording());
  }
  return text;
}

Table LikeTable(const v1::ListStoriesLikeCaseResponse& response) {
  Table table({{"STORY"}, {"POINTS", true}, {"ALIKE IN"}, {"ACTION"}, {"PRINCIPLES"}});
  for (const v1::StoryLikeCase& like : response.stories()) {
    const auto add = [&](const std::string& action, const std::string& principles) {
      table.Add(
          {like.story().stream(), std::to_string(like.points()), LikenessInWords(like), action, principles});
    };
    for (const auto& action : like.actions()) add(action.action().wording(), PrinciplesInWords(action));
    if (like.actions().empty()) add("", "");
  }
  return table;
}

std::string Indented(std::string_view first, std::string_view text, int indent, const Terminal& terminal) {
  std::string out;
  for (const std::string& line : Wrapped(StrCat(first, Harmless(text)), terminal.width - indent)) {
    out += StrCat(std::string(static_cast<size_t>(indent), ' '), line, "\n");
  }
  return out;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : Harmless(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string RenderPrinciples(const v1::ListPrinciplesResponse& response, bool stories,
                             const Terminal& terminal) {
  const Table table = stories ? StoriesTable(response) : PrinciplesTable(response);
  if (!terminal.interactive) return table.Render(terminal);
  std::string out = TotalsInWords(response.totals());
  if (!table.empty()) out += StrCat("\n", table.Render(terminal));
  return out;
}

std::string RenderGraph(const v1::GetStoryGraphResponse& response, const Terminal& terminal) {
  std::string out;
  if (!terminal.interactive) {
    for (const auto& edge : response.edges())
      out += StrCat(Harmless(edge.from()), "\t", Harmless(edge.to()), "\n");
    return out;
  }
  const Graph graph(response);
  for (const auto& node : response.nodes()) {
    if (!graph.reached.contains(node.id())) RenderFrom(graph, node.id(), 0, terminal, out);
  }
  return out;
}

std::string RenderDot(const v1::GetStoryGraphResponse& response) {
  std::string out = "digraph stories {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";
  for (const auto& node : response.nodes()) {
    const std::string_view shape = node.item() == v1::STORY_ITEM_STORY                     ? "note"
                                   : node.item() == v1::STORY_ITEM_ACTION                  ? "plaintext"
                                   : node.recurrence() == v1::PRINCIPLE_RECURRENCE_GENERAL ? "doubleoctagon"
                                                                                           : "box";
    out += StrCat("  ", Quoted(node.id()), " [shape=", shape, ", label=", Quoted(NodeInWords(node)), "];\n");
  }
  for (const auto& edge : response.edges()) {
    out += StrCat("  ", Quoted(edge.from()), " -> ", Quoted(edge.to()), ";\n");
  }
  return out + "}\n";
}

std::string RenderHits(const v1::SearchStoriesResponse& response, const Terminal& terminal) {
  if (!terminal.interactive) {
    Table table({{"ITEM"}, {"STREAM"}, {"ACTION"}, {"TEXT"}});
    for (const v1::StoryHit& hit : response.hits()) {
      std::string snippet;
      for (const auto& part : hit.snippet()) snippet += part.text();
      table.Add({LastWord(v1::StoryItem_Name(hit.item())),
                 hit.principle().empty() ? hit.story().stream() : hit.principle(), hit.action_id(), snippet});
    }
    return table.Render(terminal);
  }
  std::string out;
  for (const v1::StoryHit& hit : response.hits()) {
    const std::string name = hit.item() == v1::STORY_ITEM_PRINCIPLE ? hit.principle()
                             : hit.item() == v1::STORY_ITEM_ACTION
                                 ? StrCat("action ", hit.action_id(), " of ", Named(hit.story()))
                                 : Named(hit.story());
    out += StrCat(Styled(terminal, Style::kBold, Harmless(name)), "\n    ");
    for (const auto& part : hit.snippet()) {
      out += part.matched() ? Styled(terminal, Style::kYellow, Harmless(part.text())) : Harmless(part.text());
    }
    out += "\n";
  }
  return out;
}

std::string RenderLike(std::string_view case_stream, const v1::ListStoriesLikeCaseResponse& response,
                       const Terminal& terminal) {
  if (!terminal.interactive) return LikeTable(response).Render(terminal);
  if (response.stories().empty()) {
    return StrCat(
        "None of ", Grouped(response.standing_stories()), " stories is like ", Harmless(case_stream),
        ".\nSearch by words of your own (praksis stories search), or tell a story when something has gone "
        "well: on the page /stories/tell.\n");
  }
  std::string out =
      StrCat(response.stories_size(), response.stories_size() == 1 ? " story" : " stories", " like ",
             Harmless(case_stream), ", of ", Grouped(response.standing_stories()), "; hints, no more\n");
  for (const v1::StoryLikeCase& like : response.stories()) {
    out += StrCat("\n", Styled(terminal, Style::kBold, Harmless(Named(like.story()))), ", ",
                  Success(like.story().success()), "\n");
    out += Indented("alike in ", LikenessInWords(like), 4, terminal);
    for (const auto& action : like.actions()) {
      out += Indented("· ", action.action().wording(), 4, terminal);
      for (const auto& principle : action.principles())
        out += Indented("→ ", principle.wording(), 8, terminal);
    }
  }
  return out;
}

std::string RenderConsent(const v1::GetStoryConsentResponse& response, const Terminal& terminal) {
  if (!terminal.interactive) {
    if (!response.stands()) return "";
    return StrCat(response.valid_until().empty() ? "until withdrawn" : response.valid_until(), "\n");
  }
  if (!response.stands()) {
    return "no consent to the use of stories stands: only an anonymised story's texts are shown\n";
  }
  return StrCat(
      "the consent to the use of stories stands",
      response.valid_until().empty() ? " until it is withdrawn" : StrCat(" until ", response.valid_until()),
      "\n");
}

}  // namespace praksis::cli

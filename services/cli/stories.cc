// praksis stories.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/ask.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/servers.h"
#include "services/cli/stories_text.h"

namespace praksis::cli {
namespace {

struct Options {
  std::string programme;
  std::vector<std::string> staff_groups;
  std::string from;
  std::string to;
  std::vector<std::string> municipalities;
  int general_from = 0;
  std::vector<std::string> recurrences;
  bool stories = false;
  std::string around;
  int steps = 0;
  bool dot = false;
  std::string query;
  std::vector<std::string> items;
  std::string text_language;
  int limit = 20;
  std::string case_stream;
  int like_limit = 5;
  std::string at_least;
  std::string known_at;

  void Narrow(v1::StorySelection& selection) const {
    selection.set_programme(programme);
    for (const auto& group : staff_groups) selection.add_staff_groups(group);
    selection.set_from(from);
    selection.set_to(to);
    for (const auto& municipality : municipalities) selection.add_municipalities(municipality);
  }
};

// All pages in one.
int RunPrinciples(Context& context, const Options& options) {
  v1::ListPrinciplesRequest request;
  options.Narrow(*request.mutable_selection());
  request.set_general_from_stories(options.general_from);
  for (const std::string& name : options.recurrences) {
    v1::PrincipleRecurrence recurrence;
    if (v1::PrincipleRecurrence_Parse("PRINCIPLE_RECURRENCE_" + name, &recurrence)) {
      request.add_recurrences(recurrence);
    }
  }
  request.set_page_size(1'000);
  request.set_at_least(options.at_least);
  request.set_known_at(options.known_at);
  v1::ListPrinciplesResponse all;
  Client client(ServerOf(context, kStories), context.timeout(), context.tls());
  while (true) {
    v1::ListPrinciplesResponse page;
    const google::rpc::Status status = client.ListPrinciples(request, page);
    if (status.code() != 0) return Fail(context, Understand(status));
    request.set_page_token(page.next_page_token());
    all.MergeFrom(page);
    if (request.page_token().empty()) break;
  }
  all.clear_next_page_token();
  Print(context.json ? ToJson(all, context.out) : RenderPrinciples(all, options.stories, context.out));
  return kOk;
}

int RunGraph(Context& context, const Options& options) {
  v1::GetStoryGraphRequest request;
  options.Narrow(*request.mutable_selection());
  request.set_general_from_stories(options.general_from);
  request.set_around(options.around);
  request.set_steps(options.steps);
  request.set_at_least(options.at_least);
  request.set_known_at(options.known_at);
  return Ask(context, kStories, request, &Client::GetStoryGraph,
             [&](const v1::GetStoryGraphResponse& response) {
               return options.dot ? RenderDot(response) : RenderGraph(response, context.out);
             });
}

// Pages until there are as many hits as wanted, or no more.
int RunSearch(Context& context, const Options& options) {
  v1::SearchStoriesRequest request;
  request.set_query(options.query);
  options.Narrow(*request.mutable_selection());
  for (const std::string& name : options.items) {
    v1::StoryItem item;
    if (v1::StoryItem_Parse("STORY_ITEM_" + name, &item)) request.add_items(item);
  }
  request.set_language(options.text_language);
  request.set_page_size(std::min(options.limit, 100));
  request.set_at_least(options.at_least);
  v1::SearchStoriesResponse all;
  Client client(ServerOf(context, kStories), context.timeout(), context.tls());
  while (all.hits_size() < options.limit) {
    v1::SearchStoriesResponse page;
    const google::rpc::Status status = client.SearchStories(request, page);
    if (status.code() != 0) return Fail(context, Understand(status));
    request.set_page_token(page.next_page_token());
    all.MergeFrom(page);
    if (request.page_token().empty()) break;
  }
  while (all.hits_size() > options.limit) all.mutable_hits()->RemoveLast();
  all.clear_next_page_token();
  if (all.hits().empty() && !context.json && context.out.interactive) PrintError("nothing found\n");
  Print(context.json ? ToJson(all, context.out) : RenderHits(all, context.out));
  return kOk;
}

int RunLike(Context& context, const Options& options) {
  v1::ListStoriesLikeCaseRequest request;
  request.set_case_stream(options.case_stream);
  request.set_limit(options.like_limit);
  request.set_at_least(options.at_least);
  return Ask(context, kStories, request, &Client::ListStoriesLikeCase,
             [&](const v1::ListStoriesLikeCaseResponse& response) {
               return RenderLike(options.case_stream, response, context.out);
             });
}

int RunConsent(Context& context, const Options& options) {
  v1::GetStoryConsentRequest request;
  request.set_case_stream(options.case_stream);
  request.set_at_least(options.at_least);
  return Ask(
      context, kStories, request, &Client::GetStoryConsent,
      [&](const v1::GetStoryConsentResponse& response) { return RenderConsent(response, context.out); });
}

void AddSelection(CLI::App& command, Options& options) {
  command.add_option("--programme", options.programme, "Only stories told in this programme")
      ->type_name("PROGRAMME");
  command.add_option("--staff-group", options.staff_groups, "Only stories of this group; may be given again")
      ->type_name("GROUP");
  command.add_option("--from", options.from, "Only stories told on this day or later")->type_name("DATE");
  command.add_option("--to", options.to, "… on this day or earlier")->type_name("DATE");
  command.add_option("--municipality", options.municipalities, "Only from here (DK-360); may be given again")
      ->type_name("CODE");
  AddAtLeast(command, options.at_least);
}

void AddGeneralFrom(CLI::App& command, Options& options) {
  command
      .add_option("--general-from", options.general_from,
                  "From how many distinct stories on a principle is general (2)")
      ->type_name("N")
      ->check(Quiet(CLI::Range(2, 1'000)));
  AddKnownAt(command, options.known_at);
}

void AddPrinciples(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& command =
      AddCommand(group, context, "principles", "Principles of action, by how many stories they recur in",
                 "  praksis stories principles\n"
                 "  praksis stories principles --staff-group team-1 --from 2025-01-01\n"
                 "  praksis stories principles --recurs GENERAL --stories\n",
                 [&context, options] { return RunPrinciples(context, *options); });
  AddSelection(command, *options);
  AddGeneralFrom(command, *options);
  command
      .add_option("--recurs", options->recurrences, "Only GENERAL, UNIQUE or UNLINKED; may be given again")
      ->type_name("HOW")
      ->check(Quiet(CLI::IsMember({"GENERAL", "UNIQUE", "UNLINKED"})));
  command.add_flag("--stories", options->stories,
                   "A row for each story and chief action that a principle is in");
}

void AddGraph(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& command =
      AddCommand(group, context, "graph", "Stories, the chief actions in them, and their principles",
                 "  praksis stories graph\n"
                 "  praksis stories graph --around principle/demo-1 --steps 2\n"
                 "  praksis stories graph --dot | dot -Tsvg > stories.svg\n",
                 [&context, options] { return RunGraph(context, *options); });
  AddSelection(command, *options);
  AddGeneralFrom(command, *options);
  command
      .add_option("--around", options->around,
                  "Only what is near this: story/ID, story/ID#ACTION or principle/ID")
      ->type_name("NODE");
  command.add_option("--steps", options->steps, "How near: 2 is from a story to its principles")
      ->type_name("N")
      ->check(Quiet(CLI::Range(1, 10)));
  command.add_flag("--dot", options->dot, "For Graphviz");
}

void AddSearch(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& command =
      AddCommand(group, context, "search", "Find stories, chief actions and principles by their words",
                 "  praksis stories search 'debt school'\n"
                 "  praksis stories search '\"first interview\" -group' --item ACTION\n"
                 "  praksis stories search virksomhed --language da --json\n",
                 [&context, options] { return RunSearch(context, *options); });
  command
      .add_option("QUERY", options->query,
                  "Words that must all be there; \"in quotes\" next to each other; -not this one")
      ->required()
      ->type_name("");
  AddSelection(command, *options);
  command.add_option("--item", options->items, "Only STORY, ACTION or PRINCIPLE; may be given again")
      ->type_name("ITEM")
      ->check(Quiet(CLI::IsMember({"STORY", "ACTION", "PRINCIPLE"})));
  command.add_option("--language", options->text_language, "Only texts in this language (da)")
      ->type_name("LANG");
  command.add_option("--limit", options->limit, "At most so many")
      ->type_name("N")
      ->capture_default_str()
      ->check(Quiet(CLI::Range(1, 10'000)));
}

void AddLike(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& command =
      AddCommand(group, context, "like", "Stories like a case: what they share with it, and what was done",
                 "  praksis stories like case/demo-1\n"
                 "  praksis stories like case/demo-1 --limit 10 --json\n",
                 [&context, options] { return RunLike(context, *options); });
  command.add_option("CASE", options->case_stream, "The case: case/ID")->required()->type_name("");
  command.add_option("--limit", options->like_limit, "At most so many")
      ->type_name("N")
      ->capture_default_str()
      ->check(Quiet(CLI::Range(1, 20)));
  AddAtLeast(command, options->at_least);
}

void AddConsent(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& command =
      AddCommand(group, context, "consent",
                 "Whether a story about a case may be told so that somebody could recognise the person\n\n"
                 "Piped, the consent's last day, or \"until withdrawn\"; nothing where it does not stand.",
                 "  praksis stories consent case/demo-1\n",
                 [&context, options] { return RunConsent(context, *options); });
  command.add_option("CASE", options->case_stream, "The case: case/ID")->required()->type_name("");
  AddAtLeast(command, options->at_least);
}

}  // namespace

void AddStoriesCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "stories",
                               "Learning from success: stories, their chief actions, principles of action",
                               "  praksis stories principles\n"
                               "  praksis stories search 'first interview'\n"
                               "  praksis stories like case/demo-1\n"
                               "  praksis stories graph --dot | dot -Tsvg > stories.svg\n",
                               nullptr);
  const auto options = std::make_shared<Options>();
  AddPrinciples(group, context, options);
  AddGraph(group, context, options);
  AddSearch(group, context, options);
  AddLike(group, context, options);
  AddConsent(group, context, options);
}

}  // namespace praksis::cli

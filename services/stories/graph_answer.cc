#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "services/stories/answers.h"

namespace praksis::services {
namespace {

constexpr size_t kMostNodes = 5'000;

// What a node stands for; one of them is there.
struct Node {
  const stories::Story* story = nullptr;
  const stories::ChiefAction* action = nullptr;
  const stories::RecurringPrinciple* principle = nullptr;
};

struct Graph {
  std::map<std::string, Node> nodes;
  // From, to: story and action, action and principle.
  std::set<std::pair<std::string, std::string>> edges;
};

std::string IdOf(const stories::Story& story, const stories::ChiefAction& action) {
  return base::StrCat(story.stream, "#", action.id);
}

Graph GraphOf(const stories::Findings& findings) {
  Graph graph;
  for (const stories::Story* story : findings.stories) {
    graph.nodes[story->stream].story = story;
    for (const stories::ChiefAction& action : story->actions) {
      const std::string id = IdOf(*story, action);
      graph.nodes[id].action = &action;
      graph.edges.emplace(story->stream, id);
    }
  }
  for (const stories::RecurringPrinciple& it : findings.principles) {
    graph.nodes[it.principle->stream].principle = &it;
    for (const stories::Instance& instance : it.instances) {
      for (const stories::ChiefAction* action : instance.actions) {
        graph.edges.emplace(IdOf(*instance.story, *action), it.principle->stream);
      }
    }
  }
  return graph;
}

// The ids of what is at most `steps` edges from `around`, whichever way they lead.
std::set<std::string> Near(const Graph& graph, const std::string& around, int steps) {
  std::multimap<std::string, std::string> neighbours;
  for (const auto& [from, to] : graph.edges) {
    neighbours.emplace(from, to);
    neighbours.emplace(to, from);
  }
  std::set<std::string> near = {around};
  std::set<std::string> border = near;
  for (int step = 0; step < steps; ++step) {
    std::set<std::string> next;
    for (const std::string& id : border) {
      const auto [begin, end] = neighbours.equal_range(id);
      for (auto it = begin; it != end; ++it) {
        if (near.insert(it->second).second) next.insert(it->second);
      }
    }
    border = std::move(next);
  }
  return near;
}

void Keep(const std::set<std::string>& ids, Graph& graph) {
  std::erase_if(graph.nodes, [&](const auto& node) { return !ids.contains(node.first); });
  std::erase_if(graph.edges,
                [&](const auto& edge) { return !ids.contains(edge.first) || !ids.contains(edge.second); });
}

absl::Status PutNode(const std::string& id, const Node& node, stories::TextRights& rights,
                     v1::StoryGraphNode& out) {
  out.set_id(id);
  if (node.story != nullptr) {
    out.set_item(v1::STORY_ITEM_STORY);
    return PutReference(*node.story, rights, *out.mutable_story());
  }
  if (node.action != nullptr) {
    out.set_item(v1::STORY_ITEM_ACTION);
    out.set_wording(node.action->wording);
    return absl::OkStatus();
  }
  out.set_item(v1::STORY_ITEM_PRINCIPLE);
  out.set_wording(node.principle->principle->formulated.wording());
  out.set_recurrence(node.principle->recurrence);
  out.set_story_count(static_cast<int32_t>(node.principle->instances.size()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::GetStoryGraphResponse> AnswerGraph(const stories::Knowledge& knowledge,
                                                      const GraphQuery& query, stories::TextRights& rights) {
  const stories::Findings findings = knowledge.Select(query.selection, query.general_from);
  Graph graph = GraphOf(findings);
  if (!query.around.empty()) {
    if (!graph.nodes.contains(query.around)) {
      return base::Refuse(
          absl::StatusCode::kNotFound, "NODE_NOT_FOUND",
          base::StrCat("The selection has no story, action or principle \"", query.around, "\"."),
          {{"around", query.around}});
    }
    Keep(Near(graph, query.around, query.steps), graph);
  }
  if (graph.nodes.size() > kMostNodes) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "GRAPH_TOO_LARGE",
        base::StrCat("The graph has ", graph.nodes.size(), " nodes, more than the ", kMostNodes,
                     " that are given at once; ask around a node, or about a part of the stories."),
        {{"nodes", std::to_string(graph.nodes.size())}, {"most", std::to_string(kMostNodes)}});
  }
  v1::GetStoryGraphResponse response;
  for (const auto item : {v1::STORY_ITEM_STORY, v1::STORY_ITEM_ACTION, v1::STORY_ITEM_PRINCIPLE}) {
    for (const auto& [id, node] : graph.nodes) {
      const auto is = node.story != nullptr    ? v1::STORY_ITEM_STORY
                      : node.action != nullptr ? v1::STORY_ITEM_ACTION
                                               : v1::STORY_ITEM_PRINCIPLE;
      if (is == item) RETURN_IF_ERROR(PutNode(id, node, rights, *response.add_nodes()));
    }
  }
  for (const auto& [from, to] : graph.edges) {
    auto& edge = *response.add_edges();
    edge.set_from(from);
    edge.set_to(to);
  }
  response.set_definition_revision(stories::kDefinitionRevision);
  return response;
}

}  // namespace praksis::services

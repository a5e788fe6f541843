#include "libs/stories/knowledge.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace praksis::stories {
namespace {

bool Among(const std::vector<std::string>& list, std::string_view one) {
  return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
}

// Sessions and stories are of a programme, a staff group, a day and a municipality alike.
bool Fits(const StorySelection& selection, std::string_view programme, std::string_view staff_group,
          base::Day day, std::string_view municipality) {
  return (selection.programme.empty() || selection.programme == programme) &&
         Among(selection.staff_groups, staff_group) && Among(selection.municipalities, municipality) &&
         (!selection.from || day >= *selection.from) && (!selection.to || day <= *selection.to);
}

v1::PrincipleRecurrence RecurrenceIn(size_t stories, int general_from) {
  if (stories == 0) return v1::PRINCIPLE_RECURRENCE_UNLINKED;
  return stories >= static_cast<size_t>(general_from) ? v1::PRINCIPLE_RECURRENCE_GENERAL
                                                      : v1::PRINCIPLE_RECURRENCE_UNIQUE;
}

// Whether the selection has the principle at all.
bool Shown(const RecurringPrinciple& principle, const StorySelection& selection) {
  if (!principle.instances.empty()) return true;
  if (selection.AsksAboutStories()) return false;
  return selection.programme.empty() || principle.principle->formulated.programme() == selection.programme;
}

// From `stream` on to what it was given up for, and so on. `merged_into(name)`: nothing where there is no
// such principle,
// "" where it stands.
template <typename MergedInto>
std::string FollowMergers(std::string stream, const MergedInto& merged_into) {
  std::set<std::string> seen = {stream};
  while (true) {
    const std::optional<std::string> into = merged_into(stream);
    if (!into || into->empty() || !merged_into(*into)) return stream;
    stream = *into;
    // In a circle, the one where it closes stands for all that lead there.
    if (!seen.insert(stream).second) return stream;
  }
}

void SortByRecurrence(std::vector<RecurringPrinciple>& principles) {
  std::sort(principles.begin(), principles.end(), [](const auto& one, const auto& other) {
    if (one.instances.size() != other.instances.size()) return one.instances.size() > other.instances.size();
    return std::tie(one.principle->formulated.wording(), one.principle->stream) <
           std::tie(other.principle->formulated.wording(), other.principle->stream);
  });
}

void CountRecurrence(const std::vector<RecurringPrinciple>& principles, v1::StoryTotals& totals) {
  const auto count = [&](v1::PrincipleRecurrence recurrence) {
    return static_cast<int32_t>(std::count_if(principles.begin(), principles.end(),
                                              [&](const auto& it) { return it.recurrence == recurrence; }));
  };
  totals.set_general(count(v1::PRINCIPLE_RECURRENCE_GENERAL));
  totals.set_unique(count(v1::PRINCIPLE_RECURRENCE_UNIQUE));
  totals.set_unlinked(count(v1::PRINCIPLE_RECURRENCE_UNLINKED));
}

}  // namespace

bool StorySelection::Has(const Story& story) const {
  return Fits(*this, story.told.programme(), story.told.staff_group(), story.told_on, story.municipality);
}

bool StorySelection::Has(const Session& session) const {
  return Fits(*this, session.programme, session.held.staff_group(), session.held_on, session.municipality);
}

bool StorySelection::AsksAboutStories() const {
  return !staff_groups.empty() || from || to || !municipalities.empty();
}

Knowledge::Knowledge(const readmodels::LearningStreams& streams) {
  for (const auto& [name, stream] : streams.Of("story")) {
    if (std::optional<Story> story = ReadStory(*stream)) stories_.emplace(name, *std::move(story));
  }
  for (const auto& [name, stream] : streams.Of("principle")) {
    if (std::optional<Principle> principle = ReadPrinciple(*stream)) {
      principles_.emplace(name, *std::move(principle));
    }
  }
  for (const auto& [name, stream] : streams.Of("programme")) {
    for (Session& session : ReadSessions(*stream)) sessions_.push_back(std::move(session));
  }
  for (const auto& [name, story] : stories_) {
    if (!story.retracted) standing_.push_back(&story);
  }
  std::stable_sort(standing_.begin(), standing_.end(),
                   [](const Story* one, const Story* other) { return one->told_on > other->told_on; });
}

const Story* Knowledge::StandingStory(std::string_view stream) const {
  const auto found = stories_.find(stream);
  return found == stories_.end() || found->second.retracted ? nullptr : &found->second;
}

std::map<std::string, std::vector<const Principle*>> Knowledge::PrinciplesOf(const Story& story) const {
  const auto by_stream = [](const Principle* one, const Principle* other) {
    return one->stream < other->stream;
  };
  std::map<std::string, std::set<const Principle*, decltype(by_stream)>> found;
  for (const auto& [name, principle] : principles_) {
    auto link = std::lower_bound(principle.links.begin(), principle.links.end(), Link{story.stream, ""});
    for (; link != principle.links.end() && link->story == story.stream; ++link) {
      found[link->action].insert(Standing(name));
    }
  }
  std::map<std::string, std::vector<const Principle*>> principles;
  for (const auto& [action, these] : found) principles[action].assign(these.begin(), these.end());
  return principles;
}

const Principle* Knowledge::Standing(std::string_view stream) const {
  const std::string standing = FollowMergers(std::string(stream), [this](const std::string& name) {
    const auto found = principles_.find(name);
    return found == principles_.end() ? std::nullopt : std::optional(found->second.merged_into);
  });
  const auto found = principles_.find(standing);
  return found == principles_.end() ? nullptr : &found->second;
}

std::string StandingPrinciple(const readmodels::LearningStreams& streams, const std::string& stream) {
  return FollowMergers(stream, [&streams](const std::string& name) -> std::optional<std::string> {
    const readmodels::LearningStream* found = streams.Find(name);
    const std::optional<Principle> principle = found == nullptr ? std::nullopt : ReadPrinciple(*found);
    return principle ? std::optional(principle->merged_into) : std::nullopt;
  });
}

std::vector<Instance> Knowledge::InstancesOf(const std::vector<Link>& links,
                                             const StorySelection& selection) const {
  std::vector<Instance> instances;
  for (const Link& link : links) {
    const auto found = stories_.find(link.story);
    if (found == stories_.end()) continue;
    const Story& story = found->second;
    const ChiefAction* action = story.Action(link.action);
    if (action == nullptr || story.retracted || !selection.Has(story)) continue;
    if (instances.empty() || instances.back().story != &story) instances.push_back({&story, {}});
    instances.back().actions.push_back(action);
  }
  std::sort(instances.begin(), instances.end(), [](const Instance& one, const Instance& other) {
    return std::tie(one.story->told_on, one.story->stream) <
           std::tie(other.story->told_on, other.story->stream);
  });
  return instances;
}

Findings Knowledge::Select(const StorySelection& selection, int general_from) const {
  Findings findings;
  std::set<std::string_view> groups;
  for (const auto& [name, story] : stories_) {
    if (!selection.Has(story)) continue;
    if (story.retracted) {
      findings.totals.set_retracted_stories(findings.totals.retracted_stories() + 1);
      continue;
    }
    findings.stories.push_back(&story);
    groups.insert(story.told.staff_group());
    findings.totals.set_actions(findings.totals.actions() + static_cast<int32_t>(story.actions.size()));
  }
  for (const Session& session : sessions_) {
    if (!selection.Has(session)) continue;
    findings.totals.set_sessions(findings.totals.sessions() + 1);
    groups.insert(session.held.staff_group());
  }
  findings.totals.set_stories(static_cast<int32_t>(findings.stories.size()));
  findings.totals.set_staff_groups(static_cast<int32_t>(groups.size()));

  struct Gathered {
    std::set<Link> links;
    std::vector<std::string> merged;
  };
  std::map<const Principle*, Gathered> gathered;
  for (const auto& [name, principle] : principles_) {
    const Principle* standing = Standing(name);
    Gathered& there = gathered[standing];
    there.links.insert(principle.links.begin(), principle.links.end());
    if (standing != &principle) there.merged.push_back(name);
  }
  for (auto& [principle, there] : gathered) {
    RecurringPrinciple recurring{.principle = principle, .merged = std::move(there.merged)};
    recurring.instances = InstancesOf({there.links.begin(), there.links.end()}, selection);
    recurring.recurrence = RecurrenceIn(recurring.instances.size(), general_from);
    if (Shown(recurring, selection)) findings.principles.push_back(std::move(recurring));
  }
  SortByRecurrence(findings.principles);
  CountRecurrence(findings.principles, findings.totals);
  return findings;
}

}  // namespace praksis::stories

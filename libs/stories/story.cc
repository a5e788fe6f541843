#include "libs/stories/story.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libs/domain/fact/fact.h"

namespace praksis::stories {

const ChiefAction* Story::Action(std::string_view id) const {
  const auto found =
      std::find_if(actions.begin(), actions.end(), [&](const auto& it) { return it.id == id; });
  return found == actions.end() ? nullptr : &*found;
}

std::optional<Story> ReadStory(const readmodels::LearningStream& stream) {
  std::optional<Story> story;
  for (const v1::Event& fact : stream.facts) {
    if (fact.has_story_told()) {
      story = Story{.stream = stream.name,
                    .municipality = fact.municipality(),
                    .told_on = domain::OccurredDay(fact),
                    .told = fact.story_told(),
                    .success = fact.story_told().success()};
    }
    if (!story) continue;
    if (fact.has_story_verified()) {
      story->success = fact.story_verified().success();
      ++story->verifications;
    } else if (fact.has_chief_action_identified()) {
      const auto& identified = fact.chief_action_identified();
      story->actions.push_back({identified.action_id(), identified.wording()});
    } else if (fact.has_story_shared_at_meeting()) {
      story->sharings.push_back(
          {domain::OccurredDay(fact), fact.municipality(), fact.story_shared_at_meeting()});
    } else if (fact.has_story_retracted()) {
      story->retracted = true;
    }
  }
  return story;
}

std::optional<Principle> ReadPrinciple(const readmodels::LearningStream& stream) {
  std::optional<Principle> principle;
  std::set<Link> links;
  for (const v1::Event& fact : stream.facts) {
    if (fact.has_principle_formulated()) {
      if (!principle) {
        principle = Principle{.stream = stream.name,
                              .municipality = fact.municipality(),
                              .formulated_on = domain::OccurredDay(fact)};
      }
      principle->formulated = fact.principle_formulated();
    }
    if (!principle) continue;
    if (fact.has_principle_linked()) {
      links.insert({fact.principle_linked().story(), fact.principle_linked().action()});
    } else if (fact.has_principle_unlinked()) {
      links.erase({fact.principle_unlinked().story(), fact.principle_unlinked().action()});
    } else if (fact.has_principles_merged()) {
      principle->merged_into = fact.principles_merged().into();
    }
  }
  if (principle) principle->links.assign(links.begin(), links.end());
  return principle;
}

std::vector<Session> ReadSessions(const readmodels::LearningStream& stream) {
  std::vector<Session> sessions;
  for (const v1::Event& fact : stream.facts) {
    if (!fact.has_learning_session_held()) continue;
    sessions.push_back(
        {stream.name, fact.municipality(), domain::OccurredDay(fact), fact.learning_session_held()});
  }
  return sessions;
}

std::string LanguageOf(std::string_view stated, std::string_view municipality) {
  if (!stated.empty()) return std::string(stated.substr(0, stated.find('-')));
  static constexpr std::pair<std::string_view, std::string_view> kSpoken[] = {
      {"DK-", "da"}, {"SE-", "sv"}, {"GB-", "en"}, {"IE-", "en"}, {"IL-", "he"}};
  for (const auto& [country, language] : kSpoken) {
    if (municipality.starts_with(country)) return std::string(language);
  }
  return "";
}

}  // namespace praksis::stories

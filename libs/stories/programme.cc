#include "libs/stories/programme.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "libs/domain/fact/fact.h"

namespace praksis::stories {
namespace {

// Of the fact that begins a cycle, a workshop or an experiment; nothing of any other.
struct Beginning {
  std::string programme;
  std::string title;
};

std::optional<Beginning> BeginningIn(const v1::Event& fact) {
  if (fact.has_challenge_identified()) {
    return Beginning{fact.challenge_identified().programme(), fact.challenge_identified().wording()};
  }
  if (fact.has_workshop_held())
    return Beginning{fact.workshop_held().programme(), fact.workshop_held().theme()};
  if (fact.has_experiment_started()) {
    return Beginning{fact.experiment_started().programme(), fact.experiment_started().hypothesis()};
  }
  return std::nullopt;
}

// Those of `organisations` that are not among `there` yet, which they then are.
template <typename Organisations>
std::vector<std::string> Joining(const Organisations& organisations, std::set<std::string>& there) {
  std::vector<std::string> joining;
  for (const std::string& organisation : organisations) {
    if (there.insert(organisation).second) joining.push_back(organisation);
  }
  return joining;
}

}  // namespace

std::optional<Programme> ReadProgramme(const readmodels::LearningStream& stream) {
  std::optional<Programme> programme;
  std::set<std::string> organisations;
  for (const v1::Event& fact : stream.facts) {
    const base::Day day = domain::OccurredDay(fact);
    if (fact.has_programme_opened()) {
      const v1::ProgrammeOpened& opened = fact.programme_opened();
      programme =
          Programme{.stream = stream.name,
                    .municipality = fact.municipality(),
                    .opened_on = day,
                    .opened = opened,
                    .stages = {{opened.stage(), day, Joining(opened.organisations(), organisations)}}};
    }
    if (!programme) continue;
    if (fact.has_programme_stage_changed()) {
      const v1::ProgrammeStageChanged& changed = fact.programme_stage_changed();
      programme->stages.push_back(
          {changed.stage(), day, Joining(changed.joining_organisations(), organisations)});
    } else if (fact.has_programme_closed()) {
      programme->closed_on = day;
      programme->ending = fact.programme_closed().ending();
    }
  }
  if (!programme) return std::nullopt;
  programme->sessions = ReadSessions(stream);
  std::stable_sort(programme->stages.begin(), programme->stages.end(),
                   [](const auto& one, const auto& other) { return one.from < other.from; });
  return programme;
}

std::vector<Branch> BranchesOf(const readmodels::LearningStreams& streams, const std::string& programme,
                               const std::vector<const Story*>& stories) {
  std::set<std::string_view> shared_in;
  for (const Story* story : stories) {
    for (const Sharing& sharing : story->sharings) shared_in.insert(sharing.shared.experiment());
  }
  std::vector<Branch> branches;
  for (const std::string_view kind : {"cycle", "workshop", "experiment"}) {
    for (const auto& [name, stream] : streams.Of(kind)) {
      for (const v1::Event& fact : stream->facts) {
        const std::optional<Beginning> beginning = BeginningIn(fact);
        if (!beginning) continue;
        const bool began_here = beginning->programme == programme;
        if (began_here || shared_in.contains(name)) {
          branches.push_back(
              {name, domain::OccurredDay(fact), fact.municipality(), beginning->title, began_here});
        }
        break;
      }
    }
  }
  std::sort(branches.begin(), branches.end(), [](const Branch& one, const Branch& other) {
    return std::tie(one.began_on, one.stream) < std::tie(other.began_on, other.stream);
  });
  return branches;
}

}  // namespace praksis::stories

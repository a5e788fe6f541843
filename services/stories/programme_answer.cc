#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "services/stories/answers.h"

namespace praksis::services {
namespace {

using stories::Programme;
using stories::Session;
using stories::Sharing;
using stories::Story;

constexpr size_t kMostSharings = 100;

// A story of the programme, and one of the meetings it was told at.
struct SharedStory {
  const Story* story;
  const Sharing* sharing;
};

// What there is of one programme. Points into what it was made of.
struct Found {
  const Programme& programme;
  // That stand.
  std::vector<const Story*> stories = {};
  // Of them, by day, then story.
  std::vector<SharedStory> sharings = {};
  // Standing principles that it formulated.
  std::vector<const stories::Principle*> principles = {};
};

Found Find(const stories::Knowledge& knowledge, const Programme& programme) {
  Found found{.programme = programme};
  const stories::Findings findings =
      knowledge.Select({.programme = programme.stream}, stories::kGeneralFromStories);
  found.stories = findings.stories;
  for (const Story* story : found.stories) {
    for (const Sharing& sharing : story->sharings) found.sharings.push_back({story, &sharing});
  }
  std::stable_sort(found.sharings.begin(), found.sharings.end(), [](const auto& one, const auto& other) {
    return one.sharing->shared_on < other.sharing->shared_on;
  });
  for (const auto& recurring : findings.principles) {
    if (recurring.principle->formulated.programme() == programme.stream) {
      found.principles.push_back(recurring.principle);
    }
  }
  return found;
}

void PutOrganisations(const Programme& programme, v1::GetProgrammeResponse& out) {
  for (const stories::ProgrammeStage& stage : programme.stages) {
    std::vector<std::string> joining = stage.joining;
    std::sort(joining.begin(), joining.end());
    for (std::string& organisation : joining) {
      auto& added = *out.add_organisations();
      added.set_organisation(std::move(organisation));
      added.set_since(base::FormatDay(stage.from));
      added.set_stage(stage.stage);
    }
  }
}

// Staff groups as they are met with, one after the other.
class Units {
 public:
  void Add(const Session& session) {
    v1::ProgrammeUnit& unit = Seen(session.held.staff_group(), session.municipality, session.held_on);
    unit.set_sessions(unit.sessions() + 1);
    unit.set_attendances(unit.attendances() + session.held.participants());
  }
  void Add(const Story& story) {
    v1::ProgrammeUnit& unit = Seen(story.told.staff_group(), story.municipality, story.told_on);
    unit.set_stories(unit.stories() + 1);
  }
  void Add(const Sharing& sharing) {
    v1::ProgrammeUnit& unit = Seen(sharing.shared.staff_group(), sharing.municipality, sharing.shared_on);
    unit.set_sharings(unit.sharings() + 1);
  }

  // By the first day, then name.
  std::vector<v1::ProgrammeUnit> Take() && {
    std::vector<v1::ProgrammeUnit> units;
    for (auto& [name, seen] : units_) {
      seen.unit.set_staff_group(name);
      for (const std::string& place : seen.municipalities) seen.unit.add_municipalities(place);
      seen.unit.set_first_on(base::FormatDay(seen.first_on));
      seen.unit.set_last_on(base::FormatDay(seen.last_on));
      units.push_back(std::move(seen.unit));
    }
    std::stable_sort(units.begin(), units.end(),
                     [](const auto& one, const auto& other) { return one.first_on() < other.first_on(); });
    return units;
  }

 private:
  struct Unit {
    v1::ProgrammeUnit unit;
    std::set<std::string> municipalities;
    base::Day first_on = 0;
    base::Day last_on = 0;
  };

  v1::ProgrammeUnit& Seen(const std::string& name, const std::string& municipality, base::Day day) {
    const auto [found, is_new] = units_.try_emplace(name);
    Unit& unit = found->second;
    unit.municipalities.insert(municipality);
    unit.first_on = is_new ? day : std::min(unit.first_on, day);
    unit.last_on = is_new ? day : std::max(unit.last_on, day);
    return unit.unit;
  }

  std::map<std::string, Unit> units_;
};

void PutUnits(const Found& found, v1::GetProgrammeResponse& out) {
  Units units;
  for (const Session& session : found.programme.sessions) units.Add(session);
  for (const Story* story : found.stories) units.Add(*story);
  for (const SharedStory& shared : found.sharings) units.Add(*shared.sharing);
  for (v1::ProgrammeUnit& unit : std::move(units).Take()) *out.add_units() = std::move(unit);
}

void CountSuccess(const Story& story, v1::ProgrammeStage& stage) {
  stage.set_stories(stage.stories() + 1);
  if (story.verifications > 0) stage.set_verified(stage.verified() + 1);
  switch (story.success) {
    case v1::STORY_SUCCESS_OBJECTIVE:
      return stage.set_objective(stage.objective() + 1);
    case v1::STORY_SUCCESS_SUBJECTIVE:
      return stage.set_subjective(stage.subjective() + 1);
    case v1::STORY_SUCCESS_BOTH:
      return stage.set_both(stage.both() + 1);
    default:
      return;
  }
}

// The stages with their days and organisations, nothing counted yet.
std::vector<v1::ProgrammeStage> EmptyStages(const Programme& programme) {
  std::vector<v1::ProgrammeStage> stages;
  int32_t organisations = 0;
  for (const stories::ProgrammeStage& stage : programme.stages) {
    if (!stages.empty()) stages.back().set_to(base::FormatDay(stage.from - 1));
    organisations += static_cast<int32_t>(stage.joining.size());
    v1::ProgrammeStage& added = stages.emplace_back();
    added.set_stage(stage.stage);
    added.set_from(base::FormatDay(stage.from));
    added.set_organisations(organisations);
  }
  if (programme.closed_on) stages.back().set_to(base::FormatDay(*programme.closed_on));
  return stages;
}

// The place among `stages` of the last one that began by `day`; the first before that.
size_t StageOn(const std::vector<stories::ProgrammeStage>& stages, base::Day day) {
  size_t stage = stages.size() - 1;
  while (stage > 0 && stages[stage].from > day) --stage;
  return stage;
}

void PutStages(const Found& found, v1::GetProgrammeResponse& out) {
  std::vector<v1::ProgrammeStage> stages = EmptyStages(found.programme);
  std::vector<std::set<std::string>> groups(stages.size());
  const auto on = [&](base::Day day, const std::string& group) -> v1::ProgrammeStage& {
    const size_t stage = StageOn(found.programme.stages, day);
    if (!group.empty()) groups[stage].insert(group);
    return stages[stage];
  };
  for (const Session& session : found.programme.sessions) {
    v1::ProgrammeStage& stage = on(session.held_on, session.held.staff_group());
    stage.set_sessions(stage.sessions() + 1);
  }
  for (const Story* story : found.stories)
    CountSuccess(*story, on(story->told_on, story->told.staff_group()));
  for (const stories::Principle* principle : found.principles) {
    v1::ProgrammeStage& stage = on(principle->formulated_on, "");
    stage.set_principles(stage.principles() + 1);
  }
  for (const SharedStory& shared : found.sharings) {
    v1::ProgrammeStage& stage = on(shared.sharing->shared_on, shared.sharing->shared.staff_group());
    stage.set_sharings(stage.sharings() + 1);
  }
  for (size_t i = 0; i < stages.size(); ++i) {
    stages[i].set_staff_groups(static_cast<int32_t>(groups[i].size()));
    *out.add_stages() = std::move(stages[i]);
  }
}

absl::Status PutSharings(const std::vector<SharedStory>& sharings, stories::TextRights& rights,
                         v1::GetProgrammeResponse& out) {
  const size_t left_out = sharings.size() - std::min(sharings.size(), kMostSharings);
  for (size_t i = left_out; i < sharings.size(); ++i) {
    const Sharing& sharing = *sharings[i].sharing;
    auto& added = *out.add_sharings();
    RETURN_IF_ERROR(PutReference(*sharings[i].story, rights, *added.mutable_story()));
    added.set_shared_on(base::FormatDay(sharing.shared_on));
    added.set_municipality(sharing.municipality);
    added.set_staff_group(sharing.shared.staff_group());
    added.set_participants(sharing.shared.participants());
    added.set_experiment(sharing.shared.experiment());
  }
  return absl::OkStatus();
}

v1::Programme ProgrammeInShort(const Programme& programme) {
  v1::Programme out;
  out.set_stream(programme.stream);
  out.set_kind(programme.opened.kind());
  out.set_title(programme.opened.title());
  out.set_municipality(programme.municipality);
  out.set_opened_on(base::FormatDay(programme.opened_on));
  out.set_stage(programme.stages.back().stage);
  out.set_method(programme.opened.method());
  out.set_method_revision(programme.opened.method_revision());
  out.set_planned_end(programme.opened.planned_end());
  if (programme.closed_on) out.set_closed_on(base::FormatDay(*programme.closed_on));
  out.set_ending(programme.ending);
  return out;
}

}  // namespace

absl::StatusOr<v1::GetProgrammeResponse> AnswerProgramme(const stories::Knowledge& knowledge,
                                                         const readmodels::LearningStreams& streams,
                                                         const std::string& programme,
                                                         stories::TextRights& rights) {
  const readmodels::LearningStream* stream = streams.Find(programme);
  const std::optional<Programme> opened = stream == nullptr ? std::nullopt : stories::ReadProgramme(*stream);
  if (!opened) {
    return base::Refuse(absl::StatusCode::kNotFound, "PROGRAMME_NOT_FOUND",
                        base::StrCat("No programme \"", programme, "\" is opened."),
                        {{"programme", programme}});
  }
  const Found found = Find(knowledge, *opened);
  v1::GetProgrammeResponse response;
  *response.mutable_programme() = ProgrammeInShort(*opened);
  PutOrganisations(*opened, response);
  PutUnits(found, response);
  PutStages(found, response);
  RETURN_IF_ERROR(PutSharings(found.sharings, rights, response));
  for (const stories::Branch& branch : stories::BranchesOf(streams, programme, found.stories)) {
    auto& added = *response.add_branches();
    added.set_stream(branch.stream);
    added.set_began_on(base::FormatDay(branch.began_on));
    added.set_municipality(branch.municipality);
    added.set_title(branch.title);
    added.set_began_here(branch.began_here);
  }
  return response;
}

v1::ListProgrammesResponse AnswerProgrammes(const readmodels::LearningStreams& streams) {
  v1::ListProgrammesResponse response;
  for (const auto& [name, stream] : streams.Of("programme")) {
    if (const std::optional<Programme> programme = stories::ReadProgramme(*stream)) {
      *response.add_programmes() = ProgrammeInShort(*programme);
    }
  }
  std::stable_sort(response.mutable_programmes()->begin(), response.mutable_programmes()->end(),
                   [](const auto& one, const auto& other) { return one.opened_on() > other.opened_on(); });
  return response;
}

}  // namespace praksis::services

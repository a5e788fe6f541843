#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/definitions/definitions.h"
#include "services/stories/answers.h"
#include "services/stories/page.h"

namespace praksis::services {
namespace {

using stories::RecurringPrinciple;

constexpr size_t kMostStoriesListed = 100;

void PutCounts(const RecurringPrinciple& recurring, v1::Principle& out) {
  std::map<std::pair<std::string, v1::StorySuccess>, int32_t> counts;
  for (const auto& instance : recurring.instances) {
    ++counts[{instance.story->told.staff_group(), instance.story->success}];
  }
  for (const auto& [of, stories] : counts) {
    auto& count = *out.add_counts();
    count.set_staff_group(of.first);
    count.set_success(of.second);
    count.set_stories(stories);
  }
}

absl::Status PutPrinciple(const RecurringPrinciple& recurring, stories::TextRights& rights,
                          v1::Principle& out) {
  const stories::Principle& principle = *recurring.principle;
  out.set_stream(principle.stream);
  out.set_wording(principle.formulated.wording());
  out.set_programme(principle.formulated.programme());
  out.set_session(principle.formulated.session());
  out.set_language(principle.formulated.language());
  out.set_formulated_on(base::FormatDay(principle.formulated_on));
  out.set_recurrence(recurring.recurrence);
  out.set_story_count(static_cast<int32_t>(recurring.instances.size()));
  PutCounts(recurring, out);
  const size_t listed = std::min(recurring.instances.size(), kMostStoriesListed);
  for (size_t i = 0; i < listed; ++i) {
    const stories::Instance& instance = recurring.instances[i];
    auto& linked = *out.add_stories();
    RETURN_IF_ERROR(PutReference(*instance.story, rights, *linked.mutable_story()));
    for (const stories::ChiefAction* action : instance.actions) {
      auto& added = *linked.add_actions();
      added.set_action_id(action->id);
      added.set_wording(action->wording);
    }
  }
  for (const std::string& merged : recurring.merged) out.add_merged(merged);
  return absl::OkStatus();
}

}  // namespace

absl::Status PutReference(const stories::Story& story, stories::TextRights& rights, v1::StoryReference& out) {
  ASSIGN_OR_RETURN(const bool shown, rights.MayShow(story.told));
  out.set_stream(story.stream);
  if (shown) out.set_title(story.told.title());
  out.set_staff_group(story.told.staff_group());
  out.set_programme(story.told.programme());
  out.set_session(story.told.session());
  out.set_told_on(base::FormatDay(story.told_on));
  out.set_success(story.success);
  out.set_verifications(story.verifications);
  out.set_texts_shown(shown);
  return absl::OkStatus();
}

absl::StatusOr<v1::ListPrinciplesResponse> AnswerPrinciples(const stories::Knowledge& knowledge,
                                                            const PrinciplesQuery& query,
                                                            stories::TextRights& rights) {
  stories::Findings findings = knowledge.Select(query.selection, query.general_from);
  v1::ListPrinciplesResponse response;
  *response.mutable_totals() = findings.totals;
  auto& principles = findings.principles;
  if (!query.recurrences.empty()) {
    std::erase_if(principles, [&](const auto& it) { return !query.recurrences.contains(it.recurrence); });
  }
  const size_t end = std::min<size_t>(principles.size(), size_t{query.place} + query.page_size);
  for (size_t i = query.place; i < end; ++i) {
    RETURN_IF_ERROR(PutPrinciple(principles[i], rights, *response.add_principles()));
  }
  if (end < principles.size()) {
    response.set_next_page_token(TokenOf(static_cast<uint32_t>(end), query.fingerprint));
  }
  response.set_definition_revision(stories::kDefinitionRevision);
  response.set_definition(
      definitions::Composed({"principles"}, {{"stories", std::to_string(query.general_from)}}));
  return response;
}

}  // namespace praksis::services

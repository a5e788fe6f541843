// Whether a story's own texts may be shown: it is anonymised, or its case's consent STORY_USE stands
// (domain.md §3, proto/praksis/v1/stories.proto).
#ifndef PRAKSIS_LIBS_STORIES_RIGHTS_H_
#define PRAKSIS_LIBS_STORIES_RIGHTS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/projection/view.h"
#include "libs/stories/likeness.h"
#include "praksis/v1/story.pb.h"

namespace praksis::stories {

// A case's consent STORY_USE on a day.
struct StoryConsent {
  bool stands = false;
  // Its last day; nothing where it stands until it is withdrawn, or does not stand.
  std::optional<base::Day> valid_until = {};
};

// Of several that stand, the one that stands longest.
StoryConsent StoryConsentOf(const domain::cases::CaseState& state, base::Day today);

// For one answer: cases are read from the view as they are asked for, each once. Not thread-safe; `view` must
// outlive it.
class TextRights {
 public:
  // `today`: the day on which consents must stand.
  TextRights(const projection::View& view, base::Day today) : view_(view), today_(today) {}

  // What reading the case gives. A case that is not there consents to nothing.
  absl::StatusOr<bool> MayShow(const v1::StoryTold& told);

  // What of the case that the story is about may be compared with other cases: null where it names none, or
  // one that does not consent. Anonymised or not: who knows what a case was like recognises it. Lives as long
  // as this does.
  absl::StatusOr<const CaseFeatures*> CaseOf(const v1::StoryTold& told);

 private:
  const projection::View& view_;
  const base::Day today_;
  // By case; null where it does not consent.
  absl::flat_hash_map<std::string, std::unique_ptr<const CaseFeatures>> cases_;
};

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_RIGHTS_H_

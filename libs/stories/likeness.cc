#include "libs/stories/likeness.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libs/base/strings.h"
#include "libs/readmodels/industry.h"

namespace praksis::stories {
namespace {

// What a likeness counts for, and how many of its kind count.
struct Worth {
  v1::LikenessKind kind;
  int points;
  size_t most;
  // Says something by itself: the others are shared by half of all cases.
  bool telling;
};

constexpr int kEnough = 4;
// By falling points, then kind.
constexpr std::array<Worth, 6> kWorths = {{
    {v1::LIKENESS_KIND_INTERRUPTION_REASON, 4, 2, true},
    {v1::LIKENESS_KIND_INDUSTRY, 2, 1, true},
    {v1::LIKENESS_KIND_TARGET_GROUP, 2, 1, false},
    {v1::LIKENESS_KIND_WORD, 2, 3, true},
    {v1::LIKENESS_KIND_PLACEMENT_TYPE, 1, 1, false},
    {v1::LIKENESS_KIND_MUNICIPALITY, 1, 1, false},
}};

using Values = std::vector<std::string>;

Values Same(const std::string& one, const std::string& other) {
  return !one.empty() && one == other ? Values{one} : Values();
}

Values Common(const std::set<std::string>& one, const std::set<std::string>& other) {
  Values common;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(common));
  return common;
}

// In order.
Values CommonOf(v1::LikenessKind kind, const CaseFeatures& asked, const StoryFeatures& story) {
  static const CaseFeatures kNone;
  const CaseFeatures& its = story.its_case == nullptr ? kNone : *story.its_case;
  switch (kind) {
    case v1::LIKENESS_KIND_INTERRUPTION_REASON:
      return Common(asked.interruption_reasons, its.interruption_reasons);
    case v1::LIKENESS_KIND_INDUSTRY:
      return Common(asked.industries, its.industries);
    case v1::LIKENESS_KIND_TARGET_GROUP:
      return Same(asked.target_group, its.target_group);
    case v1::LIKENESS_KIND_WORD:
      return story.words;
    case v1::LIKENESS_KIND_PLACEMENT_TYPE:
      return Common(asked.placement_types, its.placement_types);
    case v1::LIKENESS_KIND_MUNICIPALITY:
      return Same(asked.municipality, story.municipality);
    default:
      return {};
  }
}

}  // namespace

CaseFeatures FeaturesOf(const domain::cases::CaseState& state) {
  CaseFeatures features{.municipality = state.municipality(), .target_group = state.target_group()};
  const auto put = [](std::string text, std::set<std::string>& into) {
    if (!text.empty()) into.insert(std::move(text));
  };
  for (const auto& placement : state.placements()) {
    put(std::string(readmodels::IndustrySection(placement.terms().industry())), features.industries);
    if (placement.terms().type() != v1::PlacementOffered::TYPE_UNSPECIFIED) {
      put(v1::PlacementOffered::Type_Name(placement.terms().type()), features.placement_types);
    }
    put(placement.reason_citizen(), features.interruption_reasons);
    put(placement.reason_company(), features.interruption_reasons);
    put(placement.reason_job_centre(), features.interruption_reasons);
  }
  // Says nothing of what happened.
  features.interruption_reasons.erase("OTHER");
  return features;
}

std::optional<Alike> Compare(const CaseFeatures& asked, const StoryFeatures& story) {
  Alike alike;
  bool telling = false;
  for (const Worth& worth : kWorths) {
    Values values = CommonOf(worth.kind, asked, story);
    values.resize(std::min(values.size(), worth.most));
    for (std::string& value : values) {
      v1::Likeness& likeness = alike.likenesses.emplace_back();
      likeness.set_kind(worth.kind);
      likeness.set_value(std::move(value));
      likeness.set_points(worth.points);
      alike.points += worth.points;
      telling = telling || worth.telling;
    }
  }
  if (!telling || alike.points < kEnough) return std::nullopt;
  return alike;
}

std::string LikenessDefinition() {
  std::string text = "What counts, for how many points, at most how often: ";
  for (const Worth& worth : kWorths) {
    const std::string name = v1::LikenessKind_Name(worth.kind).substr(std::string("LIKENESS_KIND_").size());
    text += base::StrCat(&worth == kWorths.data() ? "" : ", ", name, " ", worth.points, " × ", worth.most);
  }
  return base::StrCat(
      text, ". Alike from ", kEnough,
      " points on, with a reason, an industry or a word among them. Of a story's case only while "
      "it consents to STORY_USE.");
}

}  // namespace praksis::stories

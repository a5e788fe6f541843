// What the sample speaks of: job centres, codes, and texts. All texts and shares are invented†.
#ifndef PRAKSIS_LIBS_SAMPLE_VOCABULARY_H_
#define PRAKSIS_LIBS_SAMPLE_VOCABULARY_H_

#include <array>
#include <string_view>

#include "libs/sample/course.h"

namespace praksis::sample {

inline constexpr Site kLolland = {"DK-360", "Europe/Copenhagen", "da", 24, true};
inline constexpr Site kGuldborgsund = {"DK-376", "Europe/Copenhagen", "da", 28, true};
inline constexpr Site kSilkeborg = {"DK-740", "Europe/Copenhagen", "da", 18, false};
inline constexpr Site kSonderborg = {"DK-540", "Europe/Copenhagen", "da", 16, false};
inline constexpr Site kOdder = {"DK-727", "Europe/Copenhagen", "da", 8, false};
inline constexpr Site kFrederiksberg = {"DK-147", "Europe/Copenhagen", "da", 22, false};
inline constexpr Site kFlen = {"SE-0482", "Europe/Stockholm", "sv", 10, true};
inline constexpr std::array kSites = {kLolland, kGuldborgsund,  kSilkeborg, kSonderborg,
                                      kOdder,   kFrederiksberg, kFlen};

// Days at the beginning of the year that belong to the acceptance stories at reserved sites: at Flen there
// are no other cases, at Lolland and Guldborgsund no other interruptions of placements that had run for a
// month.
inline constexpr int kReservedDays = 90;

// An industry with what is learnt there: NACE class, ISCO-08 unit group.
struct Trade {
  std::string_view industry;
  std::string_view occupation;
  int weight;
};
inline constexpr std::array kTrades = {Trade{"47.11", "5223", 20}, Trade{"56.10", "9412", 14},
                                       Trade{"81.21", "9112", 12}, Trade{"87.30", "5322", 12},
                                       Trade{"52.10", "9333", 11}, Trade{"88.91", "5311", 9},
                                       Trade{"10.71", "7512", 6},  Trade{"43.34", "7131", 6},
                                       Trade{"01.13", "9214", 5},  Trade{"95.11", "7422", 5}};

// A way of coaching, with the revision of its handbook. The last is so rare that figures must not tell of it
// alone.
struct CoachingWay {
  std::string_view method;
  std::string_view revision;
  int weight;
  bool in_groups;
};
inline constexpr CoachingWay kStrengtheningDialogue = {"COACHING_DIALOGUE", "1", 34, false};
inline constexpr std::array kCoachingWays = {
    kStrengtheningDialogue, CoachingWay{"COACHING_DIALOGUE", "2", 20, false},
    CoachingWay{"MOTIVATIONAL_INTERVIEWING", "1", 22, false}, CoachingWay{"GROUP_COACHING", "1", 23, true},
    CoachingWay{"SOLUTION_FOCUSED", "1", 1, false}};

template <size_t n>
using Texts = std::array<std::string_view, n>;

inline constexpr Texts<8> kTargetGroups = {"JOB_READY",      "JOB_READY",        "ACTIVITY_READY",
                                           "ACTIVITY_READY", "SICKNESS_BENEFIT", "RESOURCE_COURSE",
                                           "YOUTH",          "INTEGRATION"};
inline constexpr Texts<7> kServices = {"COMPANY_PLACEMENT", "COMPANY_PLACEMENT", "JOB_SEARCH_SUPPORT",
                                       "MENTORING",         "LANGUAGE_TRAINING", "VOCATIONAL_TRAINING",
                                       "WORK_ASSESSMENT"};
inline constexpr Texts<7> kResourceKinds = {"SKILL",    "WORK_EXPERIENCE", "MOTIVATION", "INTEREST",
                                            "STRENGTH", "NETWORK",         "DAILY_LIFE"};
inline constexpr Texts<8> kResourceTexts = {"keeps calm when the shop is full",
                                            "has run a household of six",
                                            "drove a taxi for nine years",
                                            "wants to work with animals",
                                            "shows newcomers how things are done",
                                            "writes Danish and Arabic",
                                            "gets up at five by habit",
                                            "knows a master painter who needs a hand"};
inline constexpr Texts<4> kCitizenDeclines = {"CITIZEN_DECLINED", "HEALTH", "TRANSPORT", "TIMING"};
inline constexpr Texts<4> kProviderDeclines = {"NO_CAPACITY", "NO_CAPACITY", "NOT_IN_TARGET_GROUP",
                                               "INFORMATION_MISSING"};
inline constexpr Texts<4> kFlagKinds = {"FOLLOW_UP", "NO_CONTACT", "PLACEMENT_AT_RISK", "PLAN_REVIEW"};

// What is at the bottom of an interruption, and what each voice tends to name.
inline constexpr Texts<9> kCauses = {
    "TRANSPORT",   "HOURS_TOO_HIGH", "TASK_MISMATCH",       "PSYCHOSOCIAL",        "PHYSICAL",
    "CARE_DUTIES", "ILLNESS",        "NEEDS_NOT_DISCLOSED", "OTHER_SUPPORT_NEEDED"};
inline constexpr Texts<5> kCitizenReasons = {"LACK_OF_FOLLOW_UP", "HOURS_TOO_HIGH", "TRANSPORT",
                                             "TASK_MISMATCH", "PSYCHOSOCIAL"};
inline constexpr Texts<4> kCompanyReasons = {"NO_SHOW", "INSUFFICIENT_PREPARATION", "COMPANY_TERMINATED",
                                             "NEEDS_NOT_DISCLOSED"};
inline constexpr Texts<5> kJobCentreReasons = {"ILLNESS", "NEEDS_NOT_DISCLOSED", "CONTRACT_CANCELLED",
                                               "NO_SHOW", "OTHER"};

inline constexpr Texts<6> kNotes = {"talked about what went well last time",
                                    "will ask the neighbour about a lift to work",
                                    "showed two job advertisements found on the way here",
                                    "agreed to ring the company together",
                                    "was proud of the certificate",
                                    "wants fewer letters and more talk"};
inline constexpr Texts<4> kChanges = {"I am called when I am not there", "I know again what I can do",
                                      "mornings have a meaning", "less than I had hoped for"};

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_VOCABULARY_H_

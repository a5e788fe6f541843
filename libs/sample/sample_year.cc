#include "libs/sample/sample_year.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "libs/sample/acceptance_cases.h"
#include "libs/sample/course.h"
#include "libs/sample/measures_in_use.h"
#include "libs/sample/ordinary_case.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

constexpr int kGuldborgsundFirst = kFlenCohort + kLollandCohort;
constexpr int kClumsy = kGuldborgsundFirst + kGuldborgsundCohort;
// Of a year's cases, those that opened before it.
constexpr int kPermilleFromBefore = 250;
// Too short for much to happen in.
constexpr int kLastWeeks = 35;

const Site& DrawSite(Chance& chance) {
  static const std::vector<int> weights = [] {
    std::vector<int> all;
    for (const Site& site : kSites) all.push_back(site.weight);
    return all;
  }();
  return kSites[chance.Weighted(weights)];
}

int DaysOf(const Options& options) { return LastDay(options) - options.first_day + 1; }

std::vector<Report> TellCase(const Options& options, int number) {
  const auto course_at = [&](const Site& site) {
    return Course(options.seed, number, site, options.first_day, LastDay(options));
  };
  if (number < kFlenCohort) {
    Course course = course_at(kFlen);
    TellFlenCase(course, options.seed, number);
    return std::move(course).Finish();
  }
  if (number < kGuldborgsundFirst) {
    Course course = course_at(kLolland);
    TellLollandCase(course, number - kFlenCohort);
    return std::move(course).Finish();
  }
  if (number < kClumsy) {
    Course course = course_at(kGuldborgsund);
    TellGuldborgsundCase(course, number - kGuldborgsundFirst);
    return std::move(course).Finish();
  }
  if (number == kClumsy) {
    Course course = course_at(kOdder);
    TellClumsyCase(course);
    return std::move(course).Finish();
  }
  Chance where(options.seed ^ 0x73697465, static_cast<uint64_t>(number));
  const Site& site = DrawSite(where);
  Course course = course_at(site);
  // Some are open on the first day; the others open from then on, none in the last weeks.
  const bool all_year = !site.reserved_first_quarter || InFirstCycle(site);
  const bool from_before = all_year && where.Permille(kPermilleFromBefore / options.years);
  const int earliest = all_year ? 0 : kReservedDays;
  const base::Day opened = from_before
                               ? options.first_day - where.Between(1, 120)
                               : options.first_day + where.Between(earliest, DaysOf(options) - kLastWeeks);
  TellOrdinaryCase(course, opened);
  return std::move(course).Finish();
}

// A fact waiting for its day. Serialized, because a large year holds many.
struct Waiting {
  std::string event;
  Expectation expectation;
};

}  // namespace

base::Day FirstDayOfYear(const Options& options, int year) {
  return base::AddMonths(options.first_day, 12 * year);
}

base::Day LastDay(const Options& options) {
  return options.first_day + kDays - 1 + FirstDayOfYear(options, options.years) - FirstDayOfYear(options, 1);
}

void GenerateCasework(const Options& options,
                      const std::function<bool(const v1::Event&, const Expectation&)>& emit) {
  std::vector<std::vector<Waiting>> days(DaysOf(options));
  const int cases = std::max(options.cases, kMinimumCases);
  for (int number = 0; number < cases; ++number) {
    for (Report& report : TellCase(options, number)) {
      days[report.reported - options.first_day].push_back(
          {report.event.SerializeAsString(), std::move(report.expectation)});
    }
  }
  v1::Event event;
  for (std::vector<Waiting>& day : days) {
    for (const Waiting& waiting : day) {
      event.ParseFromString(waiting.event);
      if (!emit(event, waiting.expectation)) return;
    }
    std::vector<Waiting>().swap(day);
  }
}

}  // namespace praksis::sample

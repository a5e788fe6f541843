// libs/figures as a filter, for tests in other languages: a question per line of standard input, its answer
// per line of standard output, both JSON objects.
//
//   {"figure": "incidence", "observations": O, "causes": 2, "together": [1, 2], "days": [0, 28]}
//     -> {"points": [{"value": …, "variance": …, "lower": …, "upper": …, "at_risk": …}, …]}
//   {"figure": "survival", "observations": O, "days": [0, 28], "shares": [0.5]}
//     -> {"points": as above, "quantiles": [{"day": …, "lower": …, "upper": …}, …]}   not reached: null
//   {"figure": "incidence_difference", "observations": O, "others": O, "causes": 2, "together": [1], "day":
//   28}
//     -> {"value": …, "lower": …, "upper": …}
//   {"figure": "share", "hits": 3, "trials": 9}   -> {"value": …, "lower": …, "upper": …}
//   {"figure": "share_difference", "shares": [[3, 9], [1, 7]]}   -> the same
//   {"figure": "calibration", "counts": [[score, hits, trials], …]}
//     -> {"scores": [{"score": …, "value": …, "lower": …, "upper": …}, …], "resolution": …, "uncertainty": …,
//         "brier": null | {"value": …, "reliability": …, "resolution": …, "uncertainty": …}}
//   {"figure": "kappa", "table": [[20, 5], [10, 15]]}
//     -> {"value": … | null, "standard_error": …, "lower": …, "upper": …, "observed": …, "chance": …}
//
// O is [[day, cause, count], …]. "brier" is null where a score is no probability, or without trials. A line
// that is not like these ends the program with status 1.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/check.h"
#include "libs/figures/calibration.h"
#include "libs/figures/cumulative_incidence.h"
#include "libs/figures/difference.h"
#include "libs/figures/kaplan_meier.h"
#include "libs/figures/kappa.h"
#include "libs/figures/proportion.h"

namespace praksis::figures {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

const Value& At(const Struct& from, const std::string& name) {
  const auto found = from.fields().find(name);
  PRAKSIS_CHECK(found != from.fields().end(), "no ", name);
  return found->second;
}

template <typename Number>
Number As(const Value& value) {
  PRAKSIS_CHECK(value.kind_case() == Value::kNumberValue, "not a number: ", value.ShortDebugString());
  return static_cast<Number>(value.number_value());
}

template <typename Number>
std::vector<Number> List(const Value& value) {
  std::vector<Number> numbers;
  for (const Value& each : value.list_value().values()) numbers.push_back(As<Number>(each));
  return numbers;
}

std::vector<Observation> Observations(const Value& value) {
  std::vector<Observation> observations;
  for (const Value& each : value.list_value().values()) {
    const std::vector<int64_t> numbers = List<int64_t>(each);
    observations.push_back({.day = static_cast<int32_t>(numbers.at(0)),
                            .cause = static_cast<int32_t>(numbers.at(1)),
                            .count = numbers.at(2)});
  }
  return observations;
}

void Put(Struct& into, const std::string& name, double number) {
  (*into.mutable_fields())[name].set_number_value(number);
}

template <typename Number>
void Put(Struct& into, const std::string& name, const std::optional<Number>& number) {
  if (number) return Put(into, name, static_cast<double>(*number));
  (*into.mutable_fields())[name].set_null_value(google::protobuf::NULL_VALUE);
}

// Anything with value, lower and upper.
template <typename Estimate>
void PutEstimate(Struct& into, const Estimate& estimate) {
  Put(into, "value", estimate.value);
  Put(into, "lower", estimate.lower);
  Put(into, "upper", estimate.upper);
}

Struct& AddTo(Struct& into, const std::string& name) {
  return *(*into.mutable_fields())[name].mutable_list_value()->add_values()->mutable_struct_value();
}

void PutPoint(Struct& into, const Probability& probability, int64_t at_risk) {
  PutEstimate(into, probability);
  Put(into, "variance", probability.variance);
  Put(into, "at_risk", static_cast<double>(at_risk));
}

Struct Incidence(const Struct& question) {
  const CumulativeIncidence incidence(Observations(At(question, "observations")),
                                      As<int>(At(question, "causes")));
  const std::vector<int> together = List<int>(At(question, "together"));
  Struct answer;
  for (const int32_t day : List<int32_t>(At(question, "days"))) {
    const IncidencePoint point = incidence.At(day, together);
    PutPoint(AddTo(answer, "points"), point.incidence, point.at_risk);
  }
  return answer;
}

Struct Survival(const Struct& question) {
  const KaplanMeier estimate(Observations(At(question, "observations")));
  Struct answer;
  for (const int32_t day : List<int32_t>(At(question, "days"))) {
    const SurvivalPoint point = estimate.At(day);
    PutPoint(AddTo(answer, "points"), point.survival, point.at_risk);
  }
  for (const double share : List<double>(At(question, "shares"))) {
    const DaysQuantile quantile = estimate.Quantile(share);
    Struct& into = AddTo(answer, "quantiles");
    Put(into, "day", quantile.day);
    Put(into, "lower", quantile.lower);
    Put(into, "upper", quantile.upper);
  }
  return answer;
}

Struct DifferenceOfIncidences(const Struct& question) {
  const int causes = As<int>(At(question, "causes"));
  Struct answer;
  PutEstimate(answer,
              IncidenceDifference(CumulativeIncidence(Observations(At(question, "observations")), causes),
                                  CumulativeIncidence(Observations(At(question, "others")), causes),
                                  As<int32_t>(At(question, "day")), List<int>(At(question, "together"))));
  return answer;
}

Struct Share(const Struct& question) {
  Struct answer;
  PutEstimate(answer,
              WilsonProportion(As<int64_t>(At(question, "hits")), As<int64_t>(At(question, "trials"))));
  return answer;
}

Struct DifferenceOfShares(const Struct& question) {
  const auto& shares = At(question, "shares").list_value();
  const std::vector<int64_t> first = List<int64_t>(shares.values(0));
  const std::vector<int64_t> second = List<int64_t>(shares.values(1));
  Struct answer;
  PutEstimate(answer, ShareDifference({first.at(0), first.at(1)}, {second.at(0), second.at(1)}));
  return answer;
}

Struct OfForecasts(const Struct& question) {
  std::vector<ScoreCounts> counts;
  for (const Value& each : At(question, "counts").list_value().values()) {
    const std::vector<double> numbers = List<double>(each);
    counts.push_back({.score = numbers.at(0),
                      .hits = static_cast<int64_t>(numbers.at(1)),
                      .trials = static_cast<int64_t>(numbers.at(2))});
  }
  const Calibration calibration = Calibrate(counts);
  Struct answer;
  for (const ScoreCalibration& score : calibration.scores) {
    Struct& into = AddTo(answer, "scores");
    Put(into, "score", score.score);
    PutEstimate(into, score.observed);
  }
  Put(answer, "resolution", calibration.resolution);
  Put(answer, "uncertainty", calibration.uncertainty);
  const bool probabilities = std::all_of(counts.begin(), counts.end(), [](const ScoreCounts& count) {
    return count.score >= 0 && count.score <= 1;
  });
  const std::optional<BrierScore> brier = probabilities ? DecomposeBrier(counts) : std::nullopt;
  if (!brier) {
    Put(answer, "brier", std::optional<double>());
    return answer;
  }
  Struct& into = *(*answer.mutable_fields())["brier"].mutable_struct_value();
  Put(into, "value", brier->value);
  Put(into, "reliability", brier->reliability);
  Put(into, "resolution", brier->resolution);
  Put(into, "uncertainty", brier->uncertainty);
  return answer;
}

Struct OfRaters(const Struct& question) {
  std::vector<int64_t> table;
  const auto& rows = At(question, "table").list_value();
  for (const Value& row : rows.values()) {
    for (const int64_t count : List<int64_t>(row)) table.push_back(count);
  }
  const Kappa kappa = CohensKappa(table, static_cast<size_t>(rows.values_size()));
  Struct answer;
  Put(answer, "value", kappa.value);
  Put(answer, "standard_error", kappa.standard_error);
  Put(answer, "lower", kappa.lower);
  Put(answer, "upper", kappa.upper);
  Put(answer, "observed", kappa.observed_agreement);
  Put(answer, "chance", kappa.chance_agreement);
  return answer;
}

std::optional<Struct> Answer(const Struct& question) {
  const std::string& figure = At(question, "figure").string_value();
  if (figure == "incidence") return Incidence(question);
  if (figure == "survival") return Survival(question);
  if (figure == "incidence_difference") return DifferenceOfIncidences(question);
  if (figure == "share") return Share(question);
  if (figure == "share_difference") return DifferenceOfShares(question);
  if (figure == "calibration") return OfForecasts(question);
  if (figure == "kappa") return OfRaters(question);
  return std::nullopt;
}

int Run() {
  std::string line;
  while (std::getline(std::cin, line)) {
    Struct question;
    const auto parsed = google::protobuf::util::JsonStringToMessage(line, &question);
    const std::optional<Struct> answer = parsed.ok() ? Answer(question) : std::nullopt;
    if (!answer) {
      std::cerr << "figures_json: no such question: " << line << "\n";
      return 1;
    }
    std::string text;
    const auto printed = google::protobuf::util::MessageToJsonString(*answer, &text);
    PRAKSIS_CHECK(printed.ok(), printed.ToString());
    std::cout << text << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace praksis::figures

int main() { return praksis::figures::Run(); }

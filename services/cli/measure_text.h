// Measures and what became of them, on a terminal.
#ifndef PRAKSIS_SERVICES_CLI_MEASURE_TEXT_H_
#define PRAKSIS_SERVICES_CLI_MEASURE_TEXT_H_

#include <string>

#include "praksis/v1/measures.pb.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

// "interrupted by day 91".
std::string MetricText(const v1::MeasureMetric& metric);
// "−10.2 points (−15.1 to −5.3)"; "not enough data".
std::string EffectText(const v1::MeasureEvaluated& evaluated, const v1::MeasureMetric& metric);
// "better", "worse", "no difference shown", "not enough data".
std::string VerdictText(v1::MeasureVerdict verdict);

// Piped, each is its table in tab-separated values.
std::string RenderMeasures(const v1::ListMeasuresResponse& response, const Terminal& terminal);
std::string RenderMeasure(const v1::MeasureSummary& measure, const Terminal& terminal);
// The effect, a plot, the sites and what is missing.
std::string RenderEvaluation(const v1::EvaluateMeasureResponse& response, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_MEASURE_TEXT_H_

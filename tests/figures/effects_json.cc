// libs/effects as a filter, for tests in other languages: a question per line of standard input, its answer
// per line of standard output, both JSON objects.
//
//   {"design": "series", "confidence": 0.95, "points": [[month, value, weight], …]}
//     -> {"step": E, "slope": E, "line": [a, b, c, d]}
//   {"design": "panel", "confidence": 0.95, "cells": [[site, month, value, count, with_measure], …]}
//     -> {"effect": E}
//
// E is {"value": …, "lower": …, "upper": …, "p": …, "degrees": …}; {} where nothing can be said. A line that
// is not like these ends the program with status 1.
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/check.h"
#include "libs/effects/interrupted_series.h"
#include "libs/effects/panel.h"

namespace praksis::effects {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

const Value& At(const Struct& from, const std::string& name) {
  const auto found = from.fields().find(name);
  PRAKSIS_CHECK(found != from.fields().end(), "no ", name);
  return found->second;
}

std::vector<std::vector<double>> Rows(const Value& value) {
  std::vector<std::vector<double>> rows;
  for (const Value& row : value.list_value().values()) {
    rows.emplace_back();
    for (const Value& number : row.list_value().values()) rows.back().push_back(number.number_value());
  }
  return rows;
}

void Put(Struct& into, const std::string& name, const Effect& effect) {
  auto& fields = *(*into.mutable_fields())[name].mutable_struct_value()->mutable_fields();
  fields["value"].set_number_value(effect.value);
  fields["lower"].set_number_value(effect.lower);
  fields["upper"].set_number_value(effect.upper);
  fields["p"].set_number_value(effect.p);
  fields["degrees"].set_number_value(effect.degrees);
}

Struct OfSeries(const Struct& question, double confidence) {
  std::vector<SeriesPoint> points;
  for (const std::vector<double>& row : Rows(At(question, "points"))) {
    points.push_back({.month = static_cast<int32_t>(row.at(0)), .value = row.at(1), .weight = row.at(2)});
  }
  Struct answer;
  const auto series = EstimateInterruptedSeries(points, confidence);
  if (!series) return answer;
  Put(answer, "step", series->step);
  Put(answer, "slope", series->slope);
  auto& line = *(*answer.mutable_fields())["line"].mutable_list_value();
  for (const double number : series->line) line.add_values()->set_number_value(number);
  return answer;
}

Struct OfPanel(const Struct& question, double confidence) {
  std::vector<PanelCell> cells;
  for (const std::vector<double>& row : Rows(At(question, "cells"))) {
    cells.push_back({.site = static_cast<int32_t>(row.at(0)),
                     .month = static_cast<int32_t>(row.at(1)),
                     .value = row.at(2),
                     .count = static_cast<int64_t>(row.at(3)),
                     .with_measure = row.at(4) != 0});
  }
  Struct answer;
  if (const auto effect = EstimatePanelEffect(cells, confidence)) Put(answer, "effect", *effect);
  return answer;
}

int Run() {
  std::string line;
  while (std::getline(std::cin, line)) {
    Struct question;
    if (!google::protobuf::util::JsonStringToMessage(line, &question).ok()) {
      std::cerr << "effects_json: no such question: " << line << "\n";
      return 1;
    }
    const double confidence = At(question, "confidence").number_value();
    const Struct answer = At(question, "design").string_value() == "series" ? OfSeries(question, confidence)
                                                                            : OfPanel(question, confidence);
    std::string text;
    const auto printed = google::protobuf::util::MessageToJsonString(answer, &text);
    PRAKSIS_CHECK(printed.ok(), printed.ToString());
    std::cout << text << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace praksis::effects

int main() { return praksis::effects::Run(); }

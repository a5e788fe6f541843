#include "services/dashboards/compare.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/figures/difference.h"
#include "services/dashboards/answer_cells.h"
#include "services/dashboards/answer_numbers.h"

namespace praksis::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool NothingInCommon(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  return !first.empty() && !second.empty() && std::none_of(first.begin(), first.end(), [&](const auto& it) {
    return std::find(second.begin(), second.end(), it) != second.end();
  });
}

figures::Interval IntervalOf(const v1::Estimate& estimate) {
  return {.value = estimate.value(), .lower = estimate.lower(), .upper = estimate.upper()};
}

class Comparing {
 public:
  explicit Comparing(v1::CompareSelectionsResponse& response) : response_(response) {}

  void Walk(const Message& first, const Message& second, const std::string& path) {
    const auto* const descriptor = first.GetDescriptor();
    PRAKSIS_CHECK(descriptor == second.GetDescriptor(), descriptor->full_name());
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor& field = *descriptor->field(i);
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.name() == kCurve) continue;
      if (field.is_repeated()) {
        WalkList(first, second, field, path + field.name());
      } else if (first.GetReflection()->HasField(first, &field) &&
                 second.GetReflection()->HasField(second, &field)) {
        Compare(first.GetReflection()->GetMessage(first, &field),
                second.GetReflection()->GetMessage(second, &field), path + field.name());
      }
    }
  }

 private:
  void WalkList(const Message& first, const Message& second, const FieldDescriptor& field,
                const std::string& path) {
    const Reflection& reflection = *first.GetReflection();
    for (int i = 0; i < reflection.FieldSize(first, &field); ++i) {
      const Message& element = reflection.GetRepeatedMessage(first, &field, i);
      const std::string identity = ElementIdentity(element);
      for (int j = 0; j < reflection.FieldSize(second, &field); ++j) {
        const Message& other = reflection.GetRepeatedMessage(second, &field, j);
        if (ElementIdentity(other) == identity)
          Compare(element, other, base::StrCat(path, "[", identity, "]"));
      }
    }
  }

  void Compare(const Message& first, const Message& second, const std::string& path) {
    if (first.GetDescriptor() != v1::Estimate::descriptor()) return Walk(first, second, path + ".");
    v1::CompareSelectionsResponse::Comparison& comparison = *response_.add_comparisons();
    comparison.set_measure(path);
    comparison.mutable_first()->CopyFrom(first);
    comparison.mutable_second()->CopyFrom(second);
    v1::Estimate& shown = *comparison.mutable_difference();
    if (comparison.first().suppressed() || comparison.second().suppressed()) {
      shown.set_suppressed(true);
      return;
    }
    const figures::Difference difference =
        figures::EstimateDifference(IntervalOf(comparison.first()), IntervalOf(comparison.second()));
    shown.set_value(difference.value);
    shown.set_lower(difference.lower);
    shown.set_upper(difference.upper);
  }

  v1::CompareSelectionsResponse& response_;
};

}  // namespace

bool ExcludeEachOther(const readmodels::CellSelection& first, const readmodels::CellSelection& second) {
  const auto ends_before = [](const auto& one, const auto& other) {
    return one.to && other.from && *one.to < *other.from;
  };
  return NothingInCommon(first.municipalities, second.municipalities) ||
         NothingInCommon(first.target_groups, second.target_groups) ||
         NothingInCommon(first.industry_sections, second.industry_sections) || ends_before(first, second) ||
         ends_before(second, first);
}

void CompareAnswers(const Message& first, const Message& second, v1::CompareSelectionsResponse& response) {
  Comparing(response).Walk(first, second, "");
}

const v1::FigureMetadata& MetadataOf(const Message& answer) {
  const FieldDescriptor* const field = answer.GetDescriptor()->FindFieldByName("metadata");
  PRAKSIS_CHECK(field != nullptr, answer.GetDescriptor()->full_name());
  return dynamic_cast<const v1::FigureMetadata&>(answer.GetReflection()->GetMessage(answer, field));
}

}  // namespace praksis::services

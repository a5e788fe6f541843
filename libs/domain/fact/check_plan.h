// What the schema says about a fact's fields, made into a plan once and then followed for every fact:
// required, format, codelist, range, size, enum values, unknown fields, UTF-8. No type of fact is named here;
// what only one type knows is in fact_checks.cc.
//
// A field without presence is missing when it is empty or 0, one with presence when it is not set. Where a
// field is left out and may be, nothing else about it is checked. Of a oneof exactly one field must be set.
#ifndef PRAKSIS_LIBS_DOMAIN_FACT_CHECK_PLAN_H_
#define PRAKSIS_LIBS_DOMAIN_FACT_CHECK_PLAN_H_

#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/fact/report.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain {

// Checks `fact` and everything in it. `at` is where it is.
void CheckBySchema(const v1::Event& fact, const codelists::Codelists& codelists, const Path& at,
                   Report& report);

// How many days ahead of today a field of format DATE may lie, and the kind that a field of format STREAM
// must have
// ("" for any): what the schema's comments say, and its annotations cannot. For tests.
base::Day DaysAhead(const google::protobuf::FieldDescriptor& field);
std::string_view StreamKindOf(const google::protobuf::FieldDescriptor& field);
// The full names of the fields that these two know of.
std::vector<std::string_view> AnnotatedFields();

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_FACT_CHECK_PLAN_H_

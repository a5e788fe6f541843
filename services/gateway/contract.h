// The services that the gateway offers, found by their descriptors: nothing here or behind it knows a method
// by name.
#ifndef PRAKSIS_SERVICES_GATEWAY_CONTRACT_H_
#define PRAKSIS_SERVICES_GATEWAY_CONTRACT_H_

#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace praksis::gateway {

// Of proto/praksis/v1, in the order of their names.
std::vector<const google::protobuf::ServiceDescriptor*> Services();

// "/praksis.v1.Dashboards/GetFunnel"; null where no service has such a method.
const google::protobuf::MethodDescriptor* FindMethod(std::string_view path);

// Whether the contract says that calling it changes nothing, so that it may be asked by GET.
bool ChangesNothing(const google::protobuf::MethodDescriptor& method);

bool IsUnary(const google::protobuf::MethodDescriptor& method);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_CONTRACT_H_

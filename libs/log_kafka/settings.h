// Settings of Kafka's client from a file, as people have them for other clients:
//
//   # a comment
//   security.protocol = SASL_SSL
//   sasl.username = praksis
//   sasl.password.file = /run/secrets/kafka
//
// A name that ends in ".file" has its value in the file it names, without the newline at its end: secrets
// need not stand among the settings.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_SETTINGS_H_
#define PRAKSIS_LIBS_LOG_KAFKA_SETTINGS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace praksis::log {

// INVALID_ARGUMENT, naming the file and the line, where it cannot be read or is nothing like that.
absl::StatusOr<std::map<std::string, std::string>> ReadKafkaSettings(const std::string& path);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_KAFKA_SETTINGS_H_

#include "libs/log_kafka/client_statistics.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace praksis::log::kafka {
namespace {

using google::protobuf::Struct;

const google::protobuf::Value* Find(const Struct& object, const char* name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? nullptr : &found->second;
}

int64_t Number(const Struct& object, const char* name) {
  const auto* const value = Find(object, name);
  return value == nullptr ? 0 : static_cast<int64_t>(value->number_value());
}

std::string Text(const Struct& object, const char* name) {
  const auto* const value = Find(object, name);
  return value == nullptr ? "" : value->string_value();
}

const Struct& Object(const Struct& object, const char* name) {
  const auto* const value = Find(object, name);
  return value == nullptr ? Struct::default_instance() : value->struct_value();
}

BrokerTraffic ParseBroker(const Struct& broker) {
  const Struct& round_trip = Object(broker, "rtt");
  return {.connections = Text(broker, "state") == "UP" ? 1 : 0,
          .requests_waiting = Number(broker, "outbuf_cnt") + Number(broker, "waitresp_cnt"),
          .round_trip_average = absl::Microseconds(Number(round_trip, "avg")),
          .round_trip_p99 = absl::Microseconds(Number(round_trip, "p99")),
          .requests = Number(broker, "tx"),
          .timeouts = Number(broker, "req_timeouts"),
          .errors = Number(broker, "txerrs") + Number(broker, "rxerrs")};
}

// "host:port"; empty for connections of the client's own making (bootstrap, coordinator), which are to one of
// the brokers.
std::string BrokerName(const Struct& broker) {
  return Number(broker, "nodeid") >= 0 ? Text(broker, "nodename") : "";
}

void ParseLag(const Struct& topics, std::map<int64_t, int64_t>& lag) {
  for (const auto& [topic, described] : topics.fields()) {
    for (const auto& [number, partition] : Object(described.struct_value(), "partitions").fields()) {
      int64_t id = -1;
      std::from_chars(number.data(), number.data() + number.size(), id);
      // -1 stands for what the client itself is about, or does not know.
      const int64_t behind = Number(partition.struct_value(), "consumer_lag");
      if (id >= 0 && behind >= 0) lag[id] = std::max(lag[id], behind);
    }
  }
}

}  // namespace

void BrokerTraffic::Add(const BrokerTraffic& other) {
  connections += other.connections;
  requests_waiting += other.requests_waiting;
  round_trip_average = std::max(round_trip_average, other.round_trip_average);
  round_trip_p99 = std::max(round_trip_p99, other.round_trip_p99);
  requests += other.requests;
  timeouts += other.timeouts;
  errors += other.errors;
}

void ClientTraffic::Add(const ClientTraffic& other) {
  clients += other.clients;
  queued_messages += other.queued_messages;
  queued_bytes += other.queued_bytes;
  events_waiting += other.events_waiting;
  for (const auto& [name, broker] : other.brokers) brokers[name].Add(broker);
}

void Traffic::Add(const Traffic& other) {
  readers.Add(other.readers);
  writers.Add(other.writers);
  for (const auto& [state, count] : other.transactions) transactions[state] += count;
  for (const auto& [partition, behind] : other.lag) lag[partition] = std::max(lag[partition], behind);
}

std::optional<Traffic> ParseTraffic(std::string_view json) {
  Struct object;
  if (!google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &object).ok()) {
    return std::nullopt;
  }
  const bool writes = Text(object, "type") == "producer";
  Traffic traffic;
  ClientTraffic& client = writes ? traffic.writers : traffic.readers;
  client = {.clients = 1,
            .queued_messages = Number(object, "msg_cnt"),
            .queued_bytes = Number(object, "msg_size"),
            .events_waiting = Number(object, "replyq"),
            .brokers = {}};
  for (const auto& [name, broker] : Object(object, "brokers").fields()) {
    const std::string node = BrokerName(broker.struct_value());
    if (!node.empty()) client.brokers[node].Add(ParseBroker(broker.struct_value()));
  }
  if (writes) {
    ++traffic.transactions[Text(Object(object, "eos"), "txn_state")];
  } else {
    ParseLag(Object(object, "topics"), traffic.lag);
  }
  return traffic;
}

void TrafficBoard::Take(std::string_view client, Traffic traffic, absl::Time now) {
  const std::lock_guard lock(mutex_);
  said_.insert_or_assign(std::string(client), std::pair(now, std::move(traffic)));
  std::erase_if(said_, [now](const auto& said) { return said.second.first < now - 3 * kStatisticsInterval; });
}

Traffic TrafficBoard::Sum(absl::Time now) const {
  Traffic sum;
  const std::lock_guard lock(mutex_);
  for (const auto& [client, said] : said_) {
    if (said.first >= now - 3 * kStatisticsInterval) sum.Add(said.second);
  }
  return sum;
}

}  // namespace praksis::log::kafka

// The state of a stream whose state is a protobuf message: copied, measured and compared alike for all kinds.
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_MESSAGE_STATE_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_MESSAGE_STATE_H_

#include <memory>
#include <utility>

#include "google/protobuf/message.h"
#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain {

// What a state says, whatever kind it is of. Every kind's message has `version` and `stream`.
class AnyMessageState : public StreamState {
 public:
  virtual const google::protobuf::Message& message() const = 0;
};

template <typename Message>
class MessageState final : public AnyMessageState {
 public:
  MessageState() = default;
  explicit MessageState(Message message) : state(std::move(message)) {}
  std::unique_ptr<StreamState> Clone() const override { return std::make_unique<MessageState>(state); }
  size_t MemoryUsage() const override { return sizeof(*this) - sizeof(state) + state.SpaceUsedLong(); }
  const google::protobuf::Message& message() const override { return state; }

  Message state;
};

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_MESSAGE_STATE_H_

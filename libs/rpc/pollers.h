// How many of gRPC's threads wait for the network.
#ifndef PRAKSIS_LIBS_RPC_POLLERS_H_
#define PRAKSIS_LIBS_RPC_POLLERS_H_

#include <memory>

namespace praksis::rpc {

// Keeps one of the threads that run gRPC's callbacks asleep, in the whole process, until the last of what
// this returned is gone. Null, and nothing is kept, on machines of six cores and more and where it would be
// the last such thread.
//
// gRPC 1.51 has half as many of these threads as there are cores, but two at least. Where the cores are few,
// the second costs more than it does: the two take turns at epoll, wake each other for every answer that
// comes from another thread, and meet at the same locks (figures: DESIGN.md).
std::shared_ptr<void> KeepOnePollerAsleep();

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_POLLERS_H_

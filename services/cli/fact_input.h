// Where facts come from: a file, standard input, or the command line itself.
#ifndef PRAKSIS_SERVICES_CLI_FACT_INPUT_H_
#define PRAKSIS_SERVICES_CLI_FACT_INPUT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/cli/interrupt.h"
#include "services/cli/json_facts.h"

namespace praksis::cli {

// One thread reads; share() may be asked from another.
class FactInput {
 public:
  // `path`: "-" is standard input. NOT_FOUND where it cannot be opened. `interrupt` must outlive it: once
  // requested, nothing more comes.
  static absl::StatusOr<std::unique_ptr<FactInput>> Open(const std::string& path, const Interrupt& interrupt);
  static std::unique_ptr<FactInput> FromText(std::string_view json, const Interrupt& interrupt);
  ~FactInput();
  FactInput(const FactInput&) = delete;
  FactInput& operator=(const FactInput&) = delete;

  std::optional<JsonSplitter::Piece> Next();
  // Whether there is another piece that Next gives without waiting for whoever writes the input.
  bool AtHand();

  // How much of the input has been read, 0 to 1; negative where its size is not known.
  double share() const;

 private:
  explicit FactInput(const Interrupt& interrupt) : interrupt_(interrupt) {}
  // Takes the next piece, waiting for it if need be.
  std::optional<JsonSplitter::Piece> Take(bool wait);
  void ReadBlock();

  const Interrupt& interrupt_;
  JsonSplitter splitter_;
  std::optional<JsonSplitter::Piece> ahead_;  // read, and to be given next
  int descriptor_ = -1;
  int64_t size_ = -1;
  std::atomic<int64_t> read_ = 0;
};

// Gives the fact an event_id where it has none; returns whether it did.
bool EnsureEventId(v1::Event& fact);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_FACT_INPUT_H_

// Commits the fault named on its command line: tests/run sanitize demands that each is caught, in the very
// environment (options, suppressions) in which it runs the tests.
#include <climits>
#include <cstdio>
#include <string_view>
#include <thread>
#include <vector>

namespace {

// The compiler is not to see through the faults and leave them out.
volatile int one = 1;

int UseAfterFree() {
  auto* numbers = new std::vector<int>(8);
  const int* first = numbers->data();
  delete numbers;
  return *first + one;
}

int SignedOverflow() { return INT_MAX - 1 + one + one; }

int Leak() {
  auto* lost = new std::vector<int>(8);
  const int first = lost->front();
  lost = nullptr;
  return first;
}

int Race() {
  int shared = 0;
  std::thread other([&shared] { shared += one; });
  shared += one;
  other.join();
  return shared;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view fault = argc == 2 ? argv[1] : "";
  int result = 0;
  if (fault == "use-after-free") {
    result = UseAfterFree();
  } else if (fault == "signed-overflow") {
    result = SignedOverflow();
  } else if (fault == "leak") {
    result = Leak();
  } else if (fault == "race") {
    result = Race();
  } else {
    std::fprintf(stderr, "usage: planted use-after-free|signed-overflow|leak|race\n");
    return 2;
  }
  std::printf("not caught: %s (%d)\n", argv[1], result);
  return 0;
}

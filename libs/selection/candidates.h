// Who may be chosen: the candidates of the sites with a quota, in groups within which any member is as good
// as another, and the order in which equally good ones are taken.
#ifndef PRAKSIS_LIBS_SELECTION_CANDIDATES_H_
#define PRAKSIS_LIBS_SELECTION_CANDIDATES_H_

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

inline constexpr uint32_t kNobody = 0xffffffff;

// Candidates of one feature class at one site and, under a cap, of one caseworker.
struct Group {
  uint32_t class_index = 0;  // into Candidates::classes()
  uint32_t quota = 0;        // into Parameters::quotas
  uint32_t caseworker = kNobody;
  // members()[first] …: those with consent, then the others.
  uint32_t first = 0;
  uint32_t members = 0;
  uint32_t consented = 0;
};

// A feature class of which there are candidates; for kMatchedPair those of one site.
struct CandidateClass {
  CanonicalFeatures features;
  uint32_t first_group = 0;
  uint32_t groups = 0;
};

// A placement among equally good ones: consented before anonymised, then by SHA-256(seed ‖ pseudonym, big
// endian).
struct Ranked {
  bool anonymised = false;
  std::string digest;
  uint64_t pseudonym = 0;
  uint32_t row = 0;
  friend bool operator<(const Ranked& a, const Ranked& b) {
    return std::tie(a.anonymised, a.digest, a.pseudonym) < std::tie(b.anonymised, b.digest, b.pseudonym);
  }
};

// What Candidates is made of.
struct CandidatesFound {
  explicit CandidatesFound(std::pmr::memory_resource* memory)
      : classes(memory), groups(memory), members(memory) {}

  std::pmr::vector<CandidateClass> classes;
  std::pmr::vector<Group> groups;
  std::pmr::vector<uint32_t> members;
  std::vector<SiteReport> sites;
};

class Candidates {
 public:
  // `parameters` must be valid for the universe's pool (see selection.cc); both must outlive it.
  Candidates(const Universe& universe, const Parameters& parameters,
             std::pmr::memory_resource* memory = std::pmr::get_default_resource());

  const std::pmr::vector<CandidateClass>& classes() const { return found_.classes; }
  const std::pmr::vector<Group>& groups() const { return found_.groups; }
  // How many of a class are at the site of a quota.
  uint32_t MembersAt(uint32_t class_index, uint32_t quota) const;
  // Rows of the pool, group by group.
  const std::pmr::vector<uint32_t>& members() const { return found_.members; }
  // The first `limit` members of a group in the order in which they are taken. Costs a digest per member.
  std::vector<Ranked> Rank(const Group& group, const std::string& seed, size_t limit) const;
  // By quota; chosen, objective and relaxations are left open.
  const std::vector<SiteReport>& sites() const { return found_.sites; }

 private:
  const Pool& pool_;
  CandidatesFound found_;
};

// See Selection::candidates_sha256. Nothing where two candidates have one pseudonym.
std::optional<std::string> CandidatesSha256(
    const Universe& universe, const Candidates& candidates,
    std::pmr::memory_resource* memory = std::pmr::get_default_resource());

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_CANDIDATES_H_

// What the programme of Learning from Success speaks of. But for the five principles that the source names,
// all of it is invented†.
#ifndef PRAKSIS_LIBS_SAMPLE_SUCCESS_VOCABULARY_H_
#define PRAKSIS_LIBS_SAMPLE_SUCCESS_VOCABULARY_H_

#include <array>
#include <string_view>

namespace praksis::sample {

inline constexpr std::array<std::string_view, 5> kSuccessStaffGroups = {
    "sample-personal-advisors", "sample-job-placement", "sample-group-facilitators", "sample-reception",
    "sample-rights-and-debts"};

struct SampleStory {
  std::string_view title;
  std::string_view before;
  std::string_view after;
};

inline constexpr std::array<SampleStory, 20> kSampleStories = {{
    {"The first wage†", "A young man had never held a job and came only because he had to.",
     "He has worked at a car wash for half a year and is never late."},
    {"The drawer of letters†",
     "A single mother had stopped opening her letters; debts stood in the way of every offer.",
     "Her debts are settled in instalments, and she works in a school kitchen."},
    {"Nine children and a job†", "A mother of nine could not read and had never worked outside her home.",
     "She cooks for a day centre and earns a living of her own."},
    {"Back from the back room†", "After an injury a warehouse worker was sure that nobody would take him.",
     "He drives a fork-lift with a company that adapted the hours."},
    {"The interpreter's chair†", "A newcomer understood little of what was said to her and always nodded.",
     "She cleans in a hotel and learns the language with the other staff."},
    {"Two buses†", "Every vacancy was too far away for a man who had lost his driving licence.",
     "He found a neighbour to ride with and works in a bakery at night."},
    {"The night shift†", "A former nurse's aide had not slept regularly for years and avoided every meeting.",
     "She works three evenings a week in a nursing home."},
    {"A trade after all†", "A young woman had broken off two courses and called herself a quitter.",
     "She finished a course in upholstery and has orders of her own."},
    {"The quiet applicant†", "A man of fifty-eight had sent two hundred applications without an answer.",
     "He mends bicycles in a shop that asked for him by name."},
    {"The shared kitchen†", "Four women met only to complain about the obligation to attend.",
     "Two of them run a catering service, and the others help at feasts."},
    {"Not this office again†", "A participant shouted at the reception at each visit.",
     "He comes to his appointments, greets, and packs goods in a warehouse."},
    {"The certificate†", "An engineer's diploma from abroad was not recognised, and he took no other work.",
     "He is a technician with a water company while his diploma is examined."},
    {"The grandmother†", "A grandmother who raised two children could not be away in the afternoon.",
     "She works mornings in a nursery, which suits both."},
    {"Out of the stairwell†", "A young man slept in other people's flats and missed every letter.",
     "He has an address, a bank account, and work as a gardener."},
    {"The market stall†", "A family lived on what a stall earned without saying so.",
     "The stall is a registered business, and the family needs no benefit."},
    {"Learning to say no†", "A participant took every job and left each within a week.",
     "She chose one, asked for what she needed, and has stayed a year."},
    {"The bookkeeper†", "A bookkeeper had been at home for twelve years with an illness.",
     "She keeps the books of two small firms from home."},
    {"The brothers†", "Two brothers shared one pair of work shoes and one phone.",
     "Both work at a building site and take turns no more."},
    {"A table by the window†", "A man who could not bear closed rooms had been refused as unwilling.",
     "He works for a courier and says what he can bear."},
    {"The choir†", "A singer would not hear of any other work.",
     "She teaches a children's choir and works in a library by day."},
}};

struct SamplePrinciple {
  std::string_view wording;
  // What staff did by it.
  std::string_view action;
};

// The 14 general ones, then the 6 unique ones.
inline constexpr std::array<SamplePrinciple, 20> kSamplePrinciples = {{
    {"Setting limits while using authority wisely",
     "Said what would follow from staying away, and kept to it calmly."},
    {"High availability", "Gave a phone number that was answered in the evening, too."},
    {"Sensitivity to a participant's cultural background",
     "Asked at home what work would be fitting, and looked among that."},
    {"Informing participants of their rights", "Went through what the person was entitled to, line by line."},
    {"Combining individual and group work", "Invited the person to the group after three talks alone."},
    {"Begin with what the person wants†", "Asked what the person wanted before any vacancy was named."},
    {"Small steps that can be celebrated†",
     "Agreed on one step for each week and marked it when it was done."},
    {"Go along to the first meeting†", "Went with the person to the first interview at the company."},
    {"Speak of strengths, in words of the person's own†",
     "Wrote the application from what the person was proud of."},
    {"Do not give up after a setback†", "Called the day after the person had failed to come."},
    {"Settle what stands in the way first†", "Sorted the papers together before looking for work."},
    {"Bring the employer in early†", "Asked the employer what would make the start easy."},
    {"Work with the family†", "Spoke with the family about who would be at home when."},
    {"Colleagues consult each other†", "Took the case to two colleagues before the next talk."},
    {"Use a shared meal†", "Cooked with the group and let each tell of a dish."},
    {"Trade on a talent†", "Turned what the person did for others into an offer with a price."},
    {"Let the person choose the adviser†", "Let the person say whom to talk to."},
    {"Lend what is missing†", "Lent a phone and a pair of shoes for the first month."},
    {"Meet outdoors†", "Held the talks on a walk."},
    {"Two half jobs can be one†", "Looked for two half jobs that fit each other."},
}};

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_SUCCESS_VOCABULARY_H_

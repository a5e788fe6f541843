// English for stories and principles.
export const en = {
  stories: {
    principles: 'Principles of action',
    GENERAL: 'general',
    UNIQUE: 'unique',
    UNLINKED: 'in no story',
    inStories: (n: string) => (n === '1' ? 'in 1 story' : `in ${n} stories`),
    totals: (stories: string, sessions: string, groups: string) =>
      `${stories} stories of success, told in ${sessions} learning sessions by ${groups} staff groups.`,
    toldBy: (group: string, day: string) => `A story told by ${group}, ${day}`,
    successes: {
      STORY_SUCCESS_OBJECTIVE: 'returned to work',
      STORY_SUCCESS_SUBJECTIVE: 'to the person’s own satisfaction',
      STORY_SUCCESS_BOTH: 'returned to work, and to the person’s own satisfaction',
    },
    items: { STORY_ITEM_STORY: 'Story', STORY_ITEM_ACTION: 'Chief action', STORY_ITEM_PRINCIPLE: 'Principle' },
    picture: 'From story to principle',
    pictureHint:
      'Stories, the chief actions in them, and the principles these are instances of. Choose one to see what is around it.',
    pictureOf: (name: string) => `Around: ${name}`,
    showInPicture: 'Show in the picture',
    shown: 'The picture shows what is around it.',
    search: 'Search',
    searchFor: 'Words',
    searchButton: 'Search',
    searchHint:
      'All words must be there; “in quotes” next to each other; -not this one. A story that is not anonymised is found only while its case consents.',
    askForSomething: 'Write at least one word that must be there.',
    found: (n: string) => `${n} found`,
    nothingFound: 'Nothing found.',
    none: 'No story has been told yet.',
  },
};

// Dansk for historier og principper.
import type { en } from './stories_en.ts';

export const da: typeof en = {
  stories: {
    principles: 'Handleprincipper',
    GENERAL: 'generelt',
    UNIQUE: 'enkeltstående',
    UNLINKED: 'i ingen historie',
    inStories: (n) => (n === '1' ? 'i 1 historie' : `i ${n} historier`),
    totals: (stories, sessions, groups) =>
      `${stories} succeshistorier, fortalt på ${sessions} læringsmøder af ${groups} medarbejdergrupper.`,
    toldBy: (group, day) => `En historie fortalt af ${group}, ${day}`,
    successes: {
      STORY_SUCCESS_OBJECTIVE: 'kom i arbejde',
      STORY_SUCCESS_SUBJECTIVE: 'til personens egen tilfredshed',
      STORY_SUCCESS_BOTH: 'kom i arbejde, og til personens egen tilfredshed',
    },
    items: { STORY_ITEM_STORY: 'Historie', STORY_ITEM_ACTION: 'Hovedhandling', STORY_ITEM_PRINCIPLE: 'Princip' },
    picture: 'Fra historie til princip',
    pictureHint:
      'Historier, hovedhandlingerne i dem, og de principper de er eksempler på. Vælg en for at se, hvad der er omkring den.',
    pictureOf: (name) => `Omkring: ${name}`,
    showInPicture: 'Vis i billedet',
    shown: 'Billedet viser, hvad der er omkring.',
    search: 'Søg',
    searchFor: 'Ord',
    searchButton: 'Søg',
    searchHint:
      'Alle ord skal være der; “i anførselstegn” ved siden af hinanden; -ikke dette. En historie, der ikke er anonymiseret, findes kun, mens sagens samtykke gælder.',
    askForSomething: 'Skriv mindst ét ord, der skal være der.',
    found: (n) => `${n} fundet`,
    nothingFound: 'Intet fundet.',
    none: 'Der er ikke fortalt nogen historie endnu.',
  },
};

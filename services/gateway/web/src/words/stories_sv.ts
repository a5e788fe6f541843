// Svenska för berättelser och principer.
import type { en } from './stories_en.ts';

export const sv: typeof en = {
  stories: {
    principles: 'Handlingsprinciper',
    GENERAL: 'generell',
    UNIQUE: 'enstaka',
    UNLINKED: 'i ingen berättelse',
    inStories: (n) => (n === '1' ? 'i 1 berättelse' : `i ${n} berättelser`),
    totals: (stories, sessions, groups) =>
      `${stories} berättelser om framgång, berättade vid ${sessions} lärmöten av ${groups} personalgrupper.`,
    toldBy: (group, day) => `En berättelse från ${group}, ${day}`,
    successes: {
      STORY_SUCCESS_OBJECTIVE: 'kom i arbete',
      STORY_SUCCESS_SUBJECTIVE: 'till personens egen belåtenhet',
      STORY_SUCCESS_BOTH: 'kom i arbete, och till personens egen belåtenhet',
    },
    items: { STORY_ITEM_STORY: 'Berättelse', STORY_ITEM_ACTION: 'Huvudhandling', STORY_ITEM_PRINCIPLE: 'Princip' },
    picture: 'Från berättelse till princip',
    pictureHint:
      'Berättelser, huvudhandlingarna i dem, och de principer som de är exempel på. Välj en för att se vad som finns omkring.',
    pictureOf: (name) => `Omkring: ${name}`,
    showInPicture: 'Visa i bilden',
    shown: 'Bilden visar vad som finns omkring.',
    search: 'Sök',
    searchFor: 'Ord',
    searchButton: 'Sök',
    searchHint:
      'Alla ord ska finnas; ”inom citattecken” bredvid varandra; -inte detta. En berättelse som inte är anonymiserad hittas bara medan ärendets samtycke gäller.',
    askForSomething: 'Skriv minst ett ord som ska finnas.',
    found: (n) => `${n} hittade`,
    nothingFound: 'Inget hittat.',
    none: 'Ingen berättelse har berättats ännu.',
  },
};

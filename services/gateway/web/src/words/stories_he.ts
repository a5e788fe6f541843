// עברית לסיפורים ולעקרונות.
import type { en } from './stories_en.ts';

export const he: typeof en = {
  stories: {
    principles: 'עקרונות פעולה',
    GENERAL: 'כללי',
    UNIQUE: 'ייחודי',
    UNLINKED: 'באף סיפור',
    inStories: (n) => (n === '1' ? 'בסיפור אחד' : `ב־${n} סיפורים`),
    totals: (stories, sessions, groups) =>
      `${stories} סיפורי הצלחה, שסופרו ב־${sessions} מפגשי למידה על ידי ${groups} קבוצות צוות.`,
    toldBy: (group, day) => `סיפור של ${group}, ${day}`,
    successes: {
      STORY_SUCCESS_OBJECTIVE: 'חזרה לעבודה',
      STORY_SUCCESS_SUBJECTIVE: 'לשביעות רצונו של האדם',
      STORY_SUCCESS_BOTH: 'חזרה לעבודה, ולשביעות רצונו של האדם',
    },
    items: { STORY_ITEM_STORY: 'סיפור', STORY_ITEM_ACTION: 'פעולה עיקרית', STORY_ITEM_PRINCIPLE: 'עיקרון' },
    picture: 'מסיפור לעיקרון',
    pictureHint: 'סיפורים, הפעולות העיקריות שבהם, והעקרונות שהן דוגמה להם. בחרו אחד כדי לראות את מה שסביבו.',
    pictureOf: (name) => `סביב: ${name}`,
    showInPicture: 'הצגה בתמונה',
    shown: 'התמונה מציגה את מה שסביב.',
    search: 'חיפוש',
    searchFor: 'מילים',
    searchButton: 'חיפוש',
    searchHint:
      'כל המילים צריכות להופיע; „במירכאות” זו לצד זו; ‎-לא זו. סיפור שאינו אנונימי נמצא רק כל עוד ההסכמה בתיק בתוקף.',
    askForSomething: 'כתבו לפחות מילה אחת שצריכה להופיע.',
    found: (n) => `נמצאו ${n}`,
    nothingFound: 'לא נמצא דבר.',
    none: 'עדיין לא סופר אף סיפור.',
  },
};

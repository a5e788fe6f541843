// Hebrew for a case and its timeline.
import type { en } from './case_en.ts';

export const he: typeof en = {
  case: {
    ask: 'תיק', askHint: 'מזהה התיק, למשל case/sample-1-22. הוא אינו נכלל בכתובת הדף.', show: 'הצגה', notFound: 'לא נרשם תיק כזה.',
    notFoundHint: 'יש לבדוק את המזהה; ייתכן שהתיק דווח במזהה אחר.', open: 'פתוח', closed: 'סגור', standing: 'מצב התיק', timeline: 'מה נרשם',
    version: 'מס׳', happened: 'אירע', recorded: 'נרשם', by: 'על ידי', what: 'מה', targetGroup: 'קבוצת יעד', municipality: 'רשות מקומית', opened: 'נפתח', closedOn: 'נסגר ביום',
    belief: 'אמונה בסיכוי לעבודה', satisfaction: 'שביעות רצון', notAssessed: 'לא הוערכה', ofFive: (n) => `${n} מתוך 5`, workers: 'אנשי צוות', consents: 'הסכמות', referrals: 'הפניות',
    placements: 'השמות', coaching: 'אימון אישי', occupations: 'תעסוקה', flags: 'סימונים פתוחים', none: 'אין', since: (day) => `מאז ${day}`, fromTo: (from, to) => `${from} עד ${to}`,
    correctedBy: (n) => `תוקן במס׳ ${n}`, voidedBy: (n) => `בוטל במס׳ ${n}`, sessions: (n) => `${n} מפגשים`, hours: (n) => `${n} שע׳`, standingConsent: 'בתוקף', notStanding: 'אינה בתוקף',
    target: (n) => `של מס׳ ${n}`, knownAt: 'כפי שהיה ידוע ביום', happenedBy: 'מה שאירע עד יום', staffOnly: 'דף זה מציג את מסלולו של אדם אחד. יש לעיין בו רק כשהעבודה מצריכה זאת.',
  },
  events: {
    eventCorrected: 'תיקון', eventVoided: 'ביטול רישום', caseOpened: 'התיק נפתח', caseworkerAssigned: 'מונה איש צוות', caseworkerUnassigned: 'תם מינוי של איש צוות',
    consentGiven: 'ניתנה הסכמה', consentWithdrawn: 'ההסכמה נמשכה', consentInvalidated: 'ההסכמה נמצאה בלתי תקפה', referralMade: 'נשלחה הפניה', referralAmended: 'ההפניה שונתה',
    referralAccepted: 'ההפניה התקבלה', referralDeclined: 'ההפניה נדחתה', referralCancelled: 'ההפניה בוטלה', referralFulfilled: 'ההפניה מומשה', placementOffered: 'הוצעה השמה',
    placementAgreed: 'סוכמה השמה', placementOfferDeclined: 'הצעת ההשמה נדחתה', placementStarted: 'ההשמה החלה', placementAbsence: 'היעדרות מההשמה', placementExtended: 'ההשמה הוארכה',
    placementHoursChanged: 'שונו שעות ההשמה', placementInterrupted: 'ההשמה הופסקה', placementCompleted: 'ההשמה הושלמה', coachingStarted: 'החל אימון אישי',
    coachingSessionHeld: 'מפגש אימון', coachingEnded: 'האימון האישי הסתיים', beliefAssessed: 'הוערכה האמונה בסיכוי', companyVisited: 'ביקור בחברה', occupationStarted: 'החלה תעסוקה',
    occupationEnded: 'התעסוקה הסתיימה', subjectiveSuccessReported: 'דווחה שביעות רצון', noteAdded: 'הערה', flagRaised: 'הועלה סימון', flagCleared: 'הוסר סימון', caseClosed: 'התיק נסגר',
    caseReopened: 'התיק נפתח מחדש', caseTransferred: 'התיק הועבר',
  },
  codes: {
    PRIMARY: 'מתאם אישי ראשי', COACH: 'מאמן', COMPANY_CONSULTANT: 'יועץ לחברות', CASE_SHARING: 'שיתוף התיק', LEARNING_INTERVIEW: 'ריאיון למידה', STORY_USE: 'שימוש בסיפור',
    RESEARCH: 'מחקר', MADE: 'נשלחה', ACCEPTED: 'התקבלה', DECLINED: 'נדחתה', CANCELLED: 'בוטלה', FULFILLED: 'מומשה', OFFERED: 'הוצעה', AGREED: 'סוכמה', OFFER_DECLINED: 'ההצעה נדחתה',
    RUNNING: 'נמשכת', INTERRUPTED: 'הופסקה', COMPLETED: 'הושלמה', TRAINEESHIP: 'התנסות בעבודה', WAGE_SUBSIDY: 'סבסוד שכר', HYBRID: 'התנסות ושעות בשכר', ORDINARY: 'עבודה רגילה',
    SUBSIDISED: 'עבודה מסובסדת', SELF_EMPLOYED: 'עצמאי', EDUCATION: 'לימודים', SELF: 'נמצאה בכוחות עצמו', JOB_CENTRE: 'מרכז תעסוקה', COMPANY: 'חברה', CITIZEN: 'האדם', PROVIDER: 'נותן השירות',
    CASEWORKER: 'מתאם אישי', IN_PERSON: 'פנים אל פנים', TELEPHONE: 'בטלפון', VIDEO: 'בווידאו', IN_WRITING: 'בכתב', ACHIEVED: 'היעד הושג', PARTLY: 'היעד הושג חלקית', NOT_ACHIEVED: 'היעד לא הושג',
    FIND_PLACEMENT: 'לאיתור השמה', FOLLOW_UP: 'למעקב', GET_TO_KNOW: 'להיכרות', JOB: 'עבודה', MOVED: 'מעבר מגורים', PENSION: 'פנסיה', DECEASED: 'פטירה', WITHDRAWN: 'פרישה', OTHER: 'אחר',
    FACILITATOR: 'מנחה', MANAGER: 'מנהל', ANALYST: 'אנליסט', AUDITOR: 'מבקר', SYSTEM: 'מערכת',
  },
};

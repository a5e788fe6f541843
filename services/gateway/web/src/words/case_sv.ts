// Swedish for a case and its timeline.
import type { en } from './case_en.ts';

export const sv: typeof en = {
  case: {
    ask: 'Ärende', askHint: 'Ärendets beteckning, till exempel case/sample-1-22. Den blir inte en del av adressen.', show: 'Visa', notFound: 'Inget sådant ärende är registrerat.',
    notFoundHint: 'Kontrollera beteckningen; ärendet kan vara rapporterat under en annan.', open: 'Öppet', closed: 'Avslutat', standing: 'Läget i ärendet', timeline: 'Vad som registrerats',
    version: 'Nr', happened: 'Inträffade', recorded: 'Registrerades', by: 'Av', what: 'Vad', targetGroup: 'Målgrupp', municipality: 'Kommun', opened: 'Öppnat', closedOn: 'Avslutat den',
    belief: 'Tro på jobbchansen', satisfaction: 'Nöjdhet', notAssessed: 'inte bedömd', ofFive: (n) => `${n} av 5`, workers: 'Handläggare', consents: 'Samtycken', referrals: 'Remisser',
    placements: 'Praktikplatser', coaching: 'Coachande samtal', occupations: 'Sysselsättning', flags: 'Öppna markeringar', none: 'Inga', since: (day) => `sedan ${day}`, fromTo: (from, to) => `${from} till ${to}`,
    correctedBy: (n) => `Rättad genom nr ${n}`, voidedBy: (n) => `Återtagen genom nr ${n}`, sessions: (n) => `${n} samtal`, hours: (n) => `${n} tim`, standingConsent: 'gäller', notStanding: 'gäller inte',
    target: (n) => `av nr ${n}`, knownAt: 'Så som det var känt den', happenedBy: 'Vad som hade hänt till och med', staffOnly: 'Sidan visar en enskild persons förlopp. Titta på den bara när ditt arbete kräver det.',
  },
  events: {
    eventCorrected: 'Rättelse', eventVoided: 'Återtaget', caseOpened: 'Ärende öppnat', caseworkerAssigned: 'Handläggare utsedd', caseworkerUnassigned: 'Handläggarens uppdrag avslutat',
    consentGiven: 'Samtycke lämnat', consentWithdrawn: 'Samtycke återkallat', consentInvalidated: 'Samtycke befunnet ogiltigt', referralMade: 'Remiss skickad', referralAmended: 'Remiss ändrad',
    referralAccepted: 'Remiss godtagen', referralDeclined: 'Remiss avböjd', referralCancelled: 'Remiss återkallad', referralFulfilled: 'Remiss genomförd', placementOffered: 'Praktik erbjuden',
    placementAgreed: 'Praktik överenskommen', placementOfferDeclined: 'Erbjudande om praktik avböjt', placementStarted: 'Praktik påbörjad', placementAbsence: 'Frånvaro från praktiken', placementExtended: 'Praktik förlängd',
    placementHoursChanged: 'Praktikens timtal ändrat', placementInterrupted: 'Praktik avbruten', placementCompleted: 'Praktik genomförd', coachingStarted: 'Coachande samtal påbörjade',
    coachingSessionHeld: 'Coachande samtal', coachingEnded: 'Coachande samtal avslutade', beliefAssessed: 'Tro på jobbchansen bedömd', companyVisited: 'Företagsbesök', occupationStarted: 'Sysselsättning påbörjad',
    occupationEnded: 'Sysselsättning avslutad', subjectiveSuccessReported: 'Nöjdhet uppgiven', noteAdded: 'Anteckning', flagRaised: 'Markering satt', flagCleared: 'Markering borttagen', caseClosed: 'Ärende avslutat',
    caseReopened: 'Ärende återöppnat', caseTransferred: 'Ärende överlämnat',
  },
  codes: {
    PRIMARY: 'ansvarig handläggare', COACH: 'coach', COMPANY_CONSULTANT: 'företagskonsulent', CASE_SHARING: 'att dela ärendet', LEARNING_INTERVIEW: 'lärandeintervju', STORY_USE: 'användning av berättelsen',
    RESEARCH: 'forskning', MADE: 'skickad', ACCEPTED: 'godtagen', DECLINED: 'avböjd', CANCELLED: 'återkallad', FULFILLED: 'genomförd', OFFERED: 'erbjuden', AGREED: 'överenskommen', OFFER_DECLINED: 'avböjd',
    RUNNING: 'pågår', INTERRUPTED: 'avbruten', COMPLETED: 'genomförd', TRAINEESHIP: 'arbetspraktik', WAGE_SUBSIDY: 'lönebidrag', HYBRID: 'praktik och avlönade timmar', ORDINARY: 'ordinarie arbete',
    SUBSIDISED: 'subventionerat arbete', SELF_EMPLOYED: 'egenföretagare', EDUCATION: 'utbildning', SELF: 'eget initiativ', JOB_CENTRE: 'jobbcenter', COMPANY: 'företag', CITIZEN: 'deltagare', PROVIDER: 'utförare',
    CASEWORKER: 'handläggare', IN_PERSON: 'på plats', TELEPHONE: 'per telefon', VIDEO: 'per video', IN_WRITING: 'skriftligt', ACHIEVED: 'målet nått', PARTLY: 'målet delvis nått', NOT_ACHIEVED: 'målet inte nått',
    FIND_PLACEMENT: 'för att hitta en plats', FOLLOW_UP: 'för uppföljning', GET_TO_KNOW: 'för att lära känna det', JOB: 'arbete', MOVED: 'flyttat', PENSION: 'pension', DECEASED: 'avliden', WITHDRAWN: 'drog sig ur', OTHER: 'annat',
    FACILITATOR: 'processledare', MANAGER: 'chef', ANALYST: 'analytiker', AUDITOR: 'revisor', SYSTEM: 'system',
  },
};

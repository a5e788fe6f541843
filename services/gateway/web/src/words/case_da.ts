// Danish for a case and its timeline.
import type { en } from './case_en.ts';

export const da: typeof en = {
  case: {
    ask: 'Sag', askHint: 'Sagens identifikation, for eksempel case/sample-1-22. Den bliver ikke en del af adressen.', show: 'Vis', notFound: 'Der er ikke registreret en sådan sag.',
    notFoundHint: 'Kontrollér identifikationen; sagen kan være indberettet under en anden.', open: 'Åben', closed: 'Afsluttet', standing: 'Hvor sagen står', timeline: 'Hvad der er registreret',
    version: 'Nr.', happened: 'Sket', recorded: 'Registreret', by: 'Af', what: 'Hvad', targetGroup: 'Målgruppe', municipality: 'Kommune', opened: 'Åbnet', closedOn: 'Afsluttet den',
    belief: 'Tro på jobchancen', satisfaction: 'Tilfredshed', notAssessed: 'ikke vurderet', ofFive: (n) => `${n} af 5`, workers: 'Medarbejdere', consents: 'Samtykker', referrals: 'Henvisninger',
    placements: 'Virksomhedsforløb', coaching: 'Coachende samtaler', occupations: 'Beskæftigelse', flags: 'Åbne markeringer', none: 'Ingen', since: (day) => `siden ${day}`, fromTo: (from, to) => `${from} til ${to}`,
    correctedBy: (n) => `Rettet ved nr. ${n}`, voidedBy: (n) => `Trukket tilbage ved nr. ${n}`, sessions: (n) => `${n} samtaler`, hours: (n) => `${n} t`, standingConsent: 'gælder', notStanding: 'gælder ikke',
    target: (n) => `af nr. ${n}`, knownAt: 'Som det var kendt den', happenedBy: 'Hvad der var sket til og med', staffOnly: 'Siden viser ét menneskes forløb. Se kun på den, hvor dit arbejde kræver det.',
  },
  events: {
    eventCorrected: 'Rettelse', eventVoided: 'Trukket tilbage', caseOpened: 'Sag åbnet', caseworkerAssigned: 'Medarbejder tilknyttet', caseworkerUnassigned: 'Medarbejders tilknytning ophørt',
    consentGiven: 'Samtykke givet', consentWithdrawn: 'Samtykke trukket tilbage', consentInvalidated: 'Samtykke fundet ugyldigt', referralMade: 'Henvisning sendt', referralAmended: 'Henvisning ændret',
    referralAccepted: 'Henvisning accepteret', referralDeclined: 'Henvisning afvist', referralCancelled: 'Henvisning annulleret', referralFulfilled: 'Henvisning gennemført', placementOffered: 'Virksomhedsforløb tilbudt',
    placementAgreed: 'Virksomhedsforløb aftalt', placementOfferDeclined: 'Tilbud om forløb afslået', placementStarted: 'Virksomhedsforløb begyndt', placementAbsence: 'Fravær fra forløbet', placementExtended: 'Forløb forlænget',
    placementHoursChanged: 'Forløbets timetal ændret', placementInterrupted: 'Forløb afbrudt', placementCompleted: 'Forløb gennemført', coachingStarted: 'Coachende samtaler begyndt',
    coachingSessionHeld: 'Coachende samtale', coachingEnded: 'Coachende samtaler afsluttet', beliefAssessed: 'Tro på jobchancen vurderet', companyVisited: 'Virksomhedsbesøg', occupationStarted: 'Beskæftigelse begyndt',
    occupationEnded: 'Beskæftigelse ophørt', subjectiveSuccessReported: 'Tilfredshed oplyst', noteAdded: 'Notat', flagRaised: 'Markering sat', flagCleared: 'Markering fjernet', caseClosed: 'Sag afsluttet',
    caseReopened: 'Sag genåbnet', caseTransferred: 'Sag overdraget',
  },
  codes: {
    PRIMARY: 'primær sagsbehandler', COACH: 'coach', COMPANY_CONSULTANT: 'virksomhedskonsulent', CASE_SHARING: 'deling af sagen', LEARNING_INTERVIEW: 'læringsinterview', STORY_USE: 'brug af fortællingen',
    RESEARCH: 'forskning', MADE: 'sendt', ACCEPTED: 'accepteret', DECLINED: 'afvist', CANCELLED: 'annulleret', FULFILLED: 'gennemført', OFFERED: 'tilbudt', AGREED: 'aftalt', OFFER_DECLINED: 'afslået',
    RUNNING: 'i gang', INTERRUPTED: 'afbrudt', COMPLETED: 'gennemført', TRAINEESHIP: 'virksomhedspraktik', WAGE_SUBSIDY: 'løntilskud', HYBRID: 'praktik og lønnede timer', ORDINARY: 'ordinært arbejde',
    SUBSIDISED: 'støttet arbejde', SELF_EMPLOYED: 'selvstændig', EDUCATION: 'uddannelse', SELF: 'fundet af borgeren selv', JOB_CENTRE: 'jobcenter', COMPANY: 'virksomhed', CITIZEN: 'borger', PROVIDER: 'leverandør',
    CASEWORKER: 'sagsbehandler', IN_PERSON: 'ved fremmøde', TELEPHONE: 'telefonisk', VIDEO: 'på video', IN_WRITING: 'skriftligt', ACHIEVED: 'mål nået', PARTLY: 'mål delvist nået', NOT_ACHIEVED: 'mål ikke nået',
    FIND_PLACEMENT: 'for at finde en plads', FOLLOW_UP: 'for at følge op', GET_TO_KNOW: 'for at lære den at kende', JOB: 'job', MOVED: 'flyttet', PENSION: 'pension', DECEASED: 'død', WITHDRAWN: 'trak sig', OTHER: 'andet',
    FACILITATOR: 'facilitator', MANAGER: 'leder', ANALYST: 'analytiker', AUDITOR: 'revisor', SYSTEM: 'system',
  },
};

// English for a case and its timeline. Keys of `events` are the body fields of praksis.v1.Event, in protobuf JSON.
export const en = {
  case: {
    ask: 'Case', askHint: 'Its identifier, such as case/sample-1-22. It does not become part of the address.', show: 'Show', notFound: 'No such case is recorded.',
    notFoundHint: 'Check the identifier; the case may be reported under another one.', open: 'Open', closed: 'Closed', standing: 'Where it stands', timeline: 'What was recorded',
    version: 'No.', happened: 'Happened', recorded: 'Recorded', by: 'By', what: 'What', targetGroup: 'Target group', municipality: 'Municipality', opened: 'Opened', closedOn: 'Closed on',
    belief: 'Belief in the job chance', satisfaction: 'Satisfaction', notAssessed: 'not assessed', ofFive: (n: string) => `${n} of 5`, workers: 'Workers', consents: 'Consents', referrals: 'Referrals',
    placements: 'Placements', coaching: 'Coaching', occupations: 'Occupations', flags: 'Open flags', none: 'None', since: (day: string) => `since ${day}`, fromTo: (from: string, to: string) => `${from} to ${to}`,
    correctedBy: (n: string) => `Corrected by no. ${n}`, voidedBy: (n: string) => `Taken back by no. ${n}`, sessions: (n: string) => `${n} sessions`, hours: (n: string) => `${n} h`, standingConsent: 'stands', notStanding: 'does not stand',
    target: (n: string) => `of no. ${n}`, knownAt: 'As known on', happenedBy: 'What had happened by', staffOnly: 'This page shows one person’s course. Look at it only where your work requires it.',
  },
  events: {
    eventCorrected: 'Correction', eventVoided: 'Taken back', caseOpened: 'Case opened', caseworkerAssigned: 'Worker assigned', caseworkerUnassigned: 'Worker’s assignment ended',
    consentGiven: 'Consent given', consentWithdrawn: 'Consent withdrawn', consentInvalidated: 'Consent found invalid', referralMade: 'Referral made', referralAmended: 'Referral amended',
    referralAccepted: 'Referral accepted', referralDeclined: 'Referral declined', referralCancelled: 'Referral cancelled', referralFulfilled: 'Referral fulfilled', placementOffered: 'Placement offered',
    placementAgreed: 'Placement agreed', placementOfferDeclined: 'Placement offer declined', placementStarted: 'Placement started', placementAbsence: 'Absence from the placement', placementExtended: 'Placement extended',
    placementHoursChanged: 'Hours of the placement changed', placementInterrupted: 'Placement interrupted', placementCompleted: 'Placement completed', coachingStarted: 'Coaching started',
    coachingSessionHeld: 'Coaching session', coachingEnded: 'Coaching ended', beliefAssessed: 'Belief assessed', companyVisited: 'Company visited', occupationStarted: 'Occupation started',
    occupationEnded: 'Occupation ended', subjectiveSuccessReported: 'Satisfaction reported', noteAdded: 'Note', flagRaised: 'Flag raised', flagCleared: 'Flag cleared', caseClosed: 'Case closed',
    caseReopened: 'Case reopened', caseTransferred: 'Case transferred',
  } as Record<string, string>,
  codes: {
    PRIMARY: 'primary worker', COACH: 'coach', COMPANY_CONSULTANT: 'company consultant', CASE_SHARING: 'sharing the case', LEARNING_INTERVIEW: 'learning interview', STORY_USE: 'use of the story',
    RESEARCH: 'research', MADE: 'made', ACCEPTED: 'accepted', DECLINED: 'declined', CANCELLED: 'cancelled', FULFILLED: 'fulfilled', OFFERED: 'offered', AGREED: 'agreed', OFFER_DECLINED: 'offer declined',
    RUNNING: 'running', INTERRUPTED: 'interrupted', COMPLETED: 'completed', TRAINEESHIP: 'traineeship', WAGE_SUBSIDY: 'wage subsidy', HYBRID: 'traineeship and paid hours', ORDINARY: 'ordinary work',
    SUBSIDISED: 'subsidised work', SELF_EMPLOYED: 'self-employed', EDUCATION: 'education', SELF: 'found by the person', JOB_CENTRE: 'job centre', COMPANY: 'company', CITIZEN: 'citizen', PROVIDER: 'provider',
    CASEWORKER: 'caseworker', IN_PERSON: 'in person', TELEPHONE: 'by telephone', VIDEO: 'by video', IN_WRITING: 'in writing', ACHIEVED: 'goal achieved', PARTLY: 'goal partly achieved', NOT_ACHIEVED: 'goal not achieved',
    FIND_PLACEMENT: 'to find a placement', FOLLOW_UP: 'to follow up', GET_TO_KNOW: 'to get to know it', JOB: 'job', MOVED: 'moved', PENSION: 'pension', DECEASED: 'deceased', WITHDRAWN: 'withdrew', OTHER: 'other',
    FACILITATOR: 'facilitator', MANAGER: 'manager', ANALYST: 'analyst', AUDITOR: 'auditor', SYSTEM: 'system',
  } as Record<string, string>,
};

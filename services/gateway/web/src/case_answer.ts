// The answer of praksis.v1.History/GetCase as protobuf JSON has it; only what the page reads.
export interface When {
  date?: { date?: string };
  instant?: string;
}

export interface CaseEvent {
  version?: string;
  occurredAt?: When;
  recordedAt?: string;
  actor?: { id?: string; role?: string };
  [body: string]: unknown;
}

export interface TimelineEntry {
  event?: CaseEvent;
  standing?: string;
  changedByVersion?: string;
}

export interface CaseSummary {
  stream?: string;
  version?: string;
  status?: string;
  municipality?: string;
  targetGroup?: string;
  openedOn?: string;
  closedOn?: string;
  closeReason?: string;
  assignments?: { worker?: string; role?: string; from?: string; to?: string }[];
  consents?: { purpose?: string; standing?: boolean; validUntil?: string }[];
  referrals?: { state?: string; toOrganisation?: string; service?: string; madeOn?: string; answeredOn?: string }[];
  placements?: {
    placementId?: string;
    state?: string;
    start?: string;
    lastDay?: string;
    terms?: { type?: string; industry?: string };
  }[];
  coachings?: { start?: string; lastDay?: string; sessions?: number; directMinutes?: number }[];
  occupations?: { kind?: string; obtainedBy?: string; start?: string; lastDay?: string }[];
  caseworkerBelief?: number;
  citizenBelief?: number;
  satisfaction?: number;
  openFlags?: string[];
}

export interface LearntFrom {
  kind?: string;
  cycle?: string;
  version?: string;
  happenedOn?: string;
  placementId?: string;
  onlyAnonymised?: boolean;
  informant?: string;
}

export interface CaseAnswer {
  summary?: CaseSummary;
  timeline?: TimelineEntry[];
  // The events of the stories about it.
  related?: TimelineEntry[];
  learntFrom?: LearntFrom[];
  position?: string;
}

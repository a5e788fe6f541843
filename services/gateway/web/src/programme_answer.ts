// The answers of praksis.v1.Stories about programmes as protobuf JSON has them; only what the pages read.
import type { TimelineEntry } from './case_answer.ts';
import type { StoryReference } from './stories_answer.ts';

export interface Programme {
  stream?: string;
  kind?: string;
  title?: string;
  municipality?: string;
  openedOn?: string;
  stage?: number;
  method?: string;
  methodRevision?: string;
  plannedEnd?: string;
  closedOn?: string;
  ending?: string;
}

export interface ProgrammesAnswer {
  programmes?: Programme[];
}

export interface Unit {
  staffGroup?: string;
  municipalities?: string[];
  firstOn?: string;
  lastOn?: string;
  sessions?: number;
  // 64 bits.
  attendances?: string;
  stories?: number;
  sharings?: number;
}

export interface Stage {
  stage?: number;
  from?: string;
  to?: string;
  organisations?: number;
  sessions?: number;
  staffGroups?: number;
  stories?: number;
  objective?: number;
  subjective?: number;
  both?: number;
  verified?: number;
  principles?: number;
  sharings?: number;
}

export interface Sharing {
  story?: StoryReference;
  sharedOn?: string;
  municipality?: string;
  staffGroup?: string;
  participants?: number;
}

export interface Branch {
  stream?: string;
  beganOn?: string;
  municipality?: string;
  title?: string;
  beganHere?: boolean;
}

export interface ProgrammeAnswer {
  programme?: Programme;
  organisations?: { organisation?: string; since?: string; stage?: number }[];
  units?: Unit[];
  stages?: Stage[];
  sharings?: Sharing[];
  branches?: Branch[];
}

export interface StreamAnswer {
  timeline?: TimelineEntry[];
}

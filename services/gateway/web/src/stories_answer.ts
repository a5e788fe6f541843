// The answers of praksis.v1.Stories as protobuf JSON has them; only what the page reads.
export type Recurrence = 'GENERAL' | 'UNIQUE' | 'UNLINKED';
export type Item = 'STORY_ITEM_STORY' | 'STORY_ITEM_ACTION' | 'STORY_ITEM_PRINCIPLE';

export interface StoryReference {
  stream?: string;
  title?: string;
  staffGroup?: string;
  programme?: string;
  session?: string;
  toldOn?: string;
  success?: string;
  textsShown?: boolean;
}

export interface Principle {
  stream?: string;
  wording?: string;
  programme?: string;
  recurrence?: string;
  storyCount?: number;
  stories?: { story?: StoryReference; actions?: { actionId?: string; wording?: string }[] }[];
}

export interface PrinciplesAnswer {
  principles?: Principle[];
  totals?: { sessions?: number; staffGroups?: number; stories?: number };
  nextPageToken?: string;
  definition?: string;
}

export interface GraphNode {
  id?: string;
  item?: Item;
  wording?: string;
  story?: StoryReference;
  recurrence?: string;
  storyCount?: number;
}

export interface GraphAnswer {
  nodes?: GraphNode[];
  edges?: { from?: string; to?: string }[];
}

export interface Hit {
  item?: Item;
  story?: StoryReference;
  actionId?: string;
  principle?: string;
  snippet?: { text?: string; matched?: boolean }[];
}

export interface SearchAnswer {
  hits?: Hit[];
  nextPageToken?: string;
}

export interface Likeness {
  kind?: string;
  value?: string;
}

export interface StoryLikeCase {
  story?: StoryReference;
  likenesses?: Likeness[];
  actions?: {
    action?: { actionId?: string; wording?: string };
    principles?: { stream?: string; wording?: string }[];
  }[];
}

export interface LikeAnswer {
  stories?: StoryLikeCase[];
  standingStories?: number;
}

// "PRINCIPLE_RECURRENCE_GENERAL" → "GENERAL".
export const recurrenceOf = (name: string | undefined) =>
  (name ?? '').replace('PRINCIPLE_RECURRENCE_', '') as Recurrence;

// The node of the graph that a hit is.
export const nodeOf = (hit: Hit) =>
  hit.principle || (hit.story?.stream ?? '') + (hit.actionId ? '#' + hit.actionId : '');

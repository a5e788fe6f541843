// Where the reader is: a page and what its address holds.
import { useEffect, useState } from 'preact/hooks';

export const pages = [
  'overview',
  'interruptions',
  'outcomes',
  'belief',
  'referrals',
  'load',
  'case',
  'cases',
  'stories',
  'stories/tell',
  'stories/programme',
  'selection',
  'cycles',
  'measures',
  'experiments',
  'transfer',
  'operations',
] as const;
export type Page = (typeof pages)[number];
// Those that the menu leads to. To the cases behind a number that number leads; to the telling of a story, and to a
// programme, the stories.
export const menu = pages.filter((page) => page !== 'cases' && !page.startsWith('stories/'));

// Those that can be as known at an earlier position.
export const aboutFigures: ReadonlySet<Page> = new Set<Page>([
  'overview',
  'interruptions',
  'outcomes',
  'belief',
  'referrals',
  'load',
]);

export interface Place {
  // Undefined: there is no such page.
  page: Page | undefined;
  query: URLSearchParams;
  // What a page keeps with the visit and out of the address; Back brings it back, a link does not carry it.
  kept: Record<string, string>;
}

export function pathOf(page: Page): string {
  return page === 'overview' ? '/' : '/' + page;
}

function here(): Place {
  const name = location.pathname.replace(/^\/+|\/+$/g, '') || 'overview';
  return {
    page: pages.find((page) => page === name),
    query: new URLSearchParams(location.search),
    kept: (history.state as Record<string, string> | null) ?? {},
  };
}

const moved = new EventTarget();

function addressOf(page: Page, query: URLSearchParams): string {
  const text = query.toString();
  return pathOf(page) + (text ? '?' + text : '');
}

export function go(page: Page, query: URLSearchParams, kept: Record<string, string> = {}): void {
  history.pushState(kept, '', addressOf(page, query));
  moved.dispatchEvent(new Event('moved'));
}

// The same visit, described better: Back leads to where it did before.
export function restate(page: Page, query: URLSearchParams): void {
  history.replaceState(history.state, '', addressOf(page, query));
  moved.dispatchEvent(new Event('moved'));
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const changed = () => setPlace(here());
    moved.addEventListener('moved', changed);
    addEventListener('popstate', changed);
    return () => {
      moved.removeEventListener('moved', changed);
      removeEventListener('popstate', changed);
    };
  }, []);
  return place;
}

// A link that stays on the pages, unless it is to open elsewhere.
export function followLink(event: MouseEvent, page: Page, query: URLSearchParams): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(page, query);
}

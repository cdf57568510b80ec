import { keyOf, type View, viewOf } from '@/clients/state/views';

/** The parts of the page of which a phone shows one at a time. */
export const TABS = ['messages', 'people', 'place'] as const;
type Tab = (typeof TABS)[number];

/** What the page shows, as its address says it. */
export interface Route {
  tab: Tab;
  /** The conversation that is open; a phone shows it in place of the tabs. */
  view: View | null;
  /** The seq of a message in it to go to. */
  seq: number | null;
  /** What is known about the conversation is open beside it. */
  details: boolean;
  /** What is searched for. */
  query: string;
}

/** A search is no longer than the server takes. */
export const MAX_QUERY_LENGTH = 200;

/** The route of an address' query, as in `?c=@ist1100002&m=7`; what makes no sense is left out. */
export function readRoute(search: string): Route {
  const query = new URLSearchParams(search);
  const view = viewOf(query.get('c') ?? '');
  const seq = /^[1-9]\d{0,9}$/.test(query.get('m') ?? '') ? Number(query.get('m')) : null;
  return {
    tab: TABS.find((tab) => tab === query.get('t')) ?? 'messages',
    view,
    seq: view && seq,
    details: view !== null && query.has('i'),
    // Half of a character has no address.
    query: (query.get('q') ?? '').slice(0, MAX_QUERY_LENGTH).replace(/[\ud800-\udbff]$/, ''),
  };
}

/** The address of a route. */
export function addressOfRoute({ tab, view, seq, details, query: wanted }: Route): string {
  const query = [
    tab !== 'messages' && `t=${tab}`,
    // An @ needs no escape, and is read more easily without.
    view && `c=${keyOf(view)}`,
    view && seq !== null && `m=${seq}`,
    view && details && 'i',
    wanted && `q=${encodeURIComponent(wanted)}`,
  ].filter(Boolean);
  return query.length > 0 ? `/?${query.join('&')}` : '/';
}

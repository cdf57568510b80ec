import { keyOf, type View, viewOf } from '@/clients/state/views';

/** The tabs of the main page on a phone: the map with the people around, the conversations, the user's own things. */
export const TABS = ['around', 'chats', 'you'] as const;
type Tab = (typeof TABS)[number];

/** What the main page shows, as its URL says it. */
export interface Route {
  tab: Tab;
  /** The open conversation; a phone shows it in place of the tabs. */
  view: View | null;
  /** The seq of a message of it to show. */
  seq: number | null;
  /** Whether the details of the conversation are open beside it. */
  details: boolean;
  /** The search query. */
  query: string;
  /** The id of the alert that a notification opens. */
  alert: string | null;
}

/** The longest query that the server accepts, in characters. */
export const MAX_QUERY_LENGTH = 200;

/** Returns the route of a URL's query, as in `?c=@ist1100002&m=7`. Invalid parts are left out. */
export function readRoute(search: string): Route {
  const query = new URLSearchParams(search);
  const view = viewOf(query.get('c') ?? '');
  const seq = /^[1-9]\d{0,9}$/.test(query.get('m') ?? '') ? Number(query.get('m')) : null;
  const alert = query.get('alert') ?? '';
  // Half of a surrogate pair cannot be encoded in a URL.
  const q = (query.get('q') ?? '').slice(0, MAX_QUERY_LENGTH).replace(/[\ud800-\udbff]$/, '');
  return {
    tab: TABS.find((tab) => tab === query.get('t')) ?? usualTab(view, q),
    view,
    seq: view && seq,
    details: view !== null && query.has('i'),
    query: q,
    alert: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(alert) ? alert : null,
  };
}

/** Returns the URL of a route. */
export function urlOfRoute({
  tab,
  view,
  seq,
  details,
  query,
  alert,
}: Omit<Route, 'alert'> & Partial<Route>): string {
  const parts = [
    tab !== usualTab(view, query) && `t=${tab}`,
    // Not escaped: an `@` is valid in a query and easier to read.
    view && `c=${keyOf(view)}`,
    view && seq !== null && `m=${seq}`,
    view && details && 'i',
    query && `q=${encodeURIComponent(query)}`,
    alert && `alert=${alert}`,
  ].filter(Boolean);
  return parts.length > 0 ? `/?${parts.join('&')}` : '/';
}

/** Returns the tab that a URL need not say. */
function usualTab(view: View | null, query: string): Tab {
  return view || query ? 'chats' : 'around';
}

import { ALERT_KINDS, type AlertKind } from '@/protocol/alert-kinds';

/** The changes that an officer drafts of an active alert. */
export const CHANGES = ['update', 'correction', 'all_clear'] as const;
export type Change = (typeof CHANGES)[number];

/** What the console shows, as its URL says. */
export type DeskRoute =
  | { view: 'situation' }
  | { view: 'new'; kind: AlertKind; incident?: string; message?: string }
  | { view: 'change'; alert: string; as: Change }
  | { view: 'draft' | 'alert' | 'roll-call'; id: string }
  | { view: 'exercises' }
  | { view: 'templates'; name?: string };

const CONSOLE_PATH = '/alert-console';

/** Returns the route in the query of a URL; the situation for anything else. */
export function readRoute(query: Pick<URLSearchParams, 'get' | 'has'>): DeskRoute {
  const kind = ALERT_KINDS.find((each) => each === query.get('new'));
  if (kind) {
    const incident = query.get('incident');
    const message = query.get('message');
    return { view: 'new', kind, ...(incident && { incident }), ...(message && { message }) };
  }
  const alert = query.get('change');
  const as = CHANGES.find((each) => each === query.get('as'));
  if (alert && as) return { view: 'change', alert, as };
  for (const view of ['draft', 'alert', 'roll-call'] as const) {
    const id = query.get(view);
    if (id) return { view, id };
  }
  if (query.has('exercises')) return { view: 'exercises' };
  if (!query.has('templates')) return { view: 'situation' };
  const name = query.get('templates');
  return { view: 'templates', ...(name && { name }) };
}

/** Returns the URL of a route. */
export function urlOf(route: DeskRoute): string {
  const query = new URLSearchParams(queryOf(route)).toString();
  return query === '' ? CONSOLE_PATH : `${CONSOLE_PATH}?${query}`;
}

function queryOf(route: DeskRoute): Record<string, string> {
  switch (route.view) {
    case 'situation':
      return {};
    case 'new':
      return {
        new: route.kind,
        ...(route.incident !== undefined && { incident: route.incident }),
        ...(route.message !== undefined && { message: route.message }),
      };
    case 'change':
      return { change: route.alert, as: route.as };
    case 'exercises':
      return { exercises: '' };
    case 'templates':
      return { templates: route.name ?? '' };
    default:
      return { [route.view]: route.id };
  }
}

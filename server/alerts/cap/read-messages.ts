import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireArea } from '@/protocol/alerts';
import type { WireCapMessage } from '@/protocol/cap';
import type { AlertsContext } from '../context';
import { reachOf } from '../policy';
import { buildingNamed } from '../present-incident';
import { readIds, readShown, type StoredMessage } from '../store/cap-messages';
import type { Grant } from '../store/grants';
import type { CapMessage } from './message';

/** What the parser bounds by the size of the message only, in characters, and the languages that are shown. */
const MAX_LINE = 500;
const MAX_TEXTS = 4;

const KINDS: Record<CapMessage['status'], AlertKind> = {
  Actual: 'live',
  Exercise: 'exercise',
  System: 'test',
  Test: 'test',
  Draft: 'test',
};
const TYPES = { Alert: 'alert', Update: 'update', Cancel: 'cancel', Ack: 'alert', Error: 'alert' } as const;

/** Returns the messages of other authorities in force that concern a place of these rights, the newest first. */
export async function readCapMessages(
  app: Pick<AlertsContext, 'db' | 'places'>,
  grants: readonly Grant[],
): Promise<WireCapMessage[]> {
  if (grants.length === 0) return [];
  const { pool } = app.db;
  const messages = await readShown(pool, reachOf(app, grants));
  const ids = await readIds(
    pool,
    messages.flatMap(({ content }) => content.references),
  );
  return messages.map((message) => present(app, message, ids));
}

/** Returns the buildings of a message, or the campus of its source; null for neither. */
export function areaOf(
  app: Pick<AlertsContext, 'places'>,
  { buildings, campusId }: StoredMessage,
): WireArea | null {
  const named = buildings.flatMap((id) => buildingNamed(app, id) ?? []);
  if (named.length > 0) return { campus: null, buildings: named };
  const campus = app.places.campuses().find(({ id }) => id === campusId);
  return campus ? { campus: { id: campus.id, name: campus.name }, buildings: [] } : null;
}

function present(
  app: Pick<AlertsContext, 'places'>,
  stored: StoredMessage,
  ids: ReadonlyMap<string, string>,
): WireCapMessage {
  const { content, source, signature } = stored;
  const [info] = content.infos;
  const area = areaOf(app, stored);
  const areas = new Set(content.infos.flatMap(({ areas }) => areas.map(({ description }) => description)));
  return {
    id: stored.id,
    source,
    sender: content.sender,
    received: stored.receivedAt.toISOString(),
    sent: stored.sentAt.toISOString(),
    expires: stored.expiresAt.toISOString(),
    kind: KINDS[content.status],
    type: TYPES[content.msgType],
    about: content.references.flatMap(({ sender, identifier }) => ids.get(`${sender}\n${identifier}`) ?? []),
    event: info?.event.slice(0, MAX_LINE) ?? null,
    // The parser has refused every other term.
    category: (info?.categories[0] ?? null) as WireCapMessage['category'],
    response: (info?.responses[0] ?? null) as WireCapMessage['response'],
    urgency: (info?.urgency ?? null) as WireCapMessage['urgency'],
    severity: (info?.severity ?? null) as WireCapMessage['severity'],
    certainty: (info?.certainty ?? null) as WireCapMessage['certainty'],
    texts: content.infos.slice(0, MAX_TEXTS).map(({ language, headline, description, instruction }) => ({
      language,
      headline,
      description,
      instruction,
    })),
    areaDesc: [...areas].join(', ').slice(0, MAX_LINE),
    campus: area?.campus ?? null,
    buildings: area?.buildings ?? [],
    signature,
  };
}

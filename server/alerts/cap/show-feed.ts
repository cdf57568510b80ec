import type { KeyObject } from 'node:crypto';
import type { Db } from '@/db/client';
import type { WireAlert } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { Places } from '@/server/places/places';
import { readPublished } from '../store/cap-feed';
import { type FeedPlace, writeFeed } from './feed';
import type { CapMessage } from './message';
import { isMessage, messageOfAlert, type Publisher } from './message-of-alert';
import { writeMessage } from './write-message';

/** How long a message stays in the feed after it has expired, in hours. */
const KEPT_HOURS = 48;
const FEED_PATH = '/api/v1/cap-feed';

/** The parts of the application that publish alerts as CAP. */
export interface FeedContext {
  db: Pick<Db, 'pool'>;
  places: Pick<Places, 'get' | 'campuses' | 'buildings'>;
  publicUrl: string;
  config: {
    /** The title of this installation. */
    institution: string;
    capFeed: {
      on: boolean;
      /** The RSA key that signs messages; null: they are not signed. */
      signingKey: KeyObject | null;
    };
  };
}

/** An XML document for everybody, and the time at which it changed. */
export interface PublicXml {
  xml: string;
  changed: Date;
}

/**
 * Returns the feed of the alerts, exercises and tests of this installation, as Atom; each says what it is. Throws
 * `not_found` unless the operator publishes it.
 */
export async function showCapFeed(app: FeedContext, _options: object): Promise<PublicXml> {
  return writeFeed(await messagesOf(app), placeOf(app));
}

/** Returns one message as CAP 1.2. Throws `not_found`, also for one that is no longer in the feed. */
export async function showCapMessage(
  app: FeedContext,
  { identifier }: { identifier: string },
): Promise<PublicXml> {
  const message = (await messagesOf(app)).find((each) => each.identifier === identifier);
  if (!message) throw fail('not_found', 'There is no such message.', { field: 'identifier' });
  return { xml: writeMessage(message, app.config.capFeed.signingKey), changed: new Date(message.sent) };
}

const senderOf = ({ publicUrl }: FeedContext) => new URL(publicUrl).hostname;

const placeOf = (app: FeedContext): FeedPlace => ({
  sender: senderOf(app),
  url: app.publicUrl + FEED_PATH,
  title: app.config.institution,
});

async function messagesOf(app: FeedContext): Promise<CapMessage[]> {
  if (!app.config.capFeed.on)
    throw fail('not_found', 'This installation does not publish its alerts. Its operator sets CAP_FEED.');
  const publisher = { sender: senderOf(app), publicUrl: app.publicUrl, places: app.places };
  const alerts = await readPublished(app.db.pool, KEPT_HOURS);
  return alerts.flatMap((revisions) => messagesOfAlert(revisions, publisher));
}

/** Returns the messages of an alert's revisions, which are in order. */
function messagesOfAlert(revisions: readonly WireAlert[], publisher: Publisher): CapMessage[] {
  const messages: CapMessage[] = [];
  // The end of an alert whose other revisions are left out would refer to nothing.
  for (const revision of revisions.filter(isMessage))
    if (revision.active || messages.length > 0) messages.push(messageOfAlert(revision, messages, publisher));
  // A reference is the three names of a message, and nothing else of it.
  return messages.map((message) => ({
    ...message,
    references: message.references.map(({ sender, identifier, sent }) => ({ sender, identifier, sent })),
  }));
}

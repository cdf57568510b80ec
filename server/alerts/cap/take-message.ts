import type { WireTakenMessage } from '@/protocol/cap';
import { hashOf } from '../canonical';
import type { AlertsContext } from '../context';
import { storeConsoleChange } from '../issue';
import { insertMessage, lockMessages, readKnown, setChanged } from '../store/cap-messages';
import { buildingsOf, checkImport, endOf, isNamed, referrer } from './import-rules';
import { parseMessage } from './parse-message';
import type { CapSource } from './sources';
import { instantOf } from './values';

const DAY_MS = 86_400_000;

/**
 * Takes a message of a source for the officers; it alerts nobody. The same message again is the same answer. Throws a
 * Refusal.
 */
export async function takeMessage(
  app: AlertsContext,
  source: CapSource,
  { bytes, mediaType }: { bytes: Uint8Array; mediaType: string },
): Promise<WireTakenMessage> {
  const { message, signature } = await parseMessage(bytes, { mediaType, key: source.key });
  const hash = hashOf(message);
  const buildings = app.places
    .buildings()
    .filter(({ campusId }) => source.campus === null || campusId === source.campus);
  const { taken, outbox } = await app.db.transaction(async (client) => {
    await lockMessages(client);
    const known = await readKnown(client, message);
    const same = known.find((each) => isNamed(each, message));
    if (same?.hash === hash) return { taken: { id: same.id }, outbox: [] };
    const now = Date.now();
    checkImport(message, { senders: source.senders, now, known, hash });
    const inside = buildingsOf(message, { buildings, geocodes: source.geocodes });
    const isChange = message.msgType === 'Update' || message.msgType === 'Cancel';
    const shown = inside !== null && (isChange || message.msgType === 'Alert');
    const id = await insertMessage(client, {
      source: source.name,
      campusId: source.campus,
      message,
      hash,
      sentAt: instantOf(message.sent),
      // A Cancel repeats the times of what it ends. It is news for a day.
      expiresAt: message.msgType === 'Cancel' ? now + DAY_MS : endOf(message),
      signature,
      buildings: inside ?? [],
      shown,
    });
    if (isChange) {
      const changed = referrer(known)(message.references).map((each) => each.id);
      await setChanged(client, changed, message.msgType === 'Cancel' ? 'ended' : 'replaced');
    }
    return { taken: { id }, outbox: shown || isChange ? await storeConsoleChange(client) : [] };
  });
  app.relay.publish(outbox);
  return taken;
}

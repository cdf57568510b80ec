import type { WireTakenMessage } from '@/protocol/cap';
import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { CapContext } from './context';
import { noteRefusal } from './note-refusal';
import { Refusal } from './refusals';
import { takeMessage } from './take-message';

/**
 * Takes a message that the user of a source posts, as a draft for officers. Throws `forbidden` for everybody else,
 * `rate_limited`, `conflict` for another message of the same name, and `bad_request` with the path of what is wrong.
 */
export async function importCapMessage(
  app: CapContext,
  { actor, mediaType, data }: { actor: Actor; mediaType: string; data: () => Promise<Uint8Array> },
): Promise<WireTakenMessage> {
  assertUser(actor);
  const source = app.config.capSources.find(({ user }) => user === actor.username);
  if (!source)
    throw fail('forbidden', 'You are not the user of a source. The operator sets CAP_SOURCES_FILE.');
  app.limits.take('cap', source.name);
  try {
    return await takeMessage(app, source, { bytes: await data(), mediaType });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await noteRefusal(app, source, error, null);
    const { code, path, message } = error;
    throw fail(code === 'content_conflict' ? 'conflict' : 'bad_request', `${message} (${code})`, {
      field: path,
    });
  }
}

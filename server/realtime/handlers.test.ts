import { describe, expect, it } from 'vitest';
import type { BoundCommands } from '@/server/commands';
import { createTestApp } from '@/tests/support/app';
import { handlers } from './handlers';
import type { Connection, Socket } from './live-sessions';

const ID = 'door-bot';

/** Returns a node on which a bot authenticates and claims its connection, which is then `ended` for a reason or not. */
function world(ended: 'unauthorised' | 'revoked' | null) {
  const done: string[] = [];
  const app = createTestApp();
  Object.assign(app.commands, {
    authenticateBot: async () => ({
      kind: 'bot',
      botId: ID,
      buildingId: 'tower',
      secretHash: Buffer.alloc(32),
    }),
    startBot: async () => ({ building: { id: 'tower', name: 'Tower' } }),
    stopBot: async () => void done.push('freed'),
  } satisfies Partial<BoundCommands>);
  const rows = ended ? [{ botId: ID, reason: ended }] : [];
  Object.assign(app, { db: { pool: { query: async () => ({ rows }) } } });
  app.sessions.addBot = () => void done.push('added');
  app.sessions.removeBot = () => void done.push('removed');
  const connection: Connection = { state: 'silent', actor: null };
  const socket = { id: 'socket', connected: true, data: { connection } } as unknown as Socket;
  return { app, socket, done };
}

describe('new_bot', () => {
  it('begins', async () => {
    const { app, socket, done } = world(null);
    expect(await handlers.new_bot(app, socket, { id: ID, pass: 'x' })).toMatchObject({ ok: true });
    expect([socket.data.connection.state, done]).toEqual(['bot', ['added']]);
  });

  it.each([
    ['unauthorised', 'the authorisation is withdrawn', 'forbidden'],
    ['revoked', 'the secret is replaced', 'unauthenticated'],
  ] as const)('%s: is refused when %s meanwhile', async (reason, _, code) => {
    const { app, socket, done } = world(reason);
    const begun = handlers.new_bot(app, socket, { id: ID, pass: 'x' });
    await expect(begun).rejects.toMatchObject({ code });
    expect([socket.data.connection.state, done]).toEqual(['silent', ['added', 'removed', 'freed']]);
  });
});

import { describe, expect, it } from 'vitest';
import type { BoundCommands } from '@/server/commands';
import { createTestApp } from '@/tests/support/app';
import { handlers } from './handlers';
import type { Connection, Socket } from './live-sessions';

const ID = 'door-bot';

/**
 * Returns a node on which a bot authenticates and claims its connection; an administrator then finds it `authorised` or
 * not.
 */
function world(authorised: boolean) {
  const done: string[] = [];
  const app = createTestApp();
  Object.assign(app.commands, {
    authenticateBot: async () => ({ kind: 'bot', botId: ID, buildingId: 'tower' }),
    startBot: async () => ({ building: { id: 'tower', name: 'Tower' } }),
    stopBot: async () => void done.push('freed'),
    checkBot: async () =>
      authorised
        ? { available: 0, state: 'Bot currently running.' }
        : { available: 0, state: 'Bot has not been authorized yet.', auth: 0 },
  } satisfies Partial<BoundCommands>);
  app.sessions.addBot = () => void done.push('added');
  app.sessions.removeBot = () => void done.push('removed');
  const connection: Connection = { state: 'silent', actor: null };
  const socket = { id: 'socket', connected: true, data: { connection } } as unknown as Socket;
  return { app, socket, done };
}

describe('new_bot', () => {
  it('begins', async () => {
    const { app, socket, done } = world(true);
    expect(await handlers.new_bot(app, socket, { id: ID, pass: 'x' })).toMatchObject({ ok: true });
    expect([socket.data.connection.state, done]).toEqual(['bot', ['added']]);
  });

  it('is refused when the authorisation is withdrawn meanwhile', async () => {
    const { app, socket, done } = world(false);
    const begun = handlers.new_bot(app, socket, { id: ID, pass: 'x' });
    await expect(begun).rejects.toMatchObject({ code: 'forbidden' });
    expect([socket.data.connection.state, done]).toEqual(['silent', ['added', 'removed', 'freed']]);
  });
});

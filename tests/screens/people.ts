import { randomUUID } from 'node:crypto';
import type { OutgoingHook } from '@/protocol/outgoing-hooks';
import { ok } from '../support/clients';
import { eventually } from '../support/eventually';
import type { Quad } from '../support/quad';
import { startReceiver } from '../support/receiver';
import { createTroupe } from '../support/troupe';
import { createVisitor } from '../support/visitor';

/** Where the person of the pictures is: in the building Civil of the sample campus. */
export const HERE = { latitude: 38.7374427, longitude: -9.1401387, accuracy: 5 };

/** The id of that building. */
const BUILDING = '2448131361042';

/** Returns the username of sample person `n`; 0 is the administrator. */
export const idOf = (n: number) => (n === 0 ? 'ist1000001' : `ist${1_100_000 + n}`);

/** Lets sample people share their places, so that the pictures show people. Returns the function that ends it. */
export async function enliven(quad: Quad): Promise<() => Promise<void>> {
  const troupe = createTroupe(() => quad);
  let say = async (_text: string): Promise<unknown> => undefined;
  for (let n = 1; n <= 12; n++) {
    const session = await troupe.modern(await troupe.person(idOf(n)));
    ok(await session.say('update_sharing', { sharing: true }));
    ok(await session.say('update_range', { range: 512 }));
    // Six in the building, the others along the way to the next one.
    const away = n <= 6 ? n : 40 * (n - 6);
    ok(
      await session.say('update_coordinates', {
        ...HERE,
        latitude: HERE.latitude - away / 111_195,
      }),
    );
    if (n === 12)
      ok(await session.say('report', { user: idOf(9), reason: 'harassment', note: 'Again and again.' }));
    if (n !== 2) continue;
    say = async (text) => ok(await session.send({ to: 'building' }, text));
    await say('Is the lab on the third floor open already?');
  }
  const owner = await troupe.person(idOf(1));
  for (const id of ['door-bot', 'menu-bot']) await troupe.call(owner, 'bot/register', { id, b_id: BUILDING });
  const administrator = { id: idOf(0), token: await quad.token(idOf(0), { admin: true }) };
  await troupe.call(administrator, 'admin/bots/update/auth', { id: 'door-bot', state: 1 });
  const headers = { authorization: `Bearer ${administrator.token}`, 'content-type': 'application/json' };
  const visitor = createVisitor(quad.url);
  await visitor.signIn(idOf(1));
  const hook = await visitor.command('/api/v1/bots/door-bot/hooks', { name: 'Grafana' });
  const call = JSON.stringify({ text: 'The lab is too warm: 31 °C.' });
  await fetch(quad.url + (hook.json as { path: string }).path, { method: 'POST', body: call });
  const programs = [await startReceiver(), await startReceiver((response) => response.writeHead(502).end())];
  const path = '/api/v1/bots/door-bot/outgoing-hooks';
  for (const [n, { url }] of programs.entries())
    await visitor.command(path, { name: n === 0 ? 'Opening hours' : 'Caretaker', url });
  await say('@door-bot when do you close?');
  await say('Thank you @door-bot!');
  const hooks = async () => (await visitor.visit(path)).json as OutgoingHook[];
  await eventually(hooks, (all) => all.every(({ events }) => events.filter(tried).length === 2));
  const body = JSON.stringify({ text: 'Please do not post adverts.' });
  await fetch(`${quad.url}/api/v1/admin/users/${idOf(11)}/warn`, { method: 'POST', headers, body });
  await exercise(quad);
  return async () => {
    await troupe.leave();
    for (const program of programs) program.close();
  };
}

const tried = ({ attempts }: OutgoingHook['events'][number]) => attempts.length > 0;

/** Sends an exercise to sample person 2 alone: a live alert would cover the pictures of everybody. */
async function exercise(quad: Quad): Promise<void> {
  const [drafter, approver] = [createVisitor(quad.url), createVisitor(quad.url)];
  await drafter.signIn(idOf(1));
  await approver.signIn(idOf(2));
  const path = '/api/v1/exercise-alerts/drafts';
  const draft = await drafter.command(path, {
    key: randomUUID(),
    template: 'fire',
    values: { time: '14:05' },
    area: { buildings: [BUILDING] },
    group: [idOf(2)],
  });
  const { id, hash } = draft.json as { id: string; hash: string };
  const confirm = { hash, word: 'EXERCISE' };
  await drafter.command(`${path}/${id}/submit`, confirm);
  await approver.command(`${path}/${id}/approve`, confirm);
}

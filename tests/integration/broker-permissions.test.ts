import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { runOperator } from '@/tests/support/operator';
import { type BorrowedServices, borrowServices, type Quad, startQuad } from '@/tests/support/quad';
import { createTroupe } from '@/tests/support/troupe';

const root = new URL('../..', import.meta.url).pathname;
const PASSWORD = 'a-password-of-the-tests';

let services: BorrowedServices;
let quad: Quad;
const cast = createTroupe(() => quad);

beforeAll(async () => {
  services = await borrowServices();
  for (const command of await documented()) await services.rabbit.ctl(...command);
  const url = new URL(services.rabbit.url);
  const AMQP_URL = `amqp://quad:${PASSWORD}@${url.host}/quad`;
  quad = await startQuad({ real: services, env: { AMQP_URL, AMQP_PREFIX: 'quad' } });
});
afterAll(async () => {
  await cast.leave();
  await quad?.remove();
});

/** Returns the commands of docs/operations.md, as the operator types them. */
async function documented(): Promise<string[][]> {
  const page = await readFile(`${root}docs/operations.md`, 'utf8');
  const commands = page.matchAll(/^rabbitmqctl (.+)$/gm);
  return [...commands].map(([, line = '']) =>
    line
      .replace('<password>', PASSWORD)
      .split(' ')
      .map((word) => word.replaceAll("'", '')),
  );
}

test('with the documented rights on the broker the doctor finds nothing wrong', async () => {
  const { code, json } = await runOperator(['doctor', '--json'], quad.env);
  const [{ findings }] = json() as [{ findings: { name: string; state: string; message: string }[] }];
  expect(findings.find(({ name }) => name === 'broker')).toMatchObject({ state: 'ok' });
  expect(code).toBe(0);
});

test('with the documented rights on the broker a message is delivered by the session’s queue', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const [here, otherClient] = [await cast.modern(ana), await cast.modern(rui)];
  const queue = `quad.session.${otherClient.hello.session}`;
  await eventually(
    () => services.rabbit.ctl('list_queues', '-p', 'quad', 'name'),
    (names) => names.includes(queue),
  );
  ok(await here.send({ to: 'people', users: [rui.id] }, 'by way of the broker'));
  await otherClient.has('by way of the broker');
  expect((await (await fetch(`${quad.url}/readyz`)).json()).broker).toBe('up');
});

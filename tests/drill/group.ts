import { CENTRAL } from '../support/campus';
import { connect, type Modern } from '../support/clients';
import { appointOfficer } from '../support/officers';
import { startQuad, startServices } from '../support/quad';

const SECRET = 'a secret of the drill that signs its cookies';

/**
 * Starts a campus for a drill: two nodes with a PostgreSQL and a RabbitMQ, two officers, and people who are connected to
 * either node, say that they show the exercise, and answer it.
 */
export async function startCampus(people: number) {
  const services = await startServices();
  const env = { NEXTAUTH_SECRET: SECRET, LIMITS: 'off', LOG_LEVEL: 'warn' };
  const first = await startQuad({ real: services, env });
  const nodes = [first, await startQuad({ real: services, env })];
  const db = await first.db();
  const names = Array.from({ length: people }, (_, n) => `drill${String(n).padStart(4, '0')}`);
  const members: Modern[] = [];
  for (const [n, id] of names.entries()) {
    const url = nodes[n % nodes.length]?.url as string;
    const token = await first.token(id);
    const member = await connect(url, { id, token });
    member.socket.on('alert', async ({ id: alert, revision, active }) => {
      await member.say('alert_receipt', { alert, revision, state: 'displayed' });
      if (!active) return;
      await fetch(`${url}/api/v1/alerts/${alert}/answer`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ answer: 'safe' }),
      });
    });
    members.push(member);
  }
  return {
    url: first.url,
    drafter: await appointOfficer(db, { name: 'drafter', roles: ['drafter'], secret: SECRET }),
    approver: await appointOfficer(db, { name: 'approver', roles: ['approver'], secret: SECRET }),
    building: CENTRAL.id,
    group: names,
    async stop() {
      await Promise.all(members.map((member) => member.close()));
      for (const node of nodes) await node.remove();
      await services.remove();
    },
  };
}

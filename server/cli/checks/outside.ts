import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isUnknownAuthority } from '@/db/connect';
import type { Config } from '@/server/config';
import { DOCTOR_HEADER, DOCTOR_PATH, doctorAnswer, proofOf } from '@/server/http/doctor-route';
import { type Answer, ask, jsonOf } from './ask';
import { type Finding, reason } from './check';
import { redirectUrl } from './identity';

/** How often a check is repeated that may reach another node each time. */
const TIMES = 8;
/** An address that belongs to nobody (RFC 5737), which the doctor claims to be forwarded for. */
const CLAIMED = '203.0.113.77';
const SEE =
  'docs/operations.md, "Behind a proxy", has what a proxy must do, and deploy/nginx a configuration.';

type Outside = Pick<Config, 'authSecret' | 'fenix' | 'host' | 'oidc' | 'port' | 'publicUrl'>;
const times = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: TIMES }, work));
const ok = (name: string, message: string): Finding => ({ name, state: 'ok', message });
const wrong = (name: string, message: string, mend: string): Finding => ({
  name,
  state: 'wrong',
  message,
  mend,
});

/** Uses the running Quad as users do, by PUBLIC_URL: from outside the proxy, if this machine reaches it that way. */
export async function checkOutside(config: Outside): Promise<Finding[]> {
  const { publicUrl } = config;
  if (publicUrl === null)
    return [wrong('public URL', 'PUBLIC_URL is not set.', 'Set it to the URL that users open.')];
  const health = await checkHealth(publicUrl);
  if (health.state === 'wrong') return [health];
  const nodes = await checkNodes(publicUrl, config.authSecret);
  if (nodes.some(({ state }) => state === 'wrong')) return [health, ...nodes];
  const rest = [checkWebSocket(publicUrl), checkPolling(publicUrl), checkCallbacks(publicUrl, config)];
  return [health, ...nodes, ...(await Promise.all(rest.map(settled)))];
}

/** Makes a finding of a check that gets no answer. */
async function settled(check: Promise<Finding>): Promise<Finding> {
  return check.catch((error) =>
    wrong('public URL', `A request ended early: ${reason(error)}`, `Try again. ${SEE}`),
  );
}

async function checkHealth(publicUrl: string): Promise<Finding> {
  const name = 'public URL';
  let answer: Answer;
  try {
    answer = await ask(`${publicUrl}/healthz`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return wrong(name, `${publicUrl} does not answer: ${reason(error)}`, explainSilence(code));
  }
  const { status, location } = answer;
  if (status >= 300 && status < 400)
    return wrong(
      name,
      `${publicUrl} redirects to ${location}.`,
      'Set PUBLIC_URL to the URL that users are redirected to.',
    );
  if ([502, 503, 504].includes(status))
    return wrong(
      name,
      `A proxy answers at ${publicUrl}, and reaches no node (${status}).`,
      'Start the nodes, and check that the proxy names their addresses and ports (deploy/nginx/quad/nodes.conf).',
    );
  if (status !== 200 || !z.object({ status: z.literal('ok') }).safeParse(jsonOf(answer)).success)
    return notOurs(publicUrl, status);
  return ok(name, `Quad answers at ${publicUrl}.`);
}

const notOurs = (publicUrl: string, status: number) =>
  wrong(
    'public URL',
    `What answers at ${publicUrl} is not this Quad (${status}).`,
    'Set PUBLIC_URL to the URL of this installation, and let its proxy pass all paths to the nodes.',
  );

function explainSilence(code: string): string {
  if (isUnknownAuthority(code))
    return 'Give the proxy the whole chain of its certificate (fullchain.pem). With an authority of your own, set NODE_EXTRA_CA_CERTS for this command.';
  if (code === 'CERT_HAS_EXPIRED') return 'Renew the certificate of the proxy.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Get a certificate for the host name in PUBLIC_URL, or correct PUBLIC_URL.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'Correct the host name in PUBLIC_URL, or give it an address in the DNS.';
  return 'Check that the proxy runs, that it listens at the port in PUBLIC_URL, and that this machine can reach it.';
}

/** Asks several times who answers, and how the requests arrive there. */
async function checkNodes(publicUrl: string, secret: string): Promise<Finding[]> {
  const name = 'public URL';
  const answers: z.infer<typeof doctorAnswer>[] = [];
  const asked = await times(async () => {
    const nonce = randomBytes(16).toString('base64url');
    const headers = {
      [DOCTOR_HEADER]: `${nonce}.${proofOf(secret, `ask ${nonce}`)}`,
      'X-Forwarded-For': CLAIMED,
    };
    const answer = await ask(`${publicUrl}${DOCTOR_PATH}`, { headers });
    const { data } = doctorAnswer.safeParse(jsonOf(answer));
    const ours = data?.proof === proofOf(secret, `answer ${nonce}`);
    if (data && ours) answers.push(data);
    return ours ? null : answer.status;
  }).catch((error: unknown) => [reason(error)]);
  const failure = asked.find((each) => each !== null) ?? null;
  if (typeof failure === 'string')
    return [wrong(name, `${publicUrl} does not always answer: ${failure}`, `Try again. ${SEE}`)];
  if (failure === 403)
    return [
      wrong(
        name,
        `A node with another NEXTAUTH_SECRET answers at ${publicUrl}, of this or of another installation.`,
        'Give all nodes and this command the same NEXTAUTH_SECRET, and check PUBLIC_URL.',
      ),
    ];
  if (failure !== null) return [notOurs(publicUrl, failure)];
  const other = answers.find((answer) => answer.publicUrl !== publicUrl);
  if (other)
    return [
      wrong(
        name,
        `A node has PUBLIC_URL=${other.publicUrl}, and this command ${publicUrl}: sockets and sign-ins fail.`,
        'Give all nodes the same PUBLIC_URL, the one that users open, and restart them.',
      ),
    ];
  const nodes = new Set(answers.map(({ node }) => node)).size;
  const versions = [...new Set(answers.map(({ version }) => version))];
  const seen = `${nodes === 1 ? 'One node answers' : `${nodes} nodes answer`}, version ${versions.join(' and ')}.`;
  return [ok('nodes', seen), judgeAddresses(answers)];
}

function judgeAddresses(answers: z.infer<typeof doctorAnswer>[]): Finding {
  const name = 'addresses';
  if (answers.some(({ ip }) => ip === CLAIMED))
    return wrong(
      name,
      'The proxy passes on the X-Forwarded-For that users send: anyone can pretend to be at any address and evade the limits.',
      'Let the proxy replace it by the address that it sees (nginx: proxy_set_header X-Forwarded-For $remote_addr). Without a proxy, remove TRUST_PROXY.',
    );
  if (answers.some(({ trustProxy, forwardedFor }) => trustProxy && forwardedFor === null))
    return wrong(
      name,
      'The proxy sends no X-Forwarded-For: all users have its address and share the limits of one.',
      'Let the proxy set it (nginx: proxy_set_header X-Forwarded-For $remote_addr).',
    );
  if (answers.some(({ trustProxy, forwardedFor }) => !trustProxy && forwardedFor !== CLAIMED))
    return wrong(
      name,
      'A proxy sets X-Forwarded-For, and TRUST_PROXY is not set: all users have the address of the proxy and share the limits of one.',
      'Set TRUST_PROXY=1 for all nodes.',
    );
  const ips = [...new Set(answers.map(({ ip }) => ip))];
  return ok(name, `The nodes see this machine at ${ips.join(', ')}.`);
}

async function checkWebSocket(publicUrl: string): Promise<Finding> {
  const name = 'WebSocket';
  const answers = await times(() =>
    ask(`${publicUrl}/socket.io/?EIO=4&transport=websocket`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        Origin: publicUrl,
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      },
    }),
  );
  const refused = answers.find(({ status }) => status !== 101);
  if (!refused) return ok(name, 'WebSockets open.');
  return wrong(
    name,
    `A WebSocket does not open (${refused.status}): browsers use long polling, which costs more, or cannot connect.`,
    `Let the proxy forward the headers Upgrade and Connection of /socket.io/, with HTTP/1.1. ${SEE}`,
  );
}

/** Opens connections of long polling, and closes each with a second request. */
async function checkPolling(publicUrl: string): Promise<Finding> {
  const name = 'long polling';
  const url = `${publicUrl}/socket.io/?EIO=4&transport=polling`;
  const headers = { Origin: publicUrl, 'Content-Type': 'text/plain' };
  const statuses: number[] = [];
  // One after the other: a proxy that takes turns would give pairs of requests at once to pairs of nodes.
  for (let n = 0; n < TIMES; n++) {
    const opened = await ask(url, { headers });
    const [, sid] = /"sid":"([\w-]+)"/.exec(opened.body) ?? [];
    if (sid === undefined)
      return wrong(name, `A connection of long polling does not open (${opened.status}).`, SEE);
    // The packet that closes a connection of Engine.IO.
    const closed = await ask(`${url}&sid=${sid}`, { method: 'POST', headers, body: '1' });
    statuses.push(closed.status);
  }
  if (statuses.every((status) => status === 200))
    return ok(name, 'The requests of one connection reach the same node.');
  return wrong(
    name,
    'Requests of one connection of long polling reach several nodes: browsers that cannot open a WebSocket never connect.',
    `Let the proxy send all requests of a user at /socket.io/ to the same node (nginx: the upstream quad_sticky). ${SEE}`,
  );
}

/** Compares the callbacks that nodes tell providers with those that have to be registered there. */
async function checkCallbacks(publicUrl: string, config: Outside): Promise<Finding> {
  const name = 'callbacks';
  const answer = await ask(`${publicUrl}/api/auth/providers`);
  const providers = z.record(z.string(), z.object({ callbackUrl: z.string() })).safeParse(jsonOf(answer));
  if (!providers.success)
    return wrong(
      name,
      `The sign-in does not answer (${answer.status}).`,
      `Let the proxy pass /api/auth/ on. ${SEE}`,
    );
  for (const provider of ['fenix', 'oidc'] as const) {
    if (!config[provider]) continue;
    const told = providers.data[provider]?.callbackUrl;
    const expected = redirectUrl(config, provider);
    if (told !== expected)
      return wrong(
        name,
        told === undefined
          ? `The nodes do not offer the sign-in with the provider "${provider}".`
          : `The nodes send people back to ${told}, and not to ${expected}.`,
        'Give all nodes the settings of this command, and restart them.',
      );
  }
  return ok(name, 'People who sign in come back to this URL.');
}

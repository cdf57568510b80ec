import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { fail } from '@/protocol/errors';
import { clientIpOf } from './client-ip';
import type { HttpContext } from './context';
import { answerError } from './respond';

export const DOCTOR_PATH = '/doctor';
/** The header with which the doctor shows that it knows NEXTAUTH_SECRET: a nonce, a full stop, and its proof. */
export const DOCTOR_HEADER = 'x-quad-doctor';

/** What a node answers the doctor about the request, which came by way of whatever is in front of the node. */
export const doctorAnswer = z.strictObject({
  /** Differs for each process. */
  node: z.string(),
  version: z.string(),
  publicUrl: z.string(),
  trustProxy: z.boolean(),
  /** The address of the doctor, as limits count it. */
  ip: z.string(),
  /** The header `X-Forwarded-For`, as it arrived. */
  forwardedFor: z.string().nullable(),
  /** Shows that the node knows NEXTAUTH_SECRET, too. */
  proof: z.string(),
});

const NODE = randomUUID();

/** Returns a proof that its maker knows the secret and means this text. It reveals nothing about the secret. */
export function proofOf(secret: string, text: string): string {
  const key = createHmac('sha256', secret).update('quad doctor').digest();
  return createHmac('sha256', key).update(text).digest('base64url');
}

type DoctorContext = Pick<HttpContext, 'publicUrl' | 'version'> & {
  config: Pick<HttpContext['config'], 'authSecret' | 'trustProxy'>;
};

/** Answers the doctor of this installation how its request arrived. Refuses everybody else with `forbidden`. */
export async function doctor(
  { config, publicUrl, version }: DoctorContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, nonce = '', proof = ''] =
    /^([\w-]{22})\.([\w-]{43})$/.exec(String(request.headers[DOCTOR_HEADER] ?? '')) ?? [];
  const expected = proofOf(config.authSecret, `ask ${nonce}`);
  if (proof.length !== expected.length || !timingSafeEqual(Buffer.from(proof), Buffer.from(expected))) {
    answerError(request, response, fail('forbidden', 'Only the doctor of this installation may ask this.'));
    return;
  }
  const answer: z.infer<typeof doctorAnswer> = {
    node: NODE,
    version,
    publicUrl,
    trustProxy: config.trustProxy,
    ip: clientIpOf(request, config),
    forwardedFor: request.headers['x-forwarded-for']?.toString() ?? null,
    proof: proofOf(config.authSecret, `answer ${nonce}`),
  };
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(answer));
}

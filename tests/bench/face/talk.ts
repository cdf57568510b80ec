import { randomUUID } from 'node:crypto';
import { mapConcurrently } from '@/server/queue';
import { startLoad } from '../load/load';
import type { BenchNode } from '../node';
import { type Options, scaled } from '../options';
import { READER } from './browser';

const CONVERSATIONS = 40;
const MESSAGES = 10_000;
const PEOPLE = 500;
/** The messages that are under way at once: a session may have 32. */
const AT_ONCE = 24;

/** Writes to the reader by as many people as there are conversations. Returns the text of the last message. */
export async function writeManyConversations(node: BenchNode): Promise<string> {
  const people = await node.users('writer', CONVERSATIONS);
  for (const { id, token } of people) await write(node, token, `Hello, says ${id}`);
  return `Hello, says ${people.at(-1)?.id}`;
}

/**
 * Writes a long conversation with the reader over a socket, and connects many people, who share their places near each
 * other. Returns the numbers, and the id of the other person of the conversation.
 */
export async function writeLongConversation(
  node: BenchNode,
  options: Options,
): Promise<{ messages: number; people: number; conversation: string }> {
  const messages = scaled(MESSAGES, options, 200);
  const near = await node.users('near', scaled(PEOPLE, options, 20));
  const load = await startLoad({ port: node.port, people: near });
  await load.connect({ atOnce: 50 });
  const address = { to: 'people', users: [READER] };
  const numbers = Array.from({ length: messages }, (_, index) => index + 1);
  await mapConcurrently(numbers, AT_ONCE, (n) =>
    load.ask(0, 'send_message', { clientId: randomUUID(), address, text: textOf(n) }),
  );
  await load.emit('update_sharing', { atOnce: 50, payload: { sharing: true } });
  const at = { latitude: 38.7374427, longitude: -9.1401387, accuracy: 5 };
  await load.emit('update_coordinates', { atOnce: 50, payload: at });
  return { messages, people: near.length, conversation: (near[0] as (typeof near)[number]).id };
}

/** Returns a text of one to four lines. */
function textOf(n: number): string {
  return `${n}: ${'the seminar is in the blue room today, and the door is open. '.repeat(1 + (n % 4))}`;
}

async function write({ url }: BenchNode, token: string, text: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ to: { to: 'people', users: [READER] }, text }),
  });
  if (answer.status !== 201)
    throw new Error(`a message was answered ${answer.status}: ${await answer.text()}`);
}

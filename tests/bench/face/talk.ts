import { startLoad } from '../load/load';
import type { BenchNode } from '../node';
import { type Options, scaled } from '../options';
import { READER } from './browser';

const CONVERSATIONS = 40;
const MESSAGES = 10_000;
const PEOPLE = 500;
/** The requests that are under way at once. */
const AT_ONCE = 32;

/** Writes to the reader by as many people as there are conversations. Returns the text of the last message. */
export async function writeManyConversations(node: BenchNode): Promise<string> {
  const people = await node.users('writer', CONVERSATIONS);
  for (const { id, token } of people) await write(node, token, `Hello, says ${id}`);
  return `Hello, says ${people.at(-1)?.id}`;
}

/**
 * Writes a long conversation with the reader, and connects many people, who share their places near each other. Returns
 * the numbers, and the id of the other person of the conversation.
 */
export async function writeLongConversation(
  node: BenchNode,
  options: Options,
): Promise<{ messages: number; people: number; conversation: string }> {
  const messages = scaled(MESSAGES, options, 200);
  const near = await node.users('near', scaled(PEOPLE, options, 20));
  const [{ id, token }] = near as [(typeof near)[number]];
  let written = 0;
  const some = async () => {
    for (let n = ++written; n <= messages; n = ++written) await write(node, token, textOf(n));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  const load = await startLoad({ port: node.port, people: near });
  await load.connect({ atOnce: 50 });
  await load.emit('update_sharing', { atOnce: 50, payload: { sharing: true } });
  const at = { latitude: 38.7374427, longitude: -9.1401387, accuracy: 5 };
  await load.emit('update_coordinates', { atOnce: 50, payload: at });
  return { messages, people: near.length, conversation: id };
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

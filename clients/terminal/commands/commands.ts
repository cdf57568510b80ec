import { RequestRefused } from '@/clients/connection/request';
import type { State } from '@/clients/state/state';
import { conversationOf, viewIn } from '@/clients/state/views';
import type { WireOwnAlert } from '@/protocol/alerts';
import type { WireEntry } from '@/protocol/messages';
import type { Client } from '../client';
import { clockOf, previewOf } from '../text/message-lines';
import { titleOf } from '../ui/names';
import { parseAddress } from './address';
import { EXIT, UsageError } from './exit';
import type { Output } from './output';
import { failIfEnded, ready, until } from './ready';

/** Milliseconds that `send` waits for the answer, the tries after a refusal included. */
const SEND_MS = 60_000;

/** Sends a message, and resolves once the server has stored it. Rejects with why it was not sent. */
export async function send(
  client: Client,
  out: Output,
  { to, text }: { to: string; text: string },
): Promise<number> {
  if (text.trim() === '')
    throw new UsageError('There is no text: write it after the address, or into the standard input.');
  await ready(client);
  const clientId = client.send(parseAddress(client, to), text);
  await until(
    client,
    ({ outgoing }) => {
      const message = outgoing.find((each) => each.clientId === clientId);
      if (message?.state === 'failed')
        throw new RequestRefused({
          error: {
            code: message.code,
            message: `The message was not sent: ${message.code}.`,
            retryable: false,
          },
        });
      return message === undefined;
    },
    { limit: SEND_MS },
  );
  const sent = Object.values(client.store.get().log)
    .flatMap(({ entries }) => entries)
    .find(({ message }) => message.clientId === clientId);
  out.result('Sent.', { sent: sent?.message.id ?? null, clientId });
  return EXIT.ok;
}

/** Writes the messages that arrive until `stop` is aborted; `lines`: first the last ones of each conversation. */
export async function tail(
  client: Client,
  out: Output,
  { of, lines, stop }: { of?: string | undefined; lines: number; stop: AbortSignal },
): Promise<number> {
  await ready(client, stop);
  if (stop.aborted) return EXIT.ok;
  const only = of === undefined ? null : conversationNamed(client, of);
  const written = new Map<string, number>();
  const matches = (id: string) => only === null || id === only;
  for (const { id, cursor } of Object.values(client.store.get().log)) written.set(id, cursor);
  if (lines > 0) {
    const pages = Object.values(client.store.get().log).filter(({ id }) => matches(id));
    const entries: WireEntry[] = [];
    for (const { id } of pages) {
      if (stop.aborted) return EXIT.ok;
      entries.push(...(await client.ask('history', { conversation: id, limit: lines })).entries);
    }
    entries.sort((a, b) => a.message.at.localeCompare(b.message.at));
    for (const entry of entries.slice(-lines)) writeEntry(client.store.get(), out, entry);
  }
  const look = () => {
    const state = client.store.get();
    for (const { id, entries } of Object.values(state.log)) {
      if (!matches(id)) continue;
      const from = written.get(id) ?? 0;
      for (const entry of entries) if (entry.seq > from) writeEntry(state, out, entry);
      written.set(id, Math.max(from, entries.at(-1)?.seq ?? 0));
    }
  };
  const unsubscribe = client.store.subscribe(look);
  look();
  try {
    // A sign-in that ends elsewhere ends the command, with its exit code.
    await until(
      client,
      (state) => {
        failIfEnded(state);
        return false;
      },
      { limit: 2 ** 31 - 1, stop },
    );
  } finally {
    unsubscribe();
  }
  return EXIT.ok;
}

function conversationNamed(client: Client, word: string): string {
  const address = parseAddress(client, word);
  if (address.to === 'conversation') return address.id;
  const { log, place } = client.store.get();
  const view =
    address.to === 'range'
      ? { of: 'nearby' as const }
      : address.to === 'building'
        ? { of: 'building' as const }
        : { of: 'direct' as const, username: address.users[0] as string };
  const conversation = conversationOf(log, view, place?.building?.id ?? null);
  if (!conversation) throw new UsageError(`There is no conversation ${word} yet.`);
  return conversation.id;
}

function writeEntry(state: State, out: Output, entry: WireEntry): void {
  const { message, conversation, seq } = entry;
  const known = state.log[conversation.id];
  const where = known ? titleOf(known, state) : conversation.kind;
  out.result(
    `${message.at.slice(0, 10)} ${clockOf(message.at)} ${where} · ${message.from.name}: ${previewOf(entry)}`,
    {
      id: message.id,
      conversation: { ...conversation, title: where, view: viewIn(conversation, null) },
      seq,
      at: message.at,
      from: message.from,
      text: message.text,
      ...(message.deletedAt && { deletedAt: message.deletedAt }),
      ...(message.attachments && { attachments: message.attachments }),
    },
  );
}

/** Writes who is around. */
export async function who(client: Client, out: Output): Promise<number> {
  await ready(client);
  const people = Object.values(client.store.get().people).sort((a, b) => a.name.localeCompare(b.name));
  if (people.length === 0) out.note('Nobody is around.');
  for (const person of people) {
    const place = [person.band, person.building?.name].filter(Boolean).join(', ');
    out.result(`${person.name} (@${person.id})${place ? `  ${place}` : ''}`, person);
  }
  return EXIT.ok;
}

/** Writes the messages that match a query, newest first. */
export async function search(client: Client, out: Output, { query }: { query: string }): Promise<number> {
  await ready(client);
  const { entries, unclear } = await client.ask('search', {
    query,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const [first] = unclear;
  if (first) throw new UsageError(`Nothing has the ${first.filter} "${first.value}".`);
  for (const entry of entries) writeEntry(client.store.get(), out, entry);
  return EXIT.ok;
}

/** Writes the alerts that the user was told of. The exit code says whether a live one is active. */
export async function alerts(client: Pick<Client, 'call'>, out: Output): Promise<number> {
  const own = (await client.call('/api/v1/alerts')) as WireOwnAlert[];
  if (own.length === 0) out.note('There are no alerts of the last day.');
  for (const { alert, reason, answer } of own) {
    const state = alert.active ? 'ACTIVE' : 'ended';
    out.result(
      `${state} ${alert.kind} ${clockOf(alert.at)} ${alert.texts.en.headline} / ${alert.texts.pt.headline}`,
      {
        ...alert,
        reason,
        answer,
      },
    );
  }
  return own.some(({ alert }) => alert.active && alert.kind === 'live') ? EXIT.alert : EXIT.ok;
}

import type { AlertRole } from '@/protocol/alert-kinds';
import type { Address } from '@/protocol/events';
import { userActor } from '@/server/accounts/actors';
import { parseFenixPerson } from '@/server/accounts/fenix-person';
import { upsertUser } from '@/server/accounts/store/users';
import type { UserActor } from '@/server/actor';
import { grantRole } from '@/server/alerts/grant-role';
import type { App } from '@/server/app';
import { addMembers } from '@/server/conversations/add-members';
import { createConversation } from '@/server/conversations/create-conversation';
import { react } from '@/server/conversations/react';
import { sendMessage } from '@/server/conversations/send-message';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import { keepProviderPhoto } from '@/server/people/keep-provider-photo';
import { SAMPLE_CONVERSATIONS, type SampleConversation } from './sample-conversations';

/**
 * Creates the sample people, so that users can message them before their first sign-in; the development FenixEdu server
 * has them with the same usernames. Returns them in order.
 * @param people in the format of the FenixEdu API.
 */
export async function createSamplePeople(app: App, people: unknown[]): Promise<UserActor[]> {
  const parsed = people.map(parseFenixPerson);
  const users = await app.db.transaction(async (client) => {
    const inserted = await Promise.all(parsed.map((person) => upsertUser(client, person)));
    await ensureNearbyFeed(
      client,
      inserted.map(({ id }) => id),
    );
    return inserted;
  });
  for (const [n, { photo }] of parsed.entries()) {
    if (photo) await keepProviderPhoto(app, users[n]?.id ?? '', photo.data);
  }
  // No credential is created: the actors exist only to write the sample conversations.
  return users.map((user) => userActor(app, user, { via: 'token', id: user.id, scopes: 'all' }));
}

/** The rights of the sample people for alerts, everywhere, by their index in the list. */
const SAMPLE_ROLES: readonly [person: number, role: AlertRole][] = [
  [1, 'drafter'],
  [1, 'warden'],
  [2, 'approver'],
  [2, 'warden'],
  [3, 'sole_operator'],
  [4, 'auditor'],
];

/** Grants sample people rights for alerts, so that an alert can be tried by two people. The first one is the administrator. */
export async function createSampleOfficers(app: App, people: UserActor[]): Promise<void> {
  const [first] = people;
  if (!first) return;
  // Whoever the settings name as an administrator.
  const actor = { ...first, administrator: true };
  for (const [n, role] of SAMPLE_ROLES)
    await grantRole(app, { actor, user: people[n]?.username ?? '', role });
}

/** Writes the sample conversations through the ordinary commands: several conversations at once, each in its order. */
export async function createSampleConversations(app: App, people: UserActor[]): Promise<void> {
  await Promise.all(SAMPLE_CONVERSATIONS.map((conversation) => writeConversation(app, people, conversation)));
}

async function writeConversation(app: App, people: UserActor[], sample: SampleConversation): Promise<void> {
  const person = (n: number) => people[n] as UserActor;
  const to = await begin(app, person, sample);
  for (const [n, { by, text, thanks = [] }] of sample.messages.entries()) {
    const other = by === sample.by ? (sample.others[0] as number) : sample.by;
    const address: Address = to ?? { to: 'people', users: [person(other).username] };
    const clientId = `sample-${sample.key}-${n}`;
    const { entries } = await sendMessage(app, { actor: person(by), address, text, clientId });
    for (const { conversation, message } of entries) {
      const where = { conversationId: conversation.id, messageId: message.id, on: true };
      for (const [speaker, emoji] of thanks) await react(app, { actor: person(speaker), emoji, ...where });
    }
  }
}

/** Creates the conversation. Returns null for a direct conversation, which its first message creates. */
async function begin(
  app: App,
  person: (n: number) => UserActor,
  { by, others, kind }: SampleConversation,
): Promise<Address | null> {
  if (kind === 'direct') return null;
  const actor = person(by);
  const users = others.map((n) => person(n).username);
  if ('group' in kind) {
    const { id } = await createConversation(app, {
      actor,
      wanted: { kind: 'group', users, title: kind.group },
    });
    return { to: 'conversation', id };
  }
  const { id } = await createConversation(app, {
    actor,
    wanted: { kind: 'channel', ...kind, public: true },
  });
  await addMembers(app, { actor, conversationId: id, users });
  return { to: 'conversation', id };
}

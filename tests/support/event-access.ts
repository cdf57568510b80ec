import { randomUUID } from 'node:crypto';
import { type ClientEvent, clientEvents } from '@/protocol/events';
import { EXAMPLE } from '@/protocol/events/examples';
import type { RequiredScope } from '@/protocol/scopes';
import { type Access, type Outcome, ROLES } from './access';
import type { Cast } from './cast';
import type { Own } from './requests';

const everybody = Object.fromEntries(ROLES.map((role) => [role, 'unauthenticated'])) as Access;

/** The scope that a user's token needs for each event; null for the events of bots, whose credential has no scopes. */
export const EVENT_SCOPES: Record<ClientEvent, RequiredScope | null> = {
  new_client: 'read',
  new_bot: null,
  send_message: 'send',
  edit_message: 'send',
  delete_message: 'send',
  react: 'send',
  bot_message: null,
  bot_answer: null,
  bot_edit: null,
  bot_delete: null,
  bot_react: null,
  bot_commands: null,
  bot_audience: null,
  list_bots: 'read',
  message_bot: 'send',
  sync: 'read',
  history: 'read',
  replies: 'read',
  list_link_cards: 'read',
  search: 'read',
  mark_read: 'send',
  mark_all_read: 'send',
  mark_shown: 'send',
  mark_delivered: 'send',
  mark_unread: 'send',
  pin: 'send',
  save_draft: 'send',
  mute: 'send',
  answer_request: 'send',
  create_conversation: 'send',
  list_channels: 'read',
  list_building_bots: 'read',
  join_channel: 'send',
  change_title: 'send',
  remove_member: 'send',
  hand_over: 'send',
  delete_conversation: 'send',
  leave_conversation: 'send',
  add_members: 'send',
  list_members: 'read',
  list_readers: 'read',
  open_conversation: 'read',
  show_typing: 'send',
  find_people: 'read',
  show_person: 'read',
  list_photos: 'read',
  block: 'send',
  list_blocked: 'read',
  list_notices: 'read',
  confirm_notice: 'send',
  report: 'send',
  update_coordinates: 'presence',
  update_range: 'presence',
  update_sharing: 'presence',
  declare_building: 'presence',
  show_reach: 'read',
  building_counts: 'read',
  alert_receipt: 'read',
};

/** The samples have a forged token, and name no message and no place of the bot. */
const OF_BOT: Partial<Record<ClientEvent, Outcome>> = {
  bot_answer: 'not_found',
  bot_edit: 'not_found',
  bot_delete: 'not_found',
  bot_react: 'not_found',
};

/**
 * Returns the outcome for each role that sends this event, from its sender and its scope. On a socket the role is that
 * of the session: the credential of `new_client` or `new_bot`, or none.
 */
export function accessOf(event: ClientEvent): Access {
  const { sender } = clientEvents[event];
  const scope = EVENT_SCOPES[event];
  const base: Access = { ...everybody, foreignPage: 'unconnected' };
  if (sender === 'bot')
    return {
      ...base,
      bot: OF_BOT[event] ?? 'allowed',
      ...(event === 'new_bot' && { unauthorisedBot: 'forbidden' }),
    };
  // The samples name a user who is no member.
  const outcome = event === 'remove_member' || event === 'hand_over' ? 'not_found' : 'allowed';
  return {
    ...base,
    user: outcome,
    administrator: outcome,
    botOwner: outcome,
    browser: outcome,
    // A token without the scope `read` cannot start a session that could send the event.
    narrow: scope === 'read' && event !== 'new_client' ? 'unauthenticated' : 'forbidden',
  };
}

/** Returns whether the example of the event names a conversation or a message, which then must exist. */
export function namesOwn(event: ClientEvent): boolean {
  const payload = JSON.stringify(clientEvents[event].example.payload);
  return payload.includes(EXAMPLE.conversation) || payload.includes(EXAMPLE.message);
}

/** Returns the payload of the event's example, with ids that exist. */
export function samplePayload(
  cast: Cast,
  event: ClientEvent,
  own: Own = { conversation: randomUUID(), message: randomUUID() },
): Record<string, unknown> {
  const inPlace: Record<string, string> = {
    [EXAMPLE.conversation]: own.conversation,
    [EXAMPLE.message]: own.message,
    [EXAMPLE.clientId]: randomUUID(),
    [EXAMPLE.other]: cast.other.id,
    [EXAMPLE.stranger]: cast.revoked.id,
    [EXAMPLE.building]: cast.building.id,
    [EXAMPLE.bot]: cast.bot.id,
  };
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return inPlace[value] ?? value;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [inPlace[key] ?? key, replace(inner)]),
    );
  };
  return replace(clientEvents[event].example.payload) as Record<string, unknown>;
}

import type { Conversation } from '@/clients/state/log';
import { requestOf, waitingRequests } from '@/clients/state/requests';
import type { State } from '@/clients/state/state';
import { isMarkedUnread, unreadIn } from '@/clients/state/unread';
import { listItemsOf, type View as Opened } from '@/clients/state/views';
import type { WireChannel, WireEntry } from '@/protocol/messages';
import { cleanLine } from '../text/clean';
import { clockOf, previewOf } from '../text/message-lines';
import { titleOf } from './names';

/** A row of the list: what it says, and what Enter does. */
export interface ListRow {
  key: string;
  /** Clean. */
  label: string;
  unread: number;
  mentioned: boolean;
  muted: boolean;
  does:
    | { open: Opened; at?: number }
    | { join: WireChannel }
    | { action: 'sharing' | 'building' | 'alerts' | 'help' | 'sign out' | 'quit' };
}

/** What a search found. */
export interface Found {
  query: string;
  people: readonly { id: string; name: string }[];
  entries: readonly WireEntry[];
}

const plain = (key: string, label: string, does: ListRow['does']): ListRow => ({
  key,
  label,
  unread: 0,
  mentioned: false,
  muted: false,
  does,
});

function conversationRow(conversation: Conversation, open: Opened, state: State, label?: string): ListRow {
  const { count, mentions } = unreadIn(conversation, state);
  return {
    key: conversation.id,
    label: label ?? titleOf(conversation, state),
    unread: Math.max(count, isMarkedUnread(conversation) ? 1 : 0),
    mentioned: mentions > 0,
    muted: conversation.info?.muted ?? false,
    does: { open },
  };
}

/** Returns the rows of *Public*: the people nearby, the building, the user's channels, and the others to join. */
export function publicRows(state: State, channels: readonly WireChannel[]): ListRow[] {
  const building = state.place?.building ?? null;
  const { around, recent } = listItemsOf(state.log, building?.id ?? null, []);
  const joined = recent.filter(({ conversation }) => conversation?.kind === 'channel').sort(byTime);
  const known = new Set(joined.map(({ conversation }) => conversation?.id));
  return [
    ...around.map(({ view, conversation }) => {
      const label = view.of === 'nearby' ? 'Nearby' : building ? cleanLine(building.name) : 'Building (none)';
      return conversation
        ? conversationRow(conversation, view, state, label)
        : plain(view.of, label, { open: view });
    }),
    ...joined.map(({ view, conversation }) =>
      conversationRow(
        conversation as Conversation,
        view,
        state,
        `# ${titleOf(conversation as Conversation, state)}`,
      ),
    ),
    ...channels
      .filter(({ id, joined }) => !joined && !known.has(id))
      .map((channel) => plain(channel.id, `+ ${cleanLine(channel.title)}`, { join: channel })),
  ];
}

/** Returns the rows of *Private*: the latest chats with people and groups, message requests first. */
export function privateRows(state: State): ListRow[] {
  const requests = waitingRequests(state);
  const asked = new Set(requests.map(({ id }) => id));
  const { recent } = listItemsOf(state.log, state.place?.building?.id ?? null, []);
  return [
    ...requests.map((conversation) =>
      plain(conversation.id, `? ${titleOf(conversation, state)}`, {
        open: { of: 'conversation', id: conversation.id },
      }),
    ),
    ...recent
      .filter(
        ({ conversation }) => conversation && conversation.kind !== 'channel' && !asked.has(conversation.id),
      )
      .filter(({ conversation }) => requestOf(conversation as Conversation, state.you) === null)
      .sort(byTime)
      .map(({ view, conversation }) => conversationRow(conversation as Conversation, view, state)),
  ];
}

/** ISO 8601 times sort as texts. */
const byTime = (a: { at: string }, b: { at: string }) => b.at.localeCompare(a.at);

/** Returns the rows of *Me*. */
export function meRows({ place }: State): ListRow[] {
  return [
    plain('sharing', place?.sharing ? 'Stop sharing my place' : 'Share my place', { action: 'sharing' }),
    plain('building', 'Choose my building', { action: 'building' }),
    plain('alerts', 'Alerts', { action: 'alerts' }),
    plain('help', 'Help', { action: 'help' }),
    plain('sign out', 'Log out', { action: 'sign out' }),
    plain('quit', 'Quit', { action: 'quit' }),
  ];
}

/** Returns the rows of *Search*: people, then messages. */
export function foundRows(state: State, found: Found): ListRow[] {
  return [
    ...found.people.map(({ id, name }) =>
      plain(`@${id}`, `${cleanLine(name)} (@${cleanLine(id)})`, { open: { of: 'direct', username: id } }),
    ),
    ...found.entries.map((entry) => {
      const { conversation, seq, message } = entry;
      const known = state.log[conversation.id];
      const where = known ? titleOf(known, state) : '';
      return plain(
        `${conversation.id} ${seq}`,
        `${message.at.slice(0, 10)} ${clockOf(message.at)} ${where} · ${cleanLine(message.from.name)}: ${previewOf(entry)}`,
        { open: { of: 'conversation', id: conversation.id }, at: seq },
      );
    }),
  ];
}

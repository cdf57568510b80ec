import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import type { State } from '@/clients/state/state';
import type { View } from '@/clients/state/views';
import { isErased } from '@/protocol/erased';

/** A user or a bot, with the display name. */
export interface Person {
  id: string;
  name: string;
}

/** Returns the last known name of a user or bot, else the id. */
export function nameOf(names: State['names'], id: string): string {
  // Ids are chosen by users: an id must not find a property of `Object.prototype`.
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

/** Returns a function that gives the display name of a sender: for an erased user a text in the reader's language. */
export function useDisplayName(): (person: { id: string; name: string }) => string {
  const t = useTranslations('conversations');
  return ({ id, name }) => (isErased(id) ? t('erased') : name);
}

/** The number of members in the title of a group without a name. */
const MAX_NAMES = 3;

/** Returns the title of a conversation. */
export function titleOf(
  view: View,
  conversation: Conversation | null,
  { names, you, place }: Pick<State, 'names' | 'you' | 'place'>,
  t: ReturnType<typeof useTranslations<'conversations'>>,
): string {
  const info = conversation?.info;
  if (view.of === 'nearby') return t('nearby');
  if (view.of === 'building') return place?.building?.name ?? t('building');
  if (view.of === 'direct' && isErased(view.username)) return t('erased');
  if (view.of === 'direct')
    return view.username === you.id ? t('yourself') : (info?.title ?? nameOf(names, view.username));
  if (info?.title) return info.title;
  if (conversation?.kind === 'building') return conversation.with ?? t('building');
  const others = (info?.members ?? []).filter((id) => id !== you.id).map((id) => nameOf(names, id));
  if (others.length === 0) return t(conversation?.kind === 'group' ? 'groupAlone' : 'unknown');
  if (others.length <= MAX_NAMES) return others.join(', ');
  return t('andOthers', { names: others.slice(0, 2).join(', '), count: others.length - 2 });
}

/** Returns the first word of a name. */
export function firstName(name: string): string {
  return name.split(/\s/, 1)[0] ?? name;
}

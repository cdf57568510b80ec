import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import type { State } from '@/clients/state/state';
import type { View } from '@/clients/state/views';
import { isErased } from '@/protocol/erased';

/** The name last seen of somebody, else the id. */
export function nameOf(names: State['names'], id: string): string {
  // The names are keyed by what others chose: never fall through to what every object has.
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

/** What whoever says something is called: one who was erased, in the reader's language. */
export function useDisplayName(): (person: { id: string; name: string }) => string {
  const t = useTranslations('conversations');
  return ({ id, name }) => (isErased(id) ? t('erased') : name);
}

/** So many members stand for a group that nobody gave a name. */
const MOST_NAMES = 3;

/** What a conversation is called. */
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
  if (others.length <= MOST_NAMES) return others.join(', ');
  return t('andOthers', { names: others.slice(0, 2).join(', '), count: others.length - 2 });
}

/** The first word of a name, where there is no room for more. */
export function firstName(name: string): string {
  return name.split(/\s/, 1)[0] ?? name;
}

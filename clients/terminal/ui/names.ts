import type { Conversation } from '@/clients/state/log';
import type { State } from '@/clients/state/state';
import { cleanLine } from '../text/clean';

/** Returns the name of a conversation as a clean line. */
export function titleOf(conversation: Conversation, { names, you }: Pick<State, 'names' | 'you'>): string {
  const { kind, info, with: other } = conversation;
  if (kind === 'nearby') return 'Nearby';
  const title = info?.title ?? (kind === 'direct' && other ? (names[other] ?? other) : null);
  if (title) return cleanLine(title);
  const others = (info?.members ?? []).filter((id) => id !== you.id).map((id) => names[id] ?? id);
  return cleanLine(others.join(', ')) || 'Group';
}

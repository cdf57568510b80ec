import type { AlertLanguage } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';

/** How an alert looks: by its kind while it is active, and by how it ended afterwards. */
export type Look = 'live' | 'exercise' | 'test' | 'clear' | 'error' | 'ended';

/** Returns how an alert looks. An exercise or a test keeps its look when it ends, so that its end is no live one either. */
export function lookOf({ kind, type, active }: Pick<WireAlert, 'kind' | 'type' | 'active'>): Look {
  if (active || kind !== 'live') return kind;
  return type === 'all_clear' ? 'clear' : type === 'cancel' ? 'error' : 'ended';
}

/** Returns the languages of alerts, that of the reader first. */
export const languagesFor = (locale: string): [AlertLanguage, AlertLanguage] =>
  locale === 'pt' ? ['pt', 'en'] : ['en', 'pt'];

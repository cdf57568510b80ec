import { isOverdue } from '@/clients/state/alert-lists';
import type { AlertLanguage } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';

/** How an alert looks: by its kind while it is active, and by how it ended afterwards. */
export type Look = 'live' | 'exercise' | 'test' | 'clear' | 'error' | 'ended';

/** Returns how an alert looks. An exercise or a test keeps its look when it ends, so that its end is no live one either. */
export function lookOf({ kind, type, active }: Pick<WireAlert, 'kind' | 'type' | 'active'>): Look {
  if (active || kind !== 'live') return kind;
  return type === 'all_clear' ? 'clear' : type === 'cancel' ? 'error' : 'ended';
}

/** Returns how an alert looks at a time: one that should have ended as one that has. */
export const lookAt = (alert: WireAlert, now: number): Look =>
  lookOf(isOverdue(alert, now) ? { kind: alert.kind, type: 'expired', active: false } : alert);

/** Returns the languages of alerts, that of the reader first. */
export const languagesFor = (locale: string): [AlertLanguage, AlertLanguage] =>
  locale === 'pt' ? ['pt', 'en'] : ['en', 'pt'];

import { minutesUntilMidnight } from './visibility';

/** For how long to share: minutes, `here` (while in the building), or `off` (until turned off). */
export type SharingDuration = number | 'here' | 'off';

/** The choices of the dialog that asks. */
export const CHOICES = ['hour', 'midnight', 'here', 'off'] as const;
export type Choice = (typeof CHOICES)[number];

/** Where this browser keeps who shared last, and for how long. The place is stored nowhere. */
const KEY = 'quad.sharing';

/** Returns the duration of a choice made now. */
export function durationOf(choice: Choice): SharingDuration {
  if (choice === 'hour') return 60;
  return choice === 'midnight' ? minutesUntilMidnight(new Date()) : choice;
}

/** Keeps the choice of a user in this browser. */
export function rememberChoice(user: string, choice: Choice): void {
  localStorage.setItem(KEY, `${user} ${choice}`);
}

/** Returns for how long the user chose to share last in this browser; null before the first time. */
export function rememberedDuration(user: string): SharingDuration | null {
  const [of, chosen] = (localStorage.getItem(KEY) ?? '').split(' ');
  const choice = CHOICES.find((each) => each === chosen);
  return of === user && choice ? durationOf(choice) : null;
}

/** The day that it is here, as a store for React: renewed at midnight, and when a page that slept through it wakes. */

let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** When a day began, in milliseconds, by this device's calendar. */
function startOfDay(at: Date): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** When today began. The same number all day long. */
export function today(): number {
  return startOfDay(new Date());
}

/** Calls when another day begins, until the answer is called. */
export function onDayChange(listener: () => void): () => void {
  if (listeners.size === 0) begin();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) end();
  };
}

function begin(): void {
  // Timers do not run, or run late, while a device sleeps.
  globalThis.document?.addEventListener('visibilitychange', tell);
  wait();
}

function end(): void {
  globalThis.document?.removeEventListener('visibilitychange', tell);
  clearTimeout(timer);
}

function wait(): void {
  clearTimeout(timer);
  const midnight = new Date().setHours(24, 0, 0, 0);
  timer = setTimeout(
    () => {
      tell();
      wait();
    },
    midnight - Date.now() + 50,
  );
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Days that lie between a time and a day that began at `today`, by this device's calendar: 0 is that day. */
export function daysBefore(date: Date, today: number): number {
  return Math.round((today - startOfDay(date)) / 86_400_000);
}

/** Whether a time is of another year than the day that began at `today`. */
export function isOfAnotherYear(date: Date, today: number): boolean {
  return date.getFullYear() !== new Date(today).getFullYear();
}

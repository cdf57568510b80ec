/**
 * The current day as a store for React. It changes at midnight, and when a page that slept through midnight wakes.
 */

let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Returns the start of a day in milliseconds since 1970, by the device's calendar. */
function startOfDay(at: Date): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Returns the start of today, the same number all day long. */
export function today(): number {
  return startOfDay(new Date());
}

/** Calls the listener when another day begins. Returns the function that stops it. */
export function onDayChange(listener: () => void): () => void {
  if (listeners.size === 0) begin();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) end();
  };
}

function begin(): void {
  // Timers run late, or not at all, while a device sleeps.
  globalThis.document?.addEventListener('visibilitychange', notifyListeners);
  wait();
}

function end(): void {
  globalThis.document?.removeEventListener('visibilitychange', notifyListeners);
  clearTimeout(timer);
}

function wait(): void {
  clearTimeout(timer);
  const midnight = new Date().setHours(24, 0, 0, 0);
  timer = setTimeout(
    () => {
      notifyListeners();
      wait();
    },
    midnight - Date.now() + 50,
  );
}

function notifyListeners(): void {
  for (const listener of listeners) listener();
}

/** Returns the days between a date and the day that began at `today`, by the device's calendar; 0 is that day. */
export function daysBefore(date: Date, today: number): number {
  return Math.round((today - startOfDay(date)) / 86_400_000);
}

/** Whether a date is of another year than the day that began at `today`. */
export function isOfAnotherYear(date: Date, today: number): boolean {
  return date.getFullYear() !== new Date(today).getFullYear();
}

/**
 * Deletes what this browser stores and shows of the user who was signed in: the records of clients/connection/vault.ts
 * with their keys, what the web storage says of a person, the notifications, the badge and the push subscription.
 * Resolves when no page can read the records any more. Never rejects.
 *
 * The sign-in page runs the source of this function as an inline script: it may use nothing outside itself.
 */
export async function forgetPerson(): Promise<void> {
  const DATABASE = 'quad';
  const STORES = ['keys', 'records'];
  /** The revisions of alerts that notifications showed (clients/worker/shown-alerts.ts). */
  const ALERTS = 'quad-alerts';
  /** The other keys of the web storage are preferences of the device. */
  const OF_A_PERSON = ['session', 'tab', 'sharing', 'location', 'push'];

  /** Empties the database first: a frozen page that has it open delays the deletion. */
  const emptyDatabase = () =>
    new Promise<void>((resolve) => {
      const opening = indexedDB.open(DATABASE);
      // There is none.
      opening.addEventListener('upgradeneeded', () => opening.transaction?.abort());
      opening.addEventListener('error', () => resolve());
      opening.addEventListener('success', () => {
        const database = opening.result;
        const end = () => {
          database.close();
          resolve();
        };
        try {
          const emptying = database.transaction(STORES, 'readwrite');
          for (const store of STORES) emptying.objectStore(store).clear();
          for (const event of ['complete', 'abort']) emptying.addEventListener(event, end);
        } catch {
          end(); // It has no stores.
        }
      });
    });
  const deleteDatabase = (name: string) =>
    new Promise<void>((resolve) => {
      const deleting = indexedDB.deleteDatabase(name);
      // `blocked`: a frozen page still has it open, and has nothing to read there any more.
      for (const event of ['success', 'error', 'blocked']) deleting.addEventListener(event, () => resolve());
    });

  /** Not every browser has badges and notifications. */
  async function endNotifications() {
    await navigator.clearAppBadge?.().catch(() => {});
    const registration = await navigator.serviceWorker?.getRegistration();
    for (const notification of (await registration?.getNotifications?.()) ?? []) notification.close();
    // Not awaited: the push service may be out of reach.
    void (await registration?.pushManager?.getSubscription())?.unsubscribe().catch(() => {});
  }

  try {
    for (const store of [localStorage, sessionStorage])
      for (const key of OF_A_PERSON) store.removeItem(`quad.${key}`);
    await emptyDatabase();
    await deleteDatabase(DATABASE);
    await deleteDatabase(ALERTS);
  } catch {
    // Storage is forbidden: nothing was stored.
  }
  await endNotifications().catch(() => {});
}

/**
 * Deletes what this browser stored for a user who is no longer signed in. Shown when nobody is signed in. An inline script:
 * it must run before anybody else signs in.
 */
export function ForgetStored() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the source of a function of this project, no user's text
  return <script dangerouslySetInnerHTML={{ __html: `(${forget})()` }} />;
}

/** Does what `destroyVault` does, in a page that has no other user's data open; may use nothing outside itself. */
function forget(): void {
  try {
    for (const store of [localStorage, sessionStorage])
      for (const key of ['session', 'tab', 'sharing', 'location']) store.removeItem(`quad.${key}`);
    indexedDB.deleteDatabase('quad');
  } catch {
    // Storage is forbidden: nothing was stored.
  }
}

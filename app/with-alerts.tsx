import type { ReactNode } from 'react';
import { currentUser } from './current-user';
import { PageAlerts } from './my-alerts/page-alerts';

/** The layout of the pages other than the main one: shows a signed-in user the alerts above the page, and over it. */
export async function WithAlerts({ children }: { children: ReactNode }) {
  const user = await currentUser();
  if (!user) return children;
  const { username, name, administrator, guest, credentialId: device } = user;
  return (
    <>
      <PageAlerts you={{ id: username, name, administrator, guest, device }} />
      {children}
    </>
  );
}

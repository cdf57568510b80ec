import { forgetPerson } from '@/clients/connection/forget-person';
import { ForgetAfterNavigation } from './forget-after-navigation';

/**
 * Deletes what this browser stored for a user who is no longer signed in. Shown when nobody is signed in. An inline script:
 * it must run before anybody else signs in. It does not run when the page is opened without a load.
 */
export function ForgetStored() {
  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the source of a function of this project, no user's text */}
      <script dangerouslySetInnerHTML={{ __html: `(${forgetPerson})()` }} />
      <ForgetAfterNavigation />
    </>
  );
}

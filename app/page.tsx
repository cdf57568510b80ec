import { preload } from 'react-dom';
import { getApp } from '@/server/app';
import { CampusSketch } from './around/campus-sketch';
import { requireUser } from './current-user';
import { readFirstState } from './first-state';
import { readRoute, urlOfRoute } from './navigation/page-route';
import { MainPage } from './shell/main-page';

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Shows the main page to a signed-in user. */
export default async function Page({ searchParams }: Props) {
  const parameters = Object.entries(await searchParams).filter(
    (parameter): parameter is [string, string] => typeof parameter[1] === 'string',
  );
  // Only valid parts, since the sign-in leads back to this URL.
  const url = urlOfRoute(readRoute(new URLSearchParams(parameters).toString()));
  const app = getApp();
  const { tileUrl, attachments, activityMovements, activityRetentionDays, linkCards } = app.config;
  const user = await requireUser(url);
  const { username, name, administrator, guest, credentialId: device } = user;
  const [first, officer] = await Promise.all([
    readFirstState(app, user),
    // The page is shown without it, too.
    app.commands.isOfficer({ actor: user }).catch(() => false),
  ]);
  // The page asks for them only once its scripts run.
  preload('/api/v1/places', { as: 'fetch', crossOrigin: 'anonymous' });
  return (
    <MainPage
      you={{ id: username, name, administrator, guest, officer, device }}
      first={first}
      sketch={<CampusSketch building={first?.place.building?.id ?? null} />}
      tileUrl={tileUrl}
      attachments={{ kinds: attachments.kinds, maxBytes: attachments.maxBytes }}
      movementsKept={activityMovements ? activityRetentionDays : null}
      linkCards={linkCards}
      search={url.slice(1)}
    />
  );
}

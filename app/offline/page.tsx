import { getApp } from '@/server/app';
import { CampusSketch } from '../around/campus-sketch';
import { StoredPage } from './stored-page';

/**
 * The page that the service worker stores and shows in place of any page that the network does not give. It contains
 * nothing of a person: the main page is made of what this browser keeps.
 */
export default function OfflinePage() {
  const { tileUrl, attachments, activityMovements, activityRetentionDays, linkCards } = getApp().config;
  return (
    <StoredPage
      sketch={<CampusSketch building={null} />}
      tileUrl={tileUrl}
      attachments={{ kinds: attachments.kinds, maxBytes: attachments.maxBytes }}
      movementsKept={activityMovements ? activityRetentionDays : null}
      linkCards={linkCards}
    />
  );
}

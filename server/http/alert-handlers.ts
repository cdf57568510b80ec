import type { AlertKind } from '@/protocol/alert-kinds';
import type { RouteName } from '@/protocol/routes';
import type { Call } from './call';

type DraftRoute = Extract<RouteName, `POST /api/v1/${AlertKind}-alerts/drafts`>;
type ConfirmRoute = Extract<
  RouteName,
  `POST /api/v1/${AlertKind}-alerts/drafts/{id}/${'submit' | 'approve'}`
>;

const draft =
  (kind: AlertKind) =>
  ({ actor, body, commands }: Pick<Call<DraftRoute>, 'actor' | 'body' | 'commands'>) =>
    commands.draftAlert({ actor, kind, ...body });
const submit =
  (kind: AlertKind) =>
  ({ actor, params, body, commands }: Pick<Call<ConfirmRoute>, 'actor' | 'params' | 'body' | 'commands'>) =>
    commands.submitAlert({ actor, kind, ...params, ...body });
const approve =
  (kind: AlertKind) =>
  ({ actor, params, body, commands }: Pick<Call<ConfirmRoute>, 'actor' | 'params' | 'body' | 'commands'>) =>
    commands.approveAlert({ actor, kind, ...params, ...body });

/** The routes of alerts. The kind of an alert is that of the route, and no request can name another. */
export const alertHandlers = {
  // A page says it by its socket; by this route the service worker does, which push messages reach.
  'POST /api/v1/alert-receipts': ({ actor, body, commands }: Call<'POST /api/v1/alert-receipts'>) =>
    commands.noteReceipts({ actor, channel: 'push', ...body }),
  'GET /api/v1/alerts/{id}/report.html': ({
    actor,
    params,
    commands,
  }: Call<'GET /api/v1/alerts/{id}/report.html'>) =>
    commands.saveAlertReport({ actor, form: 'html', ...params }),
  'GET /api/v1/alerts/{id}/report.csv': ({
    actor,
    params,
    commands,
  }: Call<'GET /api/v1/alerts/{id}/report.csv'>) =>
    commands.saveAlertReport({ actor, form: 'csv', ...params }),
  'POST /api/v1/live-alerts/drafts': draft('live'),
  'POST /api/v1/live-alerts/drafts/{id}/submit': submit('live'),
  'POST /api/v1/live-alerts/drafts/{id}/approve': approve('live'),
  'POST /api/v1/exercise-alerts/drafts': draft('exercise'),
  'POST /api/v1/exercise-alerts/drafts/{id}/submit': submit('exercise'),
  'POST /api/v1/exercise-alerts/drafts/{id}/approve': approve('exercise'),
  'POST /api/v1/test-alerts/drafts': draft('test'),
  'POST /api/v1/test-alerts/drafts/{id}/submit': submit('test'),
  'POST /api/v1/test-alerts/drafts/{id}/approve': approve('test'),
};

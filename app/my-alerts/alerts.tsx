'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { readPublicAlerts } from '@/clients/connection/public-alerts';
import { alertsToShow, isUnseen } from '@/clients/state/alert-lists';
import type { KnownAlert } from '@/clients/state/alerts';
import { useClient, useClientState } from '../connection/client-provider';
import { useNavigation } from '../navigation/navigation-provider';
import { post } from '../ui/post';
import { AlertCard } from './card';
import { createAnswers, type Sending } from './send-answers';
import { AlertStrip } from './strip';
import { useAlertSignals } from './use-alert-signals';
import { useOtherTabs } from './use-other-tabs';
import { useOwnAlerts } from './use-own-alerts';
import { useShownAlert } from './use-shown-alert';

/**
 * Shows the alerts of the user: one that is new, or that a notification or a tap opens, over everything; the active ones
 * that the user has answered or closed as a strip.
 */
export function Alerts() {
  const { store } = useClient();
  const { route, replace } = useNavigation();
  const alerts = useClientState((state) => state.alerts);
  const building = useClientState((state) => state.place?.building?.id ?? null);
  const [opened, setOpened] = useState<string | null>(null);
  const [sending, setSending] = useState<Readonly<Record<string, Sending>>>({});
  const note = useOtherTabs();
  const answer = useMemo(
    () =>
      createAnswers({
        send: (id, body) => post(`/api/v1/alerts/${id}/answer`, body),
        onChange(id, { answer: given }, state) {
          setSending((before) => ({ ...before, [id]: state }));
          if (state === 'sent') note(id, { answer: given });
        },
      }),
    [note],
  );
  useEffect(() => readPublicAlerts({ store }), [store]);
  useOwnAlerts();

  const shown = useMemo(() => alertsToShow(alerts), [alerts]);
  const unseen = shown.filter((known) => isUnseen(known, building));
  // The end of an alert, too, of which this browser has shown the notification.
  const asked = alerts[opened ?? route.alert ?? ''];
  const current = useSteady(unseen) ?? asked ?? null;
  useShownAlert(current);
  useAlertSignals(unseen);

  function close({ alert }: KnownAlert) {
    note(alert.id, { closed: alert.revision, shown: alert.revision });
    setOpened(null);
    if (route.alert !== null) replace({ ...route, alert: null });
    // The notification says nothing new any more.
    void navigator.serviceWorker
      ?.getRegistration()
      .then((registration) => registration?.getNotifications({ tag: `alert-${alert.id}` }))
      .then((notifications) => notifications?.forEach((each) => void each.close()))
      .catch(() => {});
  }

  return (
    <>
      <AlertStrip
        alerts={shown.filter((known) => known.alert.active && known !== current)}
        sending={sending}
        onOpen={setOpened}
      />
      {current && (
        <AlertCard
          // A new revision is another card, on which a tap does not count at first.
          key={`${current.alert.id} ${current.alert.revision}`}
          known={current}
          more={unseen.filter((each) => each !== current).length}
          waiting={sending[current.alert.id] === 'waiting'}
          onAnswer={(given) => answer(current.alert.id, given)}
          onClose={() => close(current)}
        />
      )}
    </>
  );
}

/** Returns the first alert, or the one returned before while it is there and no live alert takes its place. */
function useSteady(alerts: readonly KnownAlert[]): KnownAlert | undefined {
  const before = useRef<string | null>(null);
  const [first] = alerts;
  const same = alerts.find(({ alert }) => alert.id === before.current);
  const current = same && (same.alert.kind === 'live' || first?.alert.kind !== 'live') ? same : first;
  useEffect(() => {
    before.current = current?.alert.id ?? null;
  });
  return current;
}

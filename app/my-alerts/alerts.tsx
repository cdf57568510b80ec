'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { readPublicAlerts } from '@/clients/connection/public-alerts';
import { alertsToShow, isOverdue, isUnseen } from '@/clients/state/alert-lists';
import type { KnownAlert } from '@/clients/state/alerts';
import { useClient, useClientState } from '../connection/client-provider';
import { useServerNow } from '../connection/use-server-now';
import { post } from '../ui/post';
import { AlertCard } from './card';
import { createAnswers } from './send-answers';
import { AlertStrip } from './strip';
import { useAlertSignals } from './use-alert-signals';
import { useOtherTabs } from './use-other-tabs';
import { useOwnAlerts } from './use-own-alerts';
import { useShownAlerts } from './use-shown-alerts';

const NONE: readonly KnownAlert[] = [];

interface Props {
  /** The alert (id) that a notification opens. */
  asked?: string | null;
  /** Called when the user has closed an alert or answered it. */
  onClosed?: () => void;
  /** Whether a new alert covers the page. On the console it would cover what takes an alert back. */
  covers?: boolean;
}

/**
 * Shows the alerts of the user: one that is new, or that a notification or a tap opens, over everything; the other active
 * ones as a strip. Needs a `ClientProvider`.
 */
export function Alerts({ asked = null, onClosed, covers = true }: Props) {
  const { store } = useClient();
  const alerts = useClientState((state) => state.alerts);
  const building = useClientState((state) => state.place?.building?.id ?? null);
  const [opened, setOpened] = useState<string | null>(null);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  // Here, because a new revision is another card.
  const [places, setPlaces] = useState<Readonly<Record<string, string | null>>>({});
  const now = useServerNow(10_000);
  const note = useOtherTabs();
  const sendDue = useMemo(
    () =>
      createAnswers({
        dueOf: (id) => store.get().alerts[id]?.due ?? null,
        send: (id, body) => post(`/api/v1/alerts/${id}/answer`, body),
        onDone(id, { answer }, accepted) {
          setRefused(
            (before) => new Set([...before].filter((each) => each !== id).concat(accepted ? [] : id)),
          );
          note(id, accepted ? { answer, due: null } : { due: null });
        },
        // A tab in the background may hold the lock for long: timers are slow there.
        alone: async (id, given, run) =>
          'locks' in navigator
            ? navigator.locks.request(`quad-alert-answer-${id}`, { steal: given }, run)
            : run(),
      }),
    [store, note],
  );
  // Also those that a page left behind that was closed before they were sent.
  useEffect(() => {
    for (const { alert, due } of Object.values(alerts)) if (due) sendDue(alert.id);
  }, [alerts, sendDue]);
  useEffect(() => readPublicAlerts({ store }), [store]);
  useOwnAlerts();

  const shown = useMemo(() => alertsToShow(alerts), [alerts]);
  const unseen = shown.filter((known) => isUnseen(known, building));
  // The end of an alert, too, of which this browser has shown the notification.
  const wanted = alerts[opened ?? asked ?? ''];
  const first = useSteady(covers ? unseen : []);
  const current = first ?? wanted ?? null;
  const strips = useMemo(
    () => shown.filter((known) => known.alert.active && known !== current),
    [shown, current],
  );
  useShownAlerts(current, covers ? NONE : strips);
  useAlertSignals(unseen.filter(({ alert }) => !isOverdue(alert, now)));

  function close({ alert }: KnownAlert) {
    note(alert.id, { closed: alert.revision, shown: alert.revision });
    setOpened(null);
    setPlaces((before) => ({ ...before, [alert.id]: null }));
    onClosed?.();
    // The notification says nothing new any more.
    void navigator.serviceWorker
      ?.getRegistration()
      .then((registration) => registration?.getNotifications({ tag: `alert-${alert.id}` }))
      .then((notifications) => notifications?.forEach((each) => void each.close()))
      .catch(() => {});
  }

  return (
    <>
      <AlertStrip alerts={strips} refused={refused} now={now} onOpen={setOpened} />
      {current && (
        <AlertCard
          // A new revision is another card, on which a tap does not count at first.
          key={`${current.alert.id} ${current.alert.revision}`}
          known={current}
          more={unseen.filter((each) => each !== current).length}
          now={now}
          place={places[current.alert.id] ?? null}
          onPlace={(place) => setPlaces((before) => ({ ...before, [current.alert.id]: place }))}
          onAnswer={(due) => {
            note(current.alert.id, { due });
            sendDue(current.alert.id, true);
          }}
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

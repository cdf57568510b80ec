'use client';

import { useLocale } from 'next-intl';
import { useEffect } from 'react';
import { totalUnread } from '@/clients/state/unread';
import type { AnswersWanted, WorkerMessage } from '@/protocol/push';
import { useClient, useClientState } from '../connection/client-provider';
import { useNavigation } from '../navigation/navigation-provider';
import { readRoute } from '../navigation/page-route';

/** Loaded later: most starts need none of it. */
const loadDevice = () => import('../notifications/device');

/**
 * Keeps what the system shows of Quad in step with this page: the badge of the app, what a tap on a notification opens,
 * and the subscription of this browser. Sends the answers that the worker could not send from notifications.
 */
export function Notifications(): null {
  const language = useLocale();
  const { push } = useNavigation();
  const unread = useClientState(totalUnread);
  const you = useClientState((state) => state.you.id);
  const { send } = useClient();

  useEffect(() => {
    // Not every browser has badges.
    const set = unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
    set?.catch(() => {});
  }, [unread]);

  useEffect(() => {
    const worker = navigator.serviceWorker;
    const ask = (opened?: string) => {
      const wanted: AnswersWanted = { answersOf: you, ...(opened !== undefined && { opened }) };
      void worker
        ?.getRegistration()
        .then((registration) => registration?.active?.postMessage(wanted))
        .catch(() => {});
    };
    const take = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.open) {
        push(readRoute(new URL(data.open).search));
        ask(data.open);
      }
      for (const { user, conversation, text, clientId } of data.answers ?? [])
        if (user === you) send({ to: 'conversation', id: conversation }, { text }, { clientId });
    };
    worker?.addEventListener('message', take);
    ask();
    return () => worker?.removeEventListener('message', take);
  }, [push, send, you]);

  useEffect(() => {
    const timer = setTimeout(() => {
      loadDevice()
        .then(({ keepSubscription }) => keepSubscription(language))
        .catch(() => {});
    }, KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [language]);
  return null;
}

/** Milliseconds after the start: the page itself comes first. */
const KEEP_AFTER_MS = 5_000;

'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireBlocked } from '@/protocol/safety';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { Avatar } from '../ui/avatar';
import { Dialog, DialogButtons } from '../ui/dialog';
import { ProblemLine } from '../ui/problem-line';
import { useDateFormats } from '../ui/time';
import { useBlock } from './use-block';

interface Props {
  open: boolean;
  onClose: () => void;
}

/** Shows the people that the user blocked, each with a button to unblock. */
export function BlockedPeople({ open, onClose }: Props) {
  const t = useTranslations('safety');
  return (
    <Dialog open={open} onClose={onClose} title={t('blockedPeople')}>
      <People />
      <DialogButtons cancel={t('done')} onCancel={onClose} className="mt-4" />
    </Dialog>
  );
}

function People() {
  const t = useTranslations('safety');
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const blocks = useClientState((state) => state.blocks);
  const [people, setPeople] = useState<readonly WireBlocked[] | null>(null);
  const { problem, attempt } = useAttempt();
  const { block, busy, problem: refused } = useBlock();
  const { longDate, full } = useDateFormats();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version of the blocks has other people
  useEffect(() => {
    if (!ready) return;
    let dropped = false;
    void attempt(ask('list_blocked', {})).then((answer) => {
      if (answer && !dropped) setPeople(answer.people);
    });
    return () => {
      dropped = true;
    };
  }, [ready, blocks.version, ask, attempt]);

  return (
    <>
      <ProblemLine problem={problem ?? refused} />
      {people?.length === 0 && <p className="text-soft">{t('nobodyBlocked')}</p>}
      {people === null && !problem && <p aria-hidden="true" className="skeleton h-10" />}
      <ul aria-label={t('blockedPeople')}>
        {people?.map(({ id, name, since }) => (
          <li key={id} className="flex items-center gap-3 py-2">
            <Avatar id={id} name={name} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{name}</span>
              <span className="block truncate text-soft text-xs">{id}</span>
              <time dateTime={since} title={full.format(new Date(since))} className="block text-soft text-xs">
                {t('since', { time: longDate.format(new Date(since)) })}
              </time>
            </span>
            <button
              type="button"
              disabled={busy}
              aria-label={t('unblockName', { name })}
              className="button"
              onClick={() => void block(id, false)}
            >
              {t('unblock')}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

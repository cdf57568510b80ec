'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useId, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import type { WireNotifications } from '@/protocol/notifications';
import { errorKey } from '../../ui/error-key';
import { post } from '../../ui/post';

const LEVELS = ['default', 'all', 'mentions', 'nothing'] as const;
type Level = (typeof LEVELS)[number];

/** Shows the choice of which messages of a conversation notify the user. Nothing while no device of theirs is notified. */
export function NotifyChoice({
  conversation: { id, kind },
}: {
  conversation: Pick<Conversation, 'id' | 'kind'>;
}) {
  const t = useTranslations('details');
  const e = useTranslations('errors');
  const name = useId();
  const [level, setLevel] = useState<Level | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const leaving = new AbortController();
    readLevel(id, leaving.signal).then(setLevel, () => {});
    return () => leaving.abort();
  }, [id]);
  if (level === null) return null;

  async function choose(next: Level) {
    setLevel(next);
    setProblem('');
    const answer = await post(`/api/v1/notifications/conversations/${id}`, {
      level: next === 'default' ? null : next,
    });
    if (answer.ok) return;
    setLevel(level);
    setProblem(e(errorKey(answer.code)));
  }

  return (
    <fieldset className="px-3 py-2">
      <legend className="font-medium">{t('notify')}</legend>
      <div className="mt-2 flex flex-wrap rounded-xl bg-sunk p-1">
        {LEVELS.filter((each) => kind !== 'direct' || each === 'default' || each === 'nothing').map(
          (each) => (
            <label key={each} className="segment flex-1">
              <input type="radio" name={name} checked={level === each} onChange={() => void choose(each)} />
              {t(`notifyLevels.${each}`)}
            </label>
          ),
        )}
      </div>
      <p role="status" className="text-bad text-sm empty:hidden">
        {problem}
      </p>
    </fieldset>
  );
}

/** Returns the user's choice for a conversation; null when no device of the user is notified. */
async function readLevel(id: string, signal: AbortSignal): Promise<Level | null> {
  const answer = await fetch('/api/v1/notifications', { signal });
  const { devices, conversations } = (await answer.json()) as WireNotifications;
  if (devices.length === 0) return null;
  return conversations.find(({ conversation }) => conversation === id)?.level ?? 'default';
}

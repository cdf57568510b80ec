'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireNotice } from '@/protocol/safety';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { DateTime } from '../ui/date-time';
import { Dialog, DialogButtons } from '../ui/dialog';
import { ProblemLine } from '../ui/problem-line';

interface Props {
  open: boolean;
  onClose: () => void;
}

/** Shows the notices one after another, the oldest first; each is shown again until the user confirms it. */
export function NoticeDialog({ open, onClose }: Props) {
  const t = useTranslations('notices');
  const { ask, dispatch } = useClient();
  const { problem, attempt } = useAttempt();
  const notices = useClientState((state) => state.notices);
  const [busy, setBusy] = useState(false);
  /** What the user reads: it stays while it is shown, so that nobody confirms what took its place meanwhile. */
  const [notice, setNotice] = useState<WireNotice | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  if (open !== wasOpen) {
    setWasOpen(open);
    if (open) setNotice(notices[0] ?? null);
  }
  const gone = open && !busy && notice !== null && !notices.some(({ id }) => id === notice.id);
  useEffect(() => {
    // Another device confirmed it.
    if (gone) onClose();
  }, [gone, onClose]);
  if (!notice) return null;

  async function confirm({ id }: WireNotice) {
    setBusy(true);
    const answer = await attempt(ask('confirm_notice', { notice: id }));
    setBusy(false);
    if (!answer) return;
    const other = notices.find((each) => each.id !== id);
    if (other) setNotice(other);
    else onClose();
    dispatch({ type: 'confirmed', id });
  }

  const { report } = notice;
  const kind = notice.kind === 'webhook' ? 'webhook' : 'warning';
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={report ? t('reportTitle', { name: report.about }) : t(`${kind}Title`)}
    >
      <div className="flex flex-col gap-3">
        <p className="text-soft text-sm">
          <DateTime at={notice.at} to="minute" />
          {notices.length > 1 && ` · ${t('count', { count: notices.length })}`}
        </p>
        <p>{report ? t(`decisions.${report.decision}`, { name: report.about }) : t(`${kind}Text`)}</p>
        {notice.text && (
          <blockquote
            dir="auto"
            className="whitespace-pre-wrap break-words rounded-bubble bg-sunk px-3.5 py-2.5"
          >
            {notice.text}
          </blockquote>
        )}
        <ProblemLine problem={problem} />
        <DialogButtons cancel={t('later')} onCancel={onClose}>
          <button
            type="button"
            className="button button-primary"
            disabled={busy}
            onClick={() => void confirm(notice)}
          >
            {t('confirm')}
          </button>
        </DialogButtons>
      </div>
    </Dialog>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import type { WireAlertDraft } from '@/protocol/alerts';
import { useClientState } from '../../connection/client-provider';
import { useServerNow } from '../../connection/use-server-now';
import { placeOf } from '../area';
import { spanOf } from '../clock';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { KIND_LOOKS, KindMark } from '../kind';
import { useAlertLanguage } from './alert-card';

/** Returns how far a draft has come: approvable for so many milliseconds, too late for it, or not submitted. */
export function useDraftState(draft: WireAlertDraft): { state: 'draft' | 'waits' | 'late'; left: number } {
  const now = useServerNow(1_000);
  if (draft.approvableUntil === null) return { state: 'draft', left: 0 };
  const left = Date.parse(draft.approvableUntil) - now;
  return left > 0 ? { state: 'waits', left } : { state: 'late', left: 0 };
}

/** Shows a draft that waits: for its approver, or to be submitted. */
export function DraftCard({ draft }: { draft: WireAlertDraft }) {
  const t = useTranslations('alertConsole');
  const k = useTranslations('alertTerms.types');
  const language = useAlertLanguage();
  const { has } = useDesk();
  const you = useClientState((state) => state.you.id);
  const { state, left } = useDraftState(draft);
  const own = draft.by?.id === you;
  const toApprove =
    state === 'waits' && (draft.kind === 'test' ? has('approver', 'drafter') : has('approver') && !own);
  return (
    <article
      aria-label={draft.texts[language].headline}
      className={`card flex flex-wrap items-center gap-3 p-4 ${KIND_LOOKS[draft.kind].card}`}
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
          <KindMark kind={draft.kind} />
          <span>{k(draft.type)}</span>
          {draft.by && <span>{t('drafts.by', { name: draft.by.name })}</span>}
        </p>
        <h3 lang={language} dir="auto" className="pt-1 font-semibold text-name">
          {draft.texts[language].headline}
        </h3>
        <p className="truncate text-soft text-sm">{placeOf(draft.area)}</p>
        <p className="pt-1 font-medium tabular-nums">
          {state === 'waits' ? t('drafts.waits', { span: spanOf(left) }) : t(`drafts.${state}`)}
        </p>
      </div>
      <DeskLink
        to={{ view: 'draft', id: draft.id }}
        className={`button min-h-14 flex-none px-6 ${toApprove ? 'button-primary' : ''}`}
      >
        {toApprove ? t('drafts.review') : t('drafts.open')}
      </DeskLink>
    </article>
  );
}

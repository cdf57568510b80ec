'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireAlertDraft, WirePreview } from '@/protocol/alerts';
import { useClientState } from '../../connection/client-provider';
import { get, type Posted, post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { placeOf } from '../area';
import { Audience } from '../audience';
import { Channels } from '../channels';
import { spanOf } from '../clock';
import { Confirm } from '../confirm';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { KindMark } from '../kind';
import { Texts } from '../texts';
import { Title } from '../title';
import { useDraftState } from './draft-card';

/** Shows a draft as it would be issued: its approver confirms it, its drafter submits it again or discards it. */
export function DraftView({ id }: { id: string }) {
  const t = useTranslations('alertConsole.draft');
  const { console } = useDesk();
  const draft = console.drafts.find((each) => each.id === id);
  if (draft) return <Draft draft={draft} />;
  return (
    <>
      <Title text={t('goneText')}>{t('gone')}</Title>
      <DeskLink to={{ view: 'situation' }} className="button button-primary">
        {t('back')}
      </DeskLink>
    </>
  );
}

function Draft({ draft }: { draft: WireAlertDraft }) {
  const t = useTranslations('alertConsole.draft');
  const k = useTranslations('alertTerms.types');
  const { console, has, go, refresh } = useDesk();
  const you = useClientState((state) => state.you.id);
  const { state, left } = useDraftState(draft);
  const [problem, setProblem] = useState<Problem | null>(null);
  const preview = useDraftPreview(draft.id);
  const { id, kind, hash, by, area, texts, people } = draft;
  const own = by?.id === you;
  const ends = draft.type === 'all_clear';
  const approves =
    state === 'waits' && (kind === 'test' ? has('approver', 'drafter') : has('approver') && !own);
  const submits = !approves && has('drafter') && own;
  const before = console.alerts.find(({ alert }) => alert.id === draft.alert)?.alert;

  /** Shows the situation after a success; returns the problem otherwise. */
  async function done(sent: Promise<Posted>): Promise<Problem | null> {
    const answer = await sent;
    void refresh();
    if (!answer.ok) return answer;
    go({ view: 'situation' });
    return null;
  }
  const confirming = (word: string) => ({ hash, word });

  return (
    <>
      <Title
        text={
          state === 'waits' ? t('waits', { span: spanOf(left) }) : state === 'late' ? t('late') : t('draft')
        }
      >
        {t('title', { type: k(draft.type) })}
      </Title>
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
        <div className="card grid gap-4 p-4">
          <p>
            <KindMark kind={kind} />
          </p>
          <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
            <Fact name={t('by')}>{by?.name ?? t('nobody')}</Fact>
            <Fact name={t('where')}>{placeOf(area)}</Fact>
            {people.length > 0 && <Fact name={t('group')}>{people.map(({ name }) => name).join(', ')}</Fact>}
            {!ends && (
              <>
                <Fact name={t('nextUpdate')}>{t('minutes', { n: draft.nextUpdateMinutes })}</Fact>
                <Fact name={t('expires')}>{t('minutes', { n: draft.expiresMinutes })}</Fact>
              </>
            )}
            <Fact name={t('hash')}>
              <code className="break-all text-xs">{hash.slice(0, 16)}…</code>
            </Fact>
          </dl>
          {before && <p className="text-soft">{t('changes', { n: draft.base })}</p>}
          <Texts texts={texts} before={before?.texts} />
        </div>
        <div className="grid gap-3 lg:sticky lg:top-4">
          {preview && (
            <Audience
              kind={kind}
              ends={ends}
              told={before !== undefined}
              group={people.length}
              audience={preview.audience}
            />
          )}
          {approves && (
            <Confirm
              kind={kind}
              text={t('approveText')}
              conflict={t('conflict')}
              actions={[
                {
                  label: t('approve'),
                  send: (word) => done(post(`/api/v1/${kind}-alerts/drafts/${id}/approve`, confirming(word))),
                },
              ]}
            />
          )}
          {submits && state !== 'waits' && (
            <Confirm
              kind={kind}
              text={t('submitText')}
              conflict={t('conflict')}
              actions={[
                {
                  label: t('submit'),
                  send: (word) => done(post(`/api/v1/${kind}-alerts/drafts/${id}/submit`, confirming(word))),
                },
              ]}
            />
          )}
          {!approves && state === 'waits' && own && kind !== 'test' && <p className="card p-4">{t('own')}</p>}
          {has('drafter', 'approver') && (
            <button
              type="button"
              className="button button-bad"
              onClick={async () => setProblem(await done(post(`/api/v1/alert-drafts/${id}/discard`, {})))}
            >
              {t('discard')}
            </button>
          )}
          <ProblemLine problem={problem} />
          <details className="card px-4 py-2">
            <summary className="flex min-h-11 items-center text-accent">{t('channels')}</summary>
            <div className="pb-3">
              <Channels kind={kind} texts={texts} />
            </div>
          </details>
        </div>
      </div>
    </>
  );
}

/** Returns whom a draft would reach, as counted when it was opened; null until the server answers. */
function useDraftPreview(id: string): WirePreview | null {
  const [preview, setPreview] = useState<WirePreview | null>(null);
  useEffect(() => {
    let left = false;
    void get(`/api/v1/alert-drafts/${id}/preview`).then((answer) => {
      if (!left && answer.ok) setPreview(answer.body);
    });
    return () => {
      left = true;
    };
  }, [id]);
  return preview;
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-soft text-xs">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

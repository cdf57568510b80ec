'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireAlert, WireAlertDraft } from '@/protocol/alerts';
import { type Posted, post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { Audience } from '../audience';
import { Channels } from '../channels';
import { Confirm } from '../confirm';
import { useDesk } from '../desk-provider';
import type { Change } from '../desk-route';
import { type Choice, choiceOf, isComplete, marked, needsGroup, openVariables, saysTheSame } from './choice';
import { usePreview } from './use-preview';

interface Props {
  kind: AlertKind;
  type: 'alert' | Change;
  /** The alert that is changed. */
  alert: WireAlert | undefined;
  choice: Choice;
  /** Returns the key of the draft of a choice. */
  keyOf: (choice: string) => string;
}

/** Shows what is still missing, or whom the alert would reach and what it would say; and the word that submits it. */
export function Check({ kind, type, alert, choice, keyOf }: Props) {
  const t = useTranslations('alertConsole.compose');
  const { has, go, refresh } = useDesk();
  const complete = isComplete(choice, kind, type);
  const { preview, problem } = usePreview(choice, complete);
  /** A draft that says something else than was shown: a template or a name has changed meanwhile. */
  const [differs, setDiffers] = useState<WireAlertDraft | null>(null);
  const texts = differs?.texts ?? (preview && marked(preview.texts, kind));

  async function drafted(): Promise<Posted<WireAlertDraft>> {
    const wanted = {
      ...choiceOf(choice),
      type,
      ...(alert && { alert: alert.id, base: alert.revision }),
    };
    const key = keyOf(JSON.stringify([kind, wanted, choice.group]));
    return kind === 'exercise'
      ? post('/api/v1/exercise-alerts/drafts', {
          ...wanted,
          key,
          ...(choice.group.length > 0 && { group: [...choice.group] }),
        })
      : post(`/api/v1/${kind}-alerts/drafts`, { ...wanted, key });
  }

  async function submit(word: string): Promise<Problem | null> {
    const draft = await drafted();
    if (!draft.ok) return draft;
    const { id, hash } = draft.body;
    if (texts && !saysTheSame(draft.body.texts, texts)) {
      setDiffers(draft.body);
      return null;
    }
    const answer = await post(`/api/v1/${kind}-alerts/drafts/${id}/submit`, { hash, word });
    void refresh();
    if (!answer.ok) return answer;
    // A test may be approved by its drafter.
    go(kind === 'test' ? { view: 'draft', id } : { view: 'situation' });
    return null;
  }

  async function sendAlone(word: string): Promise<Problem | null> {
    const wanted = choiceOf(choice);
    const answer = await post('/api/v1/live-alerts/break-glass', {
      ...wanted,
      key: keyOf(JSON.stringify(['alone', wanted])),
      word,
    });
    void refresh();
    if (!answer.ok) return answer;
    go({ view: 'alert', id: answer.body.alert.id });
    return null;
  }

  const alone =
    kind === 'live' &&
    type === 'alert' &&
    has('sole_operator') &&
    choice.template?.content.lifeSafety === true;
  const actions = [
    ...(has('drafter') ? [{ label: t('submit'), send: submit }] : []),
    ...(alone ? [{ label: t('alone'), send: sendAlone }] : []),
  ];
  return (
    <section
      aria-label={t('check')}
      className="grid min-w-0 gap-4 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto lg:pe-1"
    >
      <h2 className="font-display text-title">{t('check')}</h2>
      {!complete && <Missing choice={choice} kind={kind} type={type} />}
      <ProblemLine problem={problem} texts={{ conflict: problem?.detail ?? '', forbidden: t('noRight') }} />
      {preview && (
        <>
          <Audience
            kind={kind}
            ends={type === 'all_clear'}
            told={alert !== undefined}
            group={choice.group.length}
            audience={preview.audience}
          />
          {differs && (
            <p role="alert" className="rounded-control bg-warn p-3 font-medium text-warn-ink">
              {t('differs')}
            </p>
          )}
          <Confirm
            kind={kind}
            text={t(alone && !has('drafter') ? 'aloneText' : 'submitText')}
            actions={actions}
            disabled={actions.length === 0}
          />
          {actions.length === 0 && <p className="text-bad">{t('notAlone')}</p>}
          {alone && has('drafter') && <p className="text-soft text-sm">{t('aloneHint')}</p>}
        </>
      )}
      {texts && (
        <div className="card p-4">
          <Channels kind={kind} texts={texts} />
        </div>
      )}
    </section>
  );
}

/** Says what is still missing. */
function Missing({ choice, kind, type }: Pick<Props, 'choice' | 'kind' | 'type'>) {
  const t = useTranslations('alertConsole.compose');
  const open = openVariables(choice);
  const missing = [
    choice.template === null && t('missing.template'),
    choice.area.campus === null && choice.area.buildings.length === 0 && t('missing.area'),
    ...open.map((name) => t('missing.variable', { name })),
    needsGroup(kind, type) && choice.group.length === 0 && t('missing.group'),
  ].filter((each) => each !== false);
  return (
    <ul className="card list-disc p-4 ps-8 text-soft">
      {missing.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

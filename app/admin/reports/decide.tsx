'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useId, useRef, useState } from 'react';
import { DECISIONS, type Decision, type Reason } from '@/protocol/reasons';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { NoteField } from '../../ui/field';
import { type Posted, post } from '../../ui/post';
import { ProblemLine } from '../../ui/problem-line';
import { NO_SUSPENSION, type SuspensionDraft, suspensionOf } from '../suspension-draft';
import { SuspensionFields } from '../suspension-fields';
import { useChange } from '../use-change';

interface Props {
  report: {
    id: string;
    about: { kind: 'user' | 'bot'; id: string; name: string };
    reason: Reason;
    /** Whether the report is about a message that can still be removed. */
    message: boolean | null;
    /** The name of the reporter; null once the reporter was erased. */
    reporter: string | null;
  };
}

/**
 * Shows the button and the dialog in which an administrator decides about a report. The dialog does what was decided,
 * then closes the report, which tells the reporter.
 */
export function Decide({ report }: Props) {
  const t = useTranslations('admin.reports');
  const { open, show, close, ...sending } = useChange();
  /** What was done already, so that a retry of the closing, in a dialog opened again, too, does not do it again. */
  const done = useRef<Decision | null>(null);
  return (
    <>
      <button
        type="button"
        aria-label={t('decideName', { name: report.about.name })}
        className="button button-primary"
        onClick={show}
      >
        {t('decide')}
      </button>
      <Dialog open={open} onClose={close} title={t('decideTitle')}>
        {open && <DecisionForm report={report} done={done} onClose={close} {...sending} />}
      </Dialog>
    </>
  );
}

function DecisionForm({
  report: { id, about, reason, message, reporter },
  done,
  onClose,
  pending,
  problem,
  change,
}: Props & { done: RefObject<Decision | null>; onClose: () => void } & Pick<
    ReturnType<typeof useChange>,
    'pending' | 'problem' | 'change'
  >) {
  const t = useTranslations('admin.reports');
  const u = useTranslations('admin.users');
  const name = useId();
  const [decision, setDecision] = useState<Decision | null>(null);
  const [warning, setWarning] = useState('');
  const [suspension, setSuspension] = useState<SuspensionDraft>({ ...NO_SUSPENSION, reason });
  const [answer, setAnswer] = useState('');
  const [note, setNote] = useState('');
  const user = encodeURIComponent(about.id);
  const possible = DECISIONS.filter(
    (each) => each === 'none' || (each === 'deleted' ? message : about.kind === 'user'),
  );
  const complete =
    decision !== null &&
    (decision !== 'warned' || warning.trim() !== '') &&
    (decision !== 'suspended' || suspensionOf(suspension, Date.now()) !== null);

  /** Does what was decided. */
  function carryOut(what: Decision): Promise<Posted> {
    if (what === 'deleted') return post(`/api/v1/reports/${id}/delete-message`, {});
    if (what === 'warned') return post(`/api/v1/admin/users/${user}/warn`, { text: warning.trim() });
    const body = what === 'suspended' ? suspensionOf(suspension, Date.now()) : null;
    if (body) return post(`/api/v1/admin/users/${user}/suspend`, body);
    return Promise.resolve({ ok: true, body: null });
  }

  async function decide(what: Decision): Promise<Posted> {
    if (done.current !== what) {
      const result = await carryOut(what);
      if (!result.ok) return result;
      done.current = what;
    }
    return post(`/api/v1/reports/${id}/close`, {
      decision: what,
      ...(note.trim() !== '' && { note: note.trim() }),
      ...(reporter !== null && answer.trim() !== '' && { answer: answer.trim() }),
    });
  }

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (decision && complete) change(() => decide(decision));
      }}
    >
      <fieldset className="flex flex-col gap-1.5">
        <legend className="sr-only">{t('decideTitle')}</legend>
        {possible.map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              name={name}
              required
              checked={decision === each}
              className="size-5 flex-none accent-accent"
              onChange={() => setDecision(each)}
            />
            {t(`decisions.${each}.choose`, { name: about.name })}
          </label>
        ))}
      </fieldset>
      {decision === 'deleted' && <p className="text-soft text-sm">{t('removeText')}</p>}
      {decision === 'warned' && (
        <NoteField label={t('warning', { name: about.name })} value={warning} onChange={setWarning} />
      )}
      {decision === 'suspended' && <SuspensionFields draft={suspension} onChange={setSuspension} />}
      {decision && reporter !== null && (
        <NoteField label={t('answer', { name: reporter })} value={answer} rows={2} onChange={setAnswer} />
      )}
      {decision && <NoteField label={t('closingNote')} value={note} rows={2} onChange={setNote} />}
      <ProblemLine problem={problem} texts={{ not_found: u('gone'), conflict: u('isAdministrator') }} />
      <DialogButtons cancel={t('cancel')} onCancel={onClose}>
        <button
          type="submit"
          disabled={pending || !complete}
          className={`button ${decision === 'suspended' || decision === 'deleted' ? 'button-danger' : 'button-primary'}`}
        >
          {t(decision ? `decisions.${decision}.submit` : 'closeIt')}
        </button>
      </DialogButtons>
    </form>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { REASONS, type Reason } from '@/protocol/reasons';
import { shownText } from '@/texts/read';
import { useAttachmentLabel } from '../attachments/label';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { Dialog, DialogButtons } from '../ui/dialog';
import { NoteField } from '../ui/field';
import { ProblemLine } from '../ui/problem-line';
import type { Person } from './open-dialog';

interface Reported {
  person: Person;
  entry: WireEntry | null;
}

interface Props {
  reported: Reported | null;
  onClose: () => void;
  onBlock: (person: Person) => void;
}

/** Shows the dialog that reports a message or a person to the administrators, and then a confirmation. */
export function ReportDialog({ reported, onClose, onBlock }: Props) {
  const t = useTranslations('safety');
  const title = reported?.entry
    ? t('reportMessage')
    : t('reportPerson', { name: reported?.person.name ?? '' });
  return (
    <Dialog open={reported !== null} onClose={onClose} title={title}>
      {reported && <Content reported={reported} onClose={onClose} onBlock={onBlock} />}
    </Dialog>
  );
}

function Content({ reported, onClose, onBlock }: Props & { reported: Reported }) {
  const [sent, setSent] = useState(false);
  return sent ? (
    <ReportSent reported={reported} onClose={onClose} onBlock={onBlock} />
  ) : (
    <ReportForm reported={reported} onClose={onClose} onSent={() => setSent(true)} />
  );
}

function ReportForm({
  reported: { person, entry },
  onClose,
  onSent,
}: {
  reported: Reported;
  onClose: () => void;
  onSent: () => void;
}) {
  const t = useTranslations('safety');
  const { ask } = useClient();
  const { problem, attempt } = useAttempt();
  const label = useAttachmentLabel();
  const [reason, setReason] = useState<Reason | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const id = useId();

  async function send(event: FormEvent) {
    event.preventDefault();
    if (!reason || busy) return;
    setBusy(true);
    const why = { reason, ...(note.trim() !== '' && { note: note.trim() }) };
    const about = entry ? { message: entry.message.id } : { user: person.id };
    const answer = await attempt(ask('report', { ...about, ...why }));
    setBusy(false);
    if (answer) onSent();
  }

  return (
    <form className="flex flex-col gap-4" onSubmit={send}>
      {entry && (
        <blockquote className="rounded-xl bg-sunk px-3.5 py-2">
          <p dir="auto" className="truncate font-semibold text-sm">
            {person.name}
          </p>
          <p dir="auto" className="line-clamp-3">
            {shownText(entry.message.text, entry.message.mentions) || label(entry.message.attachments)}
          </p>
        </blockquote>
      )}
      <fieldset>
        <legend className="pb-1 font-medium text-sm">{t('why')}</legend>
        {REASONS.map((option) => (
          <label key={option} className="flex min-h-11 items-start gap-3 rounded-xl px-2 py-2 hover:bg-sunk">
            <input
              type="radio"
              name={id}
              required
              checked={reason === option}
              className="mt-0.5 size-5 flex-none accent-accent"
              onChange={() => setReason(option)}
            />
            <span>
              <span className="block font-medium">{t(`reasons.${option}.name`)}</span>
              <span className="block text-soft text-sm">{t(`reasons.${option}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <NoteField label={t('note')} value={note} onChange={setNote} />
      <p className="text-soft text-sm">{t(entry ? 'nextMessage' : 'nextPerson', { name: person.name })}</p>
      <ProblemLine problem={problem} texts={entry ? { conflict: t('gone'), not_found: t('gone') } : {}} />
      <DialogButtons cancel={t('cancel')} onCancel={onClose}>
        <button type="submit" className="button button-primary" disabled={reason === null || busy}>
          {t('send')}
        </button>
      </DialogButtons>
    </form>
  );
}

/** Confirms the report and offers to block the person. */
function ReportSent({ reported: { person, entry }, onClose, onBlock }: Props & { reported: Reported }) {
  const t = useTranslations('safety');
  const blocked = useClientState((state) => state.blocks.users.has(person.id));
  const bot = entry?.message.from.kind === 'bot';
  return (
    <>
      <p role="status">{t('sent')}</p>
      {!bot && !blocked && <p className="pt-2 text-soft">{t('andBlock', { name: person.name })}</p>}
      <DialogButtons className="mt-4">
        {!bot && !blocked && (
          <button type="button" className="button button-bad" onClick={() => onBlock(person)}>
            {t('blockName', { name: person.name })}
          </button>
        )}
        {/* biome-ignore lint/a11y/noAutofocus: the submit button had the focus and is no longer in the document */}
        <button type="button" autoFocus className="button button-primary" onClick={onClose}>
          {t('done')}
        </button>
      </DialogButtons>
    </>
  );
}

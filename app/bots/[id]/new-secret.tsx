'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { errorKey } from '../../ui/error-key';
import { post } from '../../ui/post';
import { Secret } from '../../ui/secret';
import { useForm } from '../../ui/use-form';

/** Hours for which the former secret stays valid. */
const OVERLAPS = [24, 168, 0] as const;

interface Props {
  id: string;
  name: string;
  /** What is said of the former secret. */
  children: ReactNode;
}

/** Shows the button and the dialog that give a bot a new secret, which is then shown once. */
export function NewSecret({ id, name, children }: Props) {
  const t = useTranslations('bots.secret');
  const [open, setOpen] = useState(false);
  return (
    <section className="card p-4" aria-labelledby="secret">
      <h2 id="secret" className="mb-2 font-display text-title">
        {t('title')}
      </h2>
      {children}
      <p className="mb-3 text-soft text-sm">{t('text')}</p>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {t('open')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('question', { name })}>
        <SecretForm id={id} name={name} onClose={() => setOpen(false)} />
      </Dialog>
    </section>
  );
}

function SecretForm({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useTranslations('bots.secret');
  const b = useTranslations('bots');
  const e = useTranslations('errors');
  const router = useRouter();
  const [pass, setPass] = useState<string | null>(null);
  const { busy, refusal, onSubmit } = useForm(
    (fields) => post(`/api/v1/bots/${id}/secret`, { overlapHours: Number(fields.hours) }),
    (body) => {
      setPass((body as { pass: string }).pass);
      router.refresh();
      return 'again';
    },
  );
  if (pass !== null)
    return (
      <Secret title={b('secretTitle', { name })} text={b('secretText')} secret={pass} onDone={onClose} />
    );
  return (
    <form onSubmit={onSubmit}>
      <fieldset>
        <legend className="mb-1 text-soft">{t('former')}</legend>
        {OVERLAPS.map((hours) => (
          <label key={hours} className="flex min-h-11 cursor-pointer items-center gap-3 py-1">
            <input
              type="radio"
              name="hours"
              value={hours}
              defaultChecked={hours === OVERLAPS[0]}
              className="size-6 flex-none accent-accent"
            />
            <span>
              <span className="block font-medium">{t(`overlap.${hours}`)}</span>
              <span className="block text-soft text-sm">{t(hours === 0 ? 'stops' : 'runsOn')}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p role="alert" className="text-bad text-sm empty:hidden">
        {refusal && e(errorKey(refusal.code))}
      </p>
      <DialogButtons cancel={t('cancel')} onCancel={onClose} className="mt-4">
        <button type="submit" className="button button-primary" disabled={busy}>
          {t('submit')}
        </button>
      </DialogButtons>
    </form>
  );
}

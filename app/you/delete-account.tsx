'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { openBrowserStorage } from '@/clients/connection/browser-storage';
import { accountProblem } from '../ui/account-problem';
import { Dialog, DialogButtons } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { post } from '../ui/post';
import { useForm } from '../ui/use-form';

interface Props {
  username: string;
  /** Whether the user signs in with a password of Quad, which must be entered again. */
  password: boolean;
}

/** Shows the dialog that erases the user, after an explanation and after the user has entered the username. */
export function DeleteAccount(props: Props) {
  const t = useTranslations('profile.erase');
  const [open, setOpen] = useState(false);
  return (
    <div className="card p-4">
      <h3 className="font-semibold text-lg">{t('title')}</h3>
      <p className="mt-1 mb-3 text-soft text-sm">{t('text')}</p>
      <button type="button" className="button button-bad -ms-4" onClick={() => setOpen(true)}>
        {t('open')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('question')}>
        <DeleteForm {...props} onCancel={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function DeleteForm({ username, password, onCancel }: Props & { onCancel: () => void }) {
  const t = useTranslations('profile.erase');
  const a = useTranslations('account');
  const { busy, refusal, onSubmit } = useForm(
    (fields) => post('/api/v1/me/erase', { ...fields, username: (fields.username ?? '').trim() }),
    () => {
      // Deletes what this browser stored for the user, too.
      void openBrowserStorage(username)
        .forget()
        .finally(() => location.assign('/sign-in?error=deleted'));
      return 'leaving';
    },
  );
  const problem = (field: string) => refusal?.field === field && a(`problems.${accountProblem(refusal)}`);
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <ul className="list-disc space-y-1 ps-5 text-sm">
        <li>{t('goes')}</li>
        <li>{t('stays')}</li>
        <li>{t('forEver')}</li>
      </ul>
      <label className="flex min-h-11 cursor-pointer items-center gap-3 py-1">
        <input
          type="checkbox"
          name="messages"
          value="delete"
          className="size-6 flex-none accent-accent"
          aria-describedby="erase-messages"
        />
        <span>
          <span className="block font-medium">{t('messages')}</span>
          <span id="erase-messages" className="block text-soft text-sm">
            {t('messagesText')}
          </span>
        </span>
      </label>
      <Field
        label={t('username', { username })}
        problem={refusal?.field === 'username' ? t('wrongUsername') : null}
        name="username"
        required
        maxLength={64}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      {password && (
        <Field
          label={a('password')}
          problem={problem('password') || null}
          name="password"
          type="password"
          required
          maxLength={200}
          autoComplete="current-password"
        />
      )}
      <FormStatus refusal={refusal} fields={['username', 'password']} />
      <DialogButtons cancel={t('cancel')} onCancel={onCancel}>
        <button type="submit" className="button button-bad border-current" disabled={busy}>
          {t(busy ? 'deleting' : 'confirm')}
        </button>
      </DialogButtons>
    </form>
  );
}

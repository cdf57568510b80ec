'use client';

import { useTranslations } from 'next-intl';
import { errorKey } from '../../ui/error-key';
import { Field } from '../../ui/field';
import { post } from '../../ui/post';
import { useForm } from '../../ui/use-form';

interface Props {
  botId: string;
  mayHearAll: boolean;
  onCreated: (created: { name: string; secret: string }) => void;
}

/** Shows the form that creates a webhook which Quad calls. */
export function NewOutgoingHook({ botId, mayHearAll, onCreated }: Props) {
  const t = useTranslations('bots.outgoing');
  const e = useTranslations('errors');
  const { busy, refusal, onSubmit } = useForm(
    ({ name = '', url = '', hears }) =>
      post(`/api/v1/bots/${botId}/outgoing-hooks`, {
        name,
        url,
        hears: hears === 'messages' ? 'messages' : 'mentions',
      }),
    (body, form) => {
      const name = new FormData(form).get('name') as string;
      onCreated({ name, secret: (body as { secret: string }).secret });
      form.reset();
      return 'again';
    },
  );
  const isAboutUrl = refusal?.field === 'url';
  return (
    <form onSubmit={onSubmit} className="mt-3 flex flex-col gap-3">
      <Field
        label={t('name')}
        problem={refusal && !isAboutUrl ? e(errorKey(refusal.code)) : null}
        name="name"
        required
        maxLength={60}
        autoComplete="off"
      />
      <Field
        label={t('url')}
        hint={t('urlHint')}
        problem={isAboutUrl ? t('wrongUrl') : null}
        name="url"
        type="url"
        required
        maxLength={2_048}
        dir="ltr"
        autoComplete="off"
      />
      {mayHearAll ? (
        <label className="block text-sm">
          {t('hearsLabel')}
          <select name="hears" className="field mt-1" defaultValue="mentions">
            <option value="mentions">{t('hears.mentions')}</option>
            <option value="messages">{t('hears.messages')}</option>
          </select>
        </label>
      ) : (
        <p className="text-soft text-xs">{t('askAdministrator')}</p>
      )}
      <button type="submit" className="button self-start" disabled={busy}>
        {t('create')}
      </button>
    </form>
  );
}

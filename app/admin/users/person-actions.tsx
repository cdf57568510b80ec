'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireUserRecord } from '@/protocol/safety';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { NoteField } from '../../ui/field';
import { AnnouncementIcon, BlockIcon } from '../../ui/later-icons';
import { post } from '../../ui/post';
import { ProblemLine } from '../../ui/problem-line';
import { NO_SUSPENSION, suspensionOf } from '../suspension-draft';
import { SuspensionFields } from '../suspension-fields';
import { useChange } from '../use-change';

type Person = Pick<WireUserRecord, 'id' | 'name'>;

/** Shows the button and the dialog that send a person a warning. */
export function Warn({ person: { id, name } }: { person: Person }) {
  const t = useTranslations('admin.users');
  const { open, show, close, pending, problem, change } = useChange();
  const [text, setText] = useState('');
  const warning = text.trim();
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          setText('');
          show();
        }}
      >
        <AnnouncementIcon size={18} />
        {t('warn')}
      </button>
      <Dialog open={open} onClose={close} title={t('warnTitle', { name })}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            change(() => post(`/api/v1/admin/users/${encodeURIComponent(id)}/warn`, { text: warning }));
          }}
        >
          <p className="text-soft">{t('warnText')}</p>
          <NoteField label={t('warning')} value={text} onChange={setText} />
          <ProblemLine problem={problem} texts={{ not_found: t('gone') }} />
          <DialogButtons cancel={t('cancel')} onCancel={close}>
            <button type="submit" disabled={pending || warning === ''} className="button button-primary">
              {t('warnIt')}
            </button>
          </DialogButtons>
        </form>
      </Dialog>
    </>
  );
}

/** Shows the button and the dialog that suspend a person. */
export function Suspend({ person: { id, name }, again }: { person: Person; again: boolean }) {
  const t = useTranslations('admin.users');
  const { open, show, close, pending, problem, change } = useChange();
  const [draft, setDraft] = useState(NO_SUSPENSION);
  return (
    <>
      <button
        type="button"
        className="button button-bad"
        onClick={() => {
          setDraft(NO_SUSPENSION);
          show();
        }}
      >
        <BlockIcon size={18} />
        {t(again ? 'suspendAgain' : 'suspend')}
      </button>
      <Dialog open={open} onClose={close} title={t('suspendTitle', { name })}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const suspension = suspensionOf(draft, Date.now());
            if (suspension)
              change(() => post(`/api/v1/admin/users/${encodeURIComponent(id)}/suspend`, suspension));
          }}
        >
          <p className="text-soft">{t('suspendText')}</p>
          <SuspensionFields draft={draft} onChange={setDraft} />
          <ProblemLine problem={problem} texts={{ not_found: t('gone'), conflict: t('isAdministrator') }} />
          <DialogButtons cancel={t('cancel')} onCancel={close}>
            <button
              type="submit"
              disabled={pending || suspensionOf(draft, Date.now()) === null}
              className="button button-danger"
            >
              {t('suspendIt')}
            </button>
          </DialogButtons>
        </form>
      </Dialog>
    </>
  );
}

/** Shows the button that ends a suspension now. */
export function Lift({ person: { id, name } }: { person: Person }) {
  const t = useTranslations('admin.users');
  const { pending, problem, change } = useChange();
  return (
    <div>
      <button
        type="button"
        className="button"
        disabled={pending}
        aria-label={t('liftName', { name })}
        onClick={() =>
          change(() => post(`/api/v1/admin/users/${encodeURIComponent(id)}/lift-suspension`, {}))
        }
      >
        {t('lift')}
      </button>
      <ProblemLine problem={problem} />
    </div>
  );
}

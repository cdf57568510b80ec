'use client';

import { useTranslations } from 'next-intl';
import { ALERT_ROLES } from '@/protocol/alert-kinds';
import type { WireGrant } from '@/protocol/alerts';
import { Avatar } from '../../ui/avatar';
import { DateTime } from '../../ui/date-time';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { TrashIcon } from '../../ui/later-icons';
import { remove } from '../../ui/post';
import { ProblemLine } from '../../ui/problem-line';
import type { Photos } from '../photos-of';
import { useChange } from '../use-change';

export interface Named {
  id: string;
  name: string;
}

interface Props {
  grants: readonly WireGrant[];
  photos: Photos;
  campuses: readonly Named[];
  buildings: readonly Named[];
  you: string;
}

/** Shows the rights of officers by role. */
export function GrantList({ grants, photos, campuses, buildings, you }: Props) {
  const t = useTranslations('admin.officers');
  const r = useTranslations('alertTerms.roles');
  const nameIn = (list: readonly Named[], id: string) => list.find((each) => each.id === id)?.name ?? id;
  const placeOf = ({ campus, building }: WireGrant) =>
    campus !== null
      ? nameIn(campuses, campus)
      : building !== null
        ? nameIn(buildings, building)
        : t('everywhere');
  if (grants.length === 0) return <p className="card p-5 text-soft">{t('none')}</p>;
  return (
    <div className="grid gap-6">
      {ALERT_ROLES.map((role) => {
        const of = grants.filter((grant) => grant.role === role);
        if (of.length === 0) return null;
        return (
          <section key={role} aria-label={r(role)}>
            <h2 className="font-display text-title">{r(role)}</h2>
            <p className="mb-2 text-soft text-sm">{t(`roles.${role}`)}</p>
            <ul className="card">
              {of.map((grant) => (
                <li
                  key={grant.id}
                  className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-3 last:border-0"
                >
                  <Avatar
                    id={grant.user.id}
                    name={grant.user.name}
                    size={40}
                    photo={photos.get(grant.user.id)}
                  />
                  <div className="min-w-0 flex-1 basis-40">
                    <p className="font-medium">
                      <bdi>{grant.user.name}</bdi>{' '}
                      <span className="font-normal text-soft text-sm">{grant.user.id}</span>
                    </p>
                    <p className="text-soft text-sm">
                      {placeOf(grant)} · <DateTime at={grant.at} to="day" />
                      {grant.by && ` · ${t('by', { name: grant.by.name })}`}
                    </p>
                  </div>
                  {grant.user.id !== you && <Withdraw grant={grant} place={placeOf(grant)} />}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Withdraw({ grant, place }: { grant: WireGrant; place: string }) {
  const t = useTranslations('admin.officers');
  const r = useTranslations('alertTerms.roles');
  const { open, show, close, pending, problem, change } = useChange();
  const what = { role: r(grant.role), name: grant.user.name, place };
  return (
    <>
      <button
        type="button"
        className="button button-bad max-sm:px-3"
        aria-label={t('withdrawFrom', what)}
        onClick={show}
      >
        <span className="sm:hidden">
          <TrashIcon />
        </span>
        <span className="max-sm:hidden">{t('withdraw')}</span>
      </button>
      <Dialog open={open} onClose={close} title={t('withdraw')}>
        <p className="pb-4">{t('withdrawText', what)}</p>
        <ProblemLine problem={problem} className="pb-2" />
        <DialogButtons cancel={t('keep')} onCancel={close}>
          <button
            type="button"
            className="button button-danger"
            disabled={pending}
            onClick={() => change(() => remove(`/api/v1/admin/alert-grants/${grant.id}`))}
          >
            {t('withdraw')}
          </button>
        </DialogButtons>
      </Dialog>
    </>
  );
}

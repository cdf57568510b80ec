'use client';

import { useTranslations } from 'next-intl';
import { Time } from '../../ui/time';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';

/** Shows what people reported within a day, each with the way to a live alert about it. */
export function Incidents() {
  const t = useTranslations('alertConsole.incidents');
  const { console, has } = useDesk();
  if (console.incidents.length === 0) return <p className="card p-4 text-soft">{t('none')}</p>;
  return (
    <ul className="card">
      {console.incidents.map(({ id, at, by, building, text }) => (
        <li key={id} className="grid gap-1 border-line border-b px-4 py-3 last:border-0">
          <p className="text-soft text-sm">
            <Time at={at} />
            {building && ` · ${building.name}`}
            {by && ` · ${by.name}`}
          </p>
          <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
            {text}
          </p>
          {has('drafter', 'sole_operator') && (
            <DeskLink
              to={{ view: 'new', kind: 'live', incident: id }}
              className="button mt-1 justify-self-start"
            >
              {t('draft')}
            </DeskLink>
          )}
        </li>
      ))}
    </ul>
  );
}

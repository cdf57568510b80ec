'use client';

import { useSelectedLayoutSegment } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { WireFoundUsers } from '@/protocol/safety';
import { PeopleList } from './people-list';

/** Shows the list of people, and beside it `children`. On a phone the list only while no record is open. */
export function PeoplePanes({ first, children }: { first: WireFoundUsers; children: ReactNode }) {
  const t = useTranslations('admin');
  const segment = useSelectedLayoutSegment();
  const open = segment === null ? null : decodeURIComponent(segment);
  // The record has a heading of its own.
  const Heading = open === null ? 'h1' : 'h2';
  return (
    <div className="lg:grid lg:grid-cols-[21rem_minmax(0,1fr)] lg:items-start lg:gap-8">
      <section
        aria-label={t('pages.users')}
        className={`${open === null ? '' : 'hidden lg:flex'} flex flex-col gap-3 lg:sticky lg:top-6 lg:h-[calc(100dvh-3rem)]`}
      >
        <Heading className="font-display text-place">{t('pages.users')}</Heading>
        <PeopleList first={first} open={open} />
      </section>
      <div className={open === null ? 'hidden lg:block' : ''}>{children}</div>
    </div>
  );
}

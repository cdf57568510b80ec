'use client';

import { useTranslations } from 'next-intl';
import type { AlertKind } from '@/protocol/alert-kinds';
import { KIND_ICONS } from '../ui/alert-icons';

/** The classes of each kind: a filled mark, a card with its edge, and a button. */
export const KIND_LOOKS: Record<AlertKind, { mark: string; card: string; button: string }> = {
  live: {
    mark: 'bg-bad text-on-bad',
    card: 'border-2 border-bad',
    button: 'bg-bad text-on-bad hover:brightness-95',
  },
  exercise: {
    mark: 'bg-exercise text-on-exercise',
    card: 'border-2 border-dashed border-exercise',
    button: 'bg-exercise text-on-exercise hover:brightness-95',
  },
  test: {
    mark: 'bg-test text-on-test',
    card: 'border-2 border-dotted border-test',
    button: 'bg-test text-on-test hover:brightness-95',
  },
};

/** Shows what kind an alert is, by colour, icon and word. */
export function KindMark({ kind }: { kind: AlertKind }) {
  const t = useTranslations('alertTerms.kinds');
  const Icon = KIND_ICONS[kind];
  return (
    <span
      className={`inline-flex items-center gap-1.5 justify-self-start whitespace-nowrap rounded-full px-2.5 py-0.5 font-semibold text-sm ${KIND_LOOKS[kind].mark}`}
    >
      <Icon size={16} />
      {t(kind)}
    </span>
  );
}

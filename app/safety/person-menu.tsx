'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { useClientState } from '../connection/client-provider';
import { MoreIcon } from '../ui/icons';
import { BlockIcon, FlagIcon } from '../ui/later-icons';
import { Menu, MenuItem } from '../ui/menu';
import type { Person } from './open-dialog';
import { useSafety } from './safety-provider';
import { useBlock } from './use-block';

/** Shows a button that opens the menu of a person: report, block or unblock. */
export function PersonMenu({ person }: { person: Person }) {
  const t = useTranslations('safety');
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  // Rendered at the first use, because a list has many; it stays rendered to return the focus.
  const [used, setUsed] = useState(false);
  const label = t('more', { name: person.name });
  return (
    <>
      <button
        type="button"
        aria-haspopup="menu"
        aria-label={label}
        title={label}
        className="icon-button flex-none text-soft"
        onClick={(event) => {
          setUsed(true);
          setAnchor(event.currentTarget.getBoundingClientRect());
        }}
      >
        <MoreIcon size={18} />
      </button>
      {used && (
        <Menu anchor={anchor} label={label} onClose={() => setAnchor(null)}>
          <SafetyItems person={person} />
        </Menu>
      )}
    </>
  );
}

/** Shows the menu items of a person: report, and block or unblock. */
export function SafetyItems({
  person,
  entry,
}: {
  person: Person;
  /** A message of the person, to report instead of the person. */
  entry?: WireEntry;
}) {
  const t = useTranslations('safety');
  const safety = useSafety();
  const { block } = useBlock();
  const blocked = useClientState((state) => state.blocks.users.has(person.id));
  return (
    <>
      <MenuItem icon={<FlagIcon />} onClick={() => safety.report(person, entry)}>
        {t('report')}
      </MenuItem>
      {entry?.message.from.kind === 'bot' ? null : blocked ? (
        <MenuItem icon={<BlockIcon />} onClick={() => void block(person.id, false)}>
          {t('unblockName', { name: person.name })}
        </MenuItem>
      ) : (
        <MenuItem bad icon={<BlockIcon />} onClick={() => safety.block(person)}>
          {t('blockName', { name: person.name })}
        </MenuItem>
      )}
    </>
  );
}

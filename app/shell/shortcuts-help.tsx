'use client';

import { useTranslations } from 'next-intl';
import { Dialog, DialogButtons } from '../ui/dialog';

/** The shortcuts: the name of the text, and the keys. `Mod` is Ctrl, or Command on a Mac. */
const SHORTCUTS = [
  ['palette', ['Mod', 'K']],
  ['search', ['/']],
  ['help', ['?']],
  ['neighbours', ['Alt', '↑ ↓']],
  ['close', ['Esc']],
  ['newLine', ['Shift', 'Enter']],
  ['editLast', ['↑']],
  ['message', ['Enter']],
] as const;

/** Shows the keyboard shortcuts. */
export function ShortcutsHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations('shortcuts');
  return (
    <Dialog open={open} onClose={onClose} title={t('title')}>
      <dl>
        {SHORTCUTS.map(([name, keys]) => (
          <div key={name} className="flex min-h-10 items-center gap-3">
            <dt className="min-w-0 flex-1">{t(name)}</dt>
            <dd className="flex flex-none gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-7 rounded-md border border-edge bg-sunk px-1.5 text-center font-sans text-sm"
                >
                  {key === 'Mod' ? modifierKey() : key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <DialogButtons cancel={t('done')} onCancel={onClose} className="mt-3" />
    </Dialog>
  );
}

/** Returns the name of the key that this device uses for shortcuts. */
function modifierKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';
}

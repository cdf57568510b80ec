'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { useLazyImport } from '../ui/use-lazy-import';
import type { OpenDialog, Person } from './open-dialog';

interface SafetyActions {
  /** Opens the dialog to block a person. */
  block(person: Person): void;
  /** Opens the dialog to report a person, or a message of the person. */
  report(person: Person, entry?: WireEntry): void;
  /** Opens the list of blocked people. */
  showBlocked(): void;
}

const Context = createContext<SafetyActions | null>(null);

// Loaded when first opened, because they are seldom used.
const loadDialogs = () => import('./safety-dialogs');

/** Provides the dialogs to block and to report to every part of the page. */
export function SafetyProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const { part, retry } = useLazyImport(loadDialogs, dialog !== null);
  const safety = useMemo<SafetyActions>(
    () => ({
      block: (person) => setDialog({ kind: 'block', person }),
      report: (person, entry) => setDialog({ kind: 'report', person, entry: entry ?? null }),
      showBlocked: () => setDialog({ kind: 'list' }),
    }),
    [],
  );

  // A failed load is tried again when a dialog is opened next.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when a dialog opens, else it would retry without end
  useEffect(() => {
    if (dialog) retry();
  }, [dialog]);

  const Dialogs = part?.SafetyDialogs;
  return (
    <Context value={safety}>
      {children}
      {Dialogs && <Dialogs dialog={dialog} onDialog={setDialog} />}
    </Context>
  );
}

/** Returns the functions that open the dialogs. Throws outside `SafetyProvider`. */
export function useSafety(): SafetyActions {
  const safety = useContext(Context);
  if (!safety) throw new Error('useSafety needs a SafetyProvider');
  return safety;
}

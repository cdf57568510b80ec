'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { useLazyImport } from '../ui/use-lazy-import';
import type { OpenDialog, Person } from './open-dialog';

interface SafetyActions {
  /** Asks whether to block somebody. */
  block(person: Person): void;
  /** Asks why somebody, or a message of theirs, is reported. */
  report(person: Person, entry?: WireEntry): void;
  /** Shows whom one has blocked. */
  showBlocked(): void;
}

const Context = createContext<SafetyActions | null>(null);

// Seldom wanted: fetched when it is.
const loadDialogs = () => import('./safety-dialogs');

/** The dialogs to block and to report, for every part of the page. */
export function SafetyProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<OpenDialog | null>(null);
  const { part, retry } = useLazyImport(loadDialogs, asked !== null);
  const safety = useMemo<SafetyActions>(
    () => ({
      block: (person) => setAsked({ dialog: 'block', person }),
      report: (person, entry) => setAsked({ dialog: 'report', person, entry: entry ?? null }),
      showBlocked: () => setAsked({ dialog: 'list' }),
    }),
    [],
  );

  // What could not be fetched is tried again with the next question.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the question only, or it would never rest
  useEffect(() => {
    if (asked) retry();
  }, [asked]);

  const Dialogs = part?.SafetyDialogs;
  return (
    <Context value={safety}>
      {children}
      {Dialogs && <Dialogs asked={asked} onAsked={setAsked} />}
    </Context>
  );
}

export function useSafety(): SafetyActions {
  const safety = useContext(Context);
  if (!safety) throw new Error('useSafety is for the inside of SafetyProvider');
  return safety;
}

'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { type AlertKind, CONFIRM_WORDS } from '@/protocol/alert-kinds';
import { type Problem, ProblemLine } from '../ui/problem-line';
import { KIND_LOOKS, KindMark } from './kind';

interface Action {
  label: string;
  /** Sends what was confirmed, with the word as typed. Resolves with the problem, or null. */
  send: (word: string) => Promise<Problem | null>;
}

interface Props {
  kind: AlertKind;
  /** What happens when it is confirmed. */
  text: ReactNode;
  /** The actions, the usual one first; the word enables them. */
  actions: readonly Action[];
  /** Whether there is nothing to confirm yet. */
  disabled?: boolean;
  /** What a conflict means here. */
  conflict?: string;
}

/** Shows the field for the word of a kind of alert, and the buttons that it enables. */
export function Confirm({ kind, text, actions, disabled = false, conflict }: Props) {
  const t = useTranslations('alertConsole.confirm');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const word = CONFIRM_WORDS[kind];
  const right = typed === word;

  async function run({ send }: Action) {
    if (busy || disabled || !right) return;
    setBusy(true);
    setProblem(await send(typed));
    setBusy(false);
  }

  return (
    <form
      className={`card grid gap-3 p-4 ${KIND_LOOKS[kind].card}`}
      onSubmit={(event) => {
        event.preventDefault();
        const [first] = actions;
        if (first) void run(first);
      }}
    >
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <KindMark kind={kind} /> {text}
      </p>
      <label htmlFor={id} className="font-medium">
        {t.rich('type', { word: () => <b className="font-mono">{word}</b> })}
      </label>
      <input
        id={id}
        value={typed}
        autoComplete="off"
        autoCapitalize="characters"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="send"
        className="field min-h-14 font-mono text-title uppercase"
        onChange={(event) => setTyped(event.target.value.toUpperCase())}
      />
      <div className="grid gap-2">
        {actions.map((action, n) => (
          <button
            key={action.label}
            type={n === 0 ? 'submit' : 'button'}
            disabled={!right || busy || disabled}
            className={`button min-h-14 text-name ${n === 0 ? KIND_LOOKS[kind].button : ''}`}
            onClick={n === 0 ? undefined : () => void run(action)}
          >
            {action.label}
          </button>
        ))}
      </div>
      <ProblemLine
        problem={problem}
        texts={{
          conflict: conflict ?? t('conflict'),
          forbidden: t('forbidden'),
          not_found: t('gone'),
        }}
      />
      {problem?.detail && <p className="text-soft text-xs">{problem.detail}</p>}
    </form>
  );
}

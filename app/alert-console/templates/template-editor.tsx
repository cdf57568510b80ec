'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import {
  ALERT_ELEMENTS,
  CAP_CATEGORIES,
  CAP_CERTAINTIES,
  CAP_RESPONSES,
  CAP_SEVERITIES,
  CAP_URGENCIES,
  VARIABLE_TYPES,
} from '@/protocol/alert-kinds';
import type { TemplateContent } from '@/protocol/alerts';
import { Field } from '../../ui/field';
import { CloseIcon } from '../../ui/icons';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { Switch } from '../../ui/switch';
import { useDesk } from '../desk-provider';
import { InBoth } from '../texts';
import { Title } from '../title';
import { trimmed, undeclaredIn } from './template-draft';

interface Props {
  /** Null for a new template. */
  name: string | null;
  content: TemplateContent;
  /** Called at the end, with the name of the template if a version was saved. */
  onEnd: (saved?: string) => void;
}

/** The terms of CAP 1.2 that a template states, each with its values. */
const TERMS = {
  category: CAP_CATEGORIES,
  response: CAP_RESPONSES,
  urgency: CAP_URGENCIES,
  severity: CAP_SEVERITIES,
  certainty: CAP_CERTAINTIES,
} as const;

/** Shows the fields of a template. What is saved is a new version, which is used once another officer has approved it. */
export function TemplateEditor({ name, content: first, onEnd }: Props) {
  const t = useTranslations('alertConsole.templates');
  const e = useTranslations('alertTerms.elements');
  const { refreshTemplates } = useDesk();
  const [content, setContent] = useState(first);
  const [newName, setNewName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (part: Partial<TemplateContent>) => setContent((before) => ({ ...before, ...part }));
  const undeclared = undeclaredIn(content);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await post('/api/v1/alert-templates', {
      name: name ?? newName,
      content: trimmed(content),
    });
    setBusy(false);
    if (!answer.ok) return setProblem(answer);
    await refreshTemplates();
    onEnd(answer.body.name);
  }

  return (
    <form className="grid gap-4" onSubmit={save}>
      <Title text={t('editText')}>{name ?? t('new')}</Title>
      {name === null && (
        <Field
          label={t('name')}
          hint={t('nameHint')}
          value={newName}
          required
          pattern="[a-z][a-z\-]{1,39}"
          onChange={(event) => setNewName(event.target.value)}
        />
      )}
      <Field
        label={t('event')}
        value={content.event}
        required
        maxLength={120}
        onChange={(event) => change({ event: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {(Object.keys(TERMS) as (keyof typeof TERMS)[]).map((term) => (
          <label key={term} className="block text-sm">
            {t(`terms.${term}`)}
            <select
              className="field mt-1"
              value={content[term]}
              onChange={(event) => change({ [term]: event.target.value })}
            >
              {TERMS[term].map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <div className="card grid gap-3 p-4 sm:grid-cols-2">
        <Switch
          label={t('lifeSafety')}
          hint={t('lifeSafetyHint')}
          on={content.lifeSafety}
          onClick={() => change({ lifeSafety: !content.lifeSafety })}
        />
        <Switch
          label={t('ends')}
          hint={t('endsHint')}
          on={content.ends}
          onClick={() => change({ ends: !content.ends })}
        />
      </div>
      <Variables content={content} onChange={(variables) => change({ variables })} />
      <InBoth>
        {(language) => (
          <div className="grid gap-3">
            {ALERT_ELEMENTS.map((element) => (
              <label key={element} className="block text-sm">
                {e(element)}
                <textarea
                  className="field mt-1 h-auto resize-y py-2"
                  rows={element === 'headline' ? 1 : 2}
                  required
                  value={content.texts[language][element]}
                  onChange={({ target: { value } }) =>
                    change({
                      texts: {
                        ...content.texts,
                        // One line: a line end would be refused.
                        [language]: { ...content.texts[language], [element]: value.replace(/\n/g, ' ') },
                      },
                    })
                  }
                />
              </label>
            ))}
          </div>
        )}
      </InBoth>
      {undeclared.length > 0 && (
        <p role="alert" className="text-bad">
          {t('undeclared', { names: undeclared.map((each) => `{${each}}`).join(', ') })}
        </p>
      )}
      <ProblemLine problem={problem} texts={{ conflict: t('changed'), bad_request: problem?.detail ?? '' }} />
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="button button-primary" disabled={busy || undeclared.length > 0}>
          {t('save')}
        </button>
        <button type="button" className="button" onClick={() => onEnd()}>
          {t('cancel')}
        </button>
      </div>
    </form>
  );
}

type Variables = TemplateContent['variables'];

function Variables({
  content: { variables },
  onChange,
}: {
  content: TemplateContent;
  onChange: (variables: Variables) => void;
}) {
  const t = useTranslations('alertConsole.templates');
  const set = (at: number, part: Partial<Variables[number]>) =>
    onChange(variables.map((each, n) => (n === at ? { ...each, ...part } : each)));
  return (
    <fieldset className="grid gap-2">
      <legend className="font-medium">{t('variables')}</legend>
      <p className="text-soft text-sm">{t('variablesText')}</p>
      {variables.map(({ name, type }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name changes while it is typed
        <div key={n} className="flex gap-2">
          <input
            aria-label={t('variableName', { n: n + 1 })}
            className="field font-mono"
            value={name}
            required
            pattern="[a-z][a-zA-Z]{0,19}"
            onChange={(event) => set(n, { name: event.target.value })}
          />
          <select
            aria-label={t('variableType', { n: n + 1 })}
            className="field"
            value={type}
            onChange={(event) => set(n, { type: event.target.value as typeof type })}
          >
            {VARIABLE_TYPES.map((each) => (
              <option key={each} value={each}>
                {t(`types.${each}`)}
              </option>
            ))}
          </select>
          <button
            type="button"
            aria-label={t('removeVariable', { n: n + 1 })}
            className="icon-button"
            onClick={() => onChange(variables.filter((_, at) => at !== n))}
          >
            <CloseIcon />
          </button>
        </div>
      ))}
      {variables.length < 10 && (
        <button
          type="button"
          className="button justify-self-start"
          onClick={() => onChange([...variables, { name: '', type: 'time' }])}
        >
          {t('addVariable')}
        </button>
      )}
    </fieldset>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireTemplate } from '@/protocol/alerts';
import { KIND_LOOKS } from '../kind';
import { useAlertLanguage } from '../situation/alert-card';

interface Props {
  templates: readonly WireTemplate[];
  kind: AlertKind;
  chosen: WireTemplate | null;
  onChoose: (template: WireTemplate) => void;
}

/** Returns what a template says first, without the places that only an alert knows. */
export const nameOfTemplate = (headline: string): string => headline.replace(/\s*[:,–-]?\s*\{place\}/g, '');

/** Shows the templates as large tiles: what they say first, and whether one officer may send them alone. */
export function TemplateChoice({ templates, kind, chosen, onChoose }: Props) {
  const t = useTranslations('alertConsole.compose');
  const language = useAlertLanguage();
  return (
    <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3">
      {templates.map((template) => {
        const { name, content } = template;
        const on = chosen?.name === name;
        return (
          <li key={name}>
            <button
              type="button"
              aria-pressed={on}
              lang={language}
              className={`card flex min-h-16 w-full flex-col items-start justify-center gap-0.5 px-3 py-2 text-start font-semibold leading-tight hover:bg-sunk ${on ? KIND_LOOKS[kind].card : 'border-2 border-transparent'}`}
              onClick={() => onChoose(template)}
            >
              {nameOfTemplate(content.texts[language].headline)}
              {content.severity === 'Extreme' && (
                <span className="font-normal text-bad text-xs">{t('everyone')}</span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

import { ALERT_ELEMENTS, ALERT_LANGUAGES } from '@/protocol/alert-kinds';
import type { TemplateContent } from '@/protocol/alerts';

const EMPTY = Object.fromEntries(
  ALERT_ELEMENTS.map((element) => [element, element === 'where' ? '{place}' : '']),
) as TemplateContent['texts']['pt'];

/** What a new template begins with. */
export const NEW_TEMPLATE: TemplateContent = {
  category: 'Safety',
  event: '',
  response: 'Shelter',
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Observed',
  lifeSafety: false,
  ends: false,
  variables: [{ name: 'time', type: 'time' }],
  texts: { pt: EMPTY, en: EMPTY },
};

/** Returns the names of the variables that the texts use and the template does not declare; `place` is always there. */
export function undeclaredIn({ texts, variables }: Pick<TemplateContent, 'texts' | 'variables'>): string[] {
  const used = ALERT_LANGUAGES.flatMap((language) =>
    ALERT_ELEMENTS.flatMap((element) =>
      [...texts[language][element].matchAll(/\{(\w*)\}/g)].map(([, name = '']) => name),
    ),
  );
  const declared = new Set(['place', ...variables.map(({ name }) => name)]);
  return [...new Set(used)].filter((name) => !declared.has(name));
}

/** Returns a content whose texts have no blanks around them. */
export function trimmed(content: TemplateContent): TemplateContent {
  const inLanguage = (text: TemplateContent['texts']['pt']) =>
    Object.fromEntries(ALERT_ELEMENTS.map((element) => [element, text[element].trim()])) as typeof text;
  const { pt, en } = content.texts;
  return { ...content, event: content.event.trim(), texts: { pt: inLanguage(pt), en: inLanguage(en) } };
}

import {
  ALERT_ELEMENTS,
  type AlertKind,
  type AlertLanguage,
  KIND_MARKS,
  type VariableType,
} from '@/protocol/alert-kinds';
import {
  type AlertText,
  type AlertTexts,
  alertTexts,
  type TemplateContent,
  type WireArea,
  withoutHidden,
} from '@/protocol/alerts';
import { fail } from '@/protocol/errors';

const PATTERNS: Record<Exclude<VariableType, 'building'>, RegExp> = {
  time: /^([01]\d|2[0-3]):[0-5]\d$/,
  gate: /^[\p{L}\p{N}][\p{L}\p{N} .-]{0,19}$/u,
  number: /^\d{1,4}$/,
};
const EXPECTED: Record<VariableType, string> = {
  building: 'the id of a building',
  time: 'a time as 14:05',
  gate: 'the name of a gate in 1 to 20 letters and digits',
  number: 'a number of 1 to 4 digits',
};
const VARIABLE = /\{(\w*)\}/g;
/** The most names of buildings in a text; more are counted. */
const MAX_NAMES = 6;

/** Returns the names of variables that a template's texts use and do not declare; `place` needs no declaration. */
export function undeclaredVariables({ texts, variables }: TemplateContent): string[] {
  const declared = new Set(['place', ...variables.map(({ name }) => name)]);
  const used = Object.values(texts).flatMap((text) =>
    ALERT_ELEMENTS.flatMap((element) => [...text[element].matchAll(VARIABLE)].map(([, name = '']) => name)),
  );
  const stray = Object.values(texts).some((text) =>
    ALERT_ELEMENTS.some((element) => /[{}]/.test(text[element].replace(VARIABLE, ''))),
  );
  return [...new Set([...used.filter((name) => !declared.has(name)), ...(stray ? ['{'] : [])])];
}

/**
 * Returns the texts of an alert from its template, with every variable replaced. `placeNames` are the names of the
 * campus or the buildings. Throws `conflict` with the field for a variable without a value of its type, and for a text
 * that becomes too long or is not one that an alert may have.
 */
export function render(
  { texts, variables }: Pick<TemplateContent, 'texts' | 'variables'>,
  {
    kind,
    values,
    placeNames,
    buildingName,
  }: {
    kind: AlertKind;
    values: Readonly<Record<string, string>>;
    placeNames: readonly string[];
    buildingName: (id: string) => string | undefined;
  },
): AlertTexts {
  for (const name of Object.keys(values))
    if (!variables.some((variable) => variable.name === name))
      throw fail('conflict', `The template has no variable ${name}.`, { field: `values.${name}` });
  const replacements = new Map<string, string>();
  for (const { name, type } of variables) {
    const value = Object.hasOwn(values, name) ? (values[name] as string) : undefined;
    const shown = value === undefined ? undefined : shownValue(type, value, buildingName);
    if (shown === undefined)
      throw fail('conflict', `The variable ${name} needs ${EXPECTED[type]}.`, { field: `values.${name}` });
    replacements.set(name, withoutHidden(shown));
  }
  const inLanguage = (language: AlertLanguage): AlertText => {
    replacements.set('place', withoutHidden(placesIn(language, placeNames)));
    const entries = ALERT_ELEMENTS.map((element) => {
      const text = texts[language][element].replace(VARIABLE, (_, name: string) => {
        const replacement = replacements.get(name);
        if (replacement === undefined)
          throw fail('conflict', `The template uses ${name} without declaring it.`);
        return replacement;
      });
      return [element, element === 'headline' ? cut(KIND_MARKS[kind][language] + text) : text];
    });
    return Object.fromEntries(entries) as AlertText;
  };
  const rendered = { pt: inLanguage('pt'), en: inLanguage('en') };
  const { success, error } = alertTexts.safeParse(rendered);
  if (success) return rendered;
  const long = error.issues.some(({ code }) => code === 'too_big');
  throw fail(
    'conflict',
    long ? 'A text of the alert is too long. Choose fewer buildings.' : 'A text of the alert is not allowed.',
    { field: 'area' },
  );
}

/** Returns a text without variables besides `place`, for the area of an alert. */
export const renderFixed = (
  texts: TemplateContent['texts'],
  { kind, area }: { kind: AlertKind; area: WireArea },
): AlertTexts =>
  render(
    { texts, variables: [] },
    {
      kind,
      values: {},
      placeNames: area.campus ? [area.campus.name] : area.buildings.map(({ name }) => name),
      buildingName: () => undefined,
    },
  );

function shownValue(
  type: VariableType,
  value: string,
  buildingName: (id: string) => string | undefined,
): string | undefined {
  if (type === 'building') return buildingName(value);
  return PATTERNS[type].test(value) ? value.trim() : undefined;
}

function placesIn(language: AlertLanguage, names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  const more = names.length - MAX_NAMES;
  if (more <= 0) return shown;
  return language === 'pt' ? `${shown} e mais ${more}` : `${shown} and ${more} more`;
}

const MAX_HEADLINE = 160;
/** Shortens a headline: the names of places can be long, and `where` has them whole. */
const cut = (text: string) =>
  text.length <= MAX_HEADLINE ? text : `${text.slice(0, MAX_HEADLINE - 1).trimEnd()}…`;

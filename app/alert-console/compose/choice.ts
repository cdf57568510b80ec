import { ALERT_ELEMENTS, ALERT_LANGUAGES, type AlertKind, KIND_MARKS } from '@/protocol/alert-kinds';
import type { AlertArea, AlertTexts, WireTemplate } from '@/protocol/alerts';
import { isChosen } from '../area';
import type { Change } from '../desk-route';

/** What an officer has chosen so far. */
export interface Choice {
  template: WireTemplate | null;
  values: Readonly<Record<string, string>>;
  area: AlertArea;
  group: readonly string[];
  nextUpdateMinutes: number;
  expiresMinutes: number;
}

/** The choice of a new alert: the next update in 15 minutes, the end in four hours. */
export const NO_CHOICE: Choice = {
  template: null,
  values: {},
  area: { campus: null, buildings: [] },
  group: [],
  nextUpdateMinutes: 15,
  expiresMinutes: 240,
};

/** Returns the templates in use that fit: an all-clear needs one that ends an alert; the safety of life comes first. */
export function templatesFor(templates: readonly WireTemplate[], type: 'alert' | Change): WireTemplate[] {
  return templates
    .filter(({ approved, content }) => approved && content.ends === (type === 'all_clear'))
    .toSorted((a, b) => Number(b.content.lifeSafety) - Number(a.content.lifeSafety));
}

/** Returns the values that need no choice: the time of the day, as `hh:mm`. */
export function firstValues({ content }: WireTemplate, now: Date): Record<string, string> {
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(now.getHours())}:${two(now.getMinutes())}`;
  return Object.fromEntries(
    content.variables
      .filter(({ name, type }) => name === 'time' && type === 'time')
      .map(({ name }) => [name, time]),
  );
}

/** Returns the names of the variables without a value. */
export const openVariables = ({ template, values }: Pick<Choice, 'template' | 'values'>): string[] =>
  (template?.content.variables ?? []).map(({ name }) => name).filter((name) => !values[name]?.trim());

/** Returns whether everything is chosen that the server needs. */
export const isComplete = (choice: Choice, kind: AlertKind, type: 'alert' | Change): boolean =>
  choice.template !== null &&
  isChosen(choice.area) &&
  openVariables(choice).length === 0 &&
  (!needsGroup(kind, type) || choice.group.length > 0);

/** Returns whether people must be chosen: a new exercise is for nobody else, and its changes reach them. */
export const needsGroup = (kind: AlertKind, type: 'alert' | Change): boolean =>
  kind === 'exercise' && type === 'alert';

/** Returns the choice as the routes take it. */
export function choiceOf({ template, values, area, nextUpdateMinutes, expiresMinutes }: Choice) {
  return { template: template?.name ?? '', values: { ...values }, area, nextUpdateMinutes, expiresMinutes };
}

/** Returns the texts with the word of the kind before their headlines, as the server writes them. */
export function marked(texts: AlertTexts, kind: AlertKind): AlertTexts {
  const inLanguage = (language: 'pt' | 'en') => ({
    ...texts[language],
    headline: KIND_MARKS[kind][language] + texts[language].headline,
  });
  return { pt: inLanguage('pt'), en: inLanguage('en') };
}

/** Returns whether a draft says what the preview showed. A headline that is too long is cut in the draft. */
export const saysTheSame = (draft: AlertTexts, preview: AlertTexts): boolean =>
  ALERT_LANGUAGES.every((language) =>
    ALERT_ELEMENTS.every((element) => {
      const said = draft[language][element];
      const shown = preview[language][element];
      return element === 'headline' ? shown.startsWith(said.replace(/…$/, '')) : shown === said;
    }),
  );

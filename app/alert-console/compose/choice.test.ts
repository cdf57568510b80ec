import { expect, test } from 'vitest';
import type { AlertText, WireTemplate } from '@/protocol/alerts';
import { BUILT_IN } from '@/server/alerts/templates/built-in';
import { render } from '@/server/alerts/templates/render';
import {
  choiceOf,
  firstValues,
  isComplete,
  marked,
  NO_CHOICE,
  openVariables,
  saysTheSame,
  templatesFor,
} from './choice';

const template = (name: string, change: Partial<WireTemplate> = {}): WireTemplate => {
  const content = BUILT_IN[name];
  if (!content) throw new Error(`no template ${name}`);
  return { name, version: 0, approved: true, hash: '', by: null, content, ...change };
};
const templates = Object.keys(BUILT_IN).map((name) => template(name));

test('[H1] only approved templates are offered, and only an all-clear ends an alert', () => {
  const offered = templatesFor([...templates, template('fire', { approved: false, version: 3 })], 'alert');
  expect(offered).toHaveLength(9);
  expect(offered.every(({ approved }) => approved)).toBe(true);
  expect(offered.slice(0, 6).every(({ content }) => content.lifeSafety)).toBe(true);
  expect(templatesFor(templates, 'all_clear').map(({ name }) => name)).toEqual(['all-clear']);
});

test('[H1] the time is known, and every other variable stays open until an officer gives it a value', () => {
  const now = new Date(2026, 10, 30, 9, 5);
  const evacuate = template('evacuate');
  const values = firstValues(evacuate, now);
  expect(values).toEqual({ time: '09:05' });
  expect(openVariables({ template: evacuate, values })).toEqual(['meeting']);
  const choice = { ...NO_CHOICE, template: evacuate, values, area: { campus: null, buildings: ['library'] } };
  expect(isComplete(choice, 'live', 'alert')).toBe(false);
  const whole = { ...choice, values: { ...values, meeting: 'tower' } };
  expect(isComplete(whole, 'live', 'alert')).toBe(true);
  expect(isComplete(whole, 'exercise', 'alert')).toBe(false);
  expect(isComplete(whole, 'exercise', 'all_clear')).toBe(true);
  expect(isComplete({ ...whole, group: ['ana'] }, 'exercise', 'alert')).toBe(true);
  expect(isComplete({ ...whole, area: NO_CHOICE.area }, 'live', 'alert')).toBe(false);
  expect(choiceOf(whole)).toMatchObject({ template: 'evacuate', nextUpdateMinutes: 15, expiresMinutes: 240 });
});

test.each(['live', 'exercise', 'test'] as const)(
  '[H3] the preview of a kind (%s) is what the draft says',
  (kind) => {
    const rendered = (as: typeof kind, placeNames: string[]) =>
      render(template('fire').content, {
        kind: as,
        values: { time: '09:05' },
        placeNames,
        buildingName: () => undefined,
      });
    for (const places of [
      ['Library'],
      Array.from({ length: 6 }, (_, n) => `${'Long name '.repeat(3)}${n}`),
    ]) {
      const preview = marked(rendered('live', places), kind);
      const { en, pt } = rendered(kind, places);
      expect(saysTheSame({ en, pt }, preview)).toBe(true);
      // The database stores texts in an order of its own.
      const reversed = Object.fromEntries(Object.entries(en).reverse()) as AlertText;
      expect(saysTheSame({ pt, en: reversed }, preview)).toBe(true);
    }
    const preview = marked(rendered('live', ['Library']), kind);
    const other = rendered(kind, ['Tower']);
    expect(saysTheSame(other, preview)).toBe(false);
    const changed: AlertText = { ...rendered(kind, ['Library']).en, action: 'Stay.' };
    expect(saysTheSame({ ...rendered(kind, ['Library']), en: changed }, preview)).toBe(false);
  },
);

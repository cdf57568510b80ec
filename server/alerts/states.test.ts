import { describe, expect, test } from 'vitest';
import { ALERT_KINDS, CONFIRM_WORDS } from '@/protocol/alert-kinds';
import { APPROVE_WITHIN_MS, assertApprovable, assertChanges, assertSubmittable } from './states';

const HASH = 'a'.repeat(64);
const now = new Date('2026-11-30T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
type Draft = Parameters<typeof assertApprovable>[0];
const submitted: Draft = {
  kind: 'live',
  type: 'alert',
  base: 0,
  state: 'submitted',
  hash: HASH,
  draftedBy: 'drafter',
  submittedBy: 'drafter',
  submittedWith: 'sign-in of the drafter',
  submittedAt: ago(1_000),
  now,
};
const approver = { userId: 'approver', credentialId: 'sign-in of the approver' };
const confirm = { actor: approver, hash: HASH, word: 'ALERT' };
const refusal = (work: () => void) => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return null;
};

describe('[H2] an approval', () => {
  test('is of what was submitted, by another person with another sign-in, within five minutes', () => {
    for (const kind of ALERT_KINDS)
      expect(
        refusal(() => assertApprovable({ ...submitted, kind }, { ...confirm, word: CONFIRM_WORDS[kind] })),
      ).toBeNull();
    expect(
      refusal(() => assertApprovable({ ...submitted, submittedAt: ago(APPROVE_WITHIN_MS) }, confirm)),
    ).toBeNull();
  });

  const refused: [string, Partial<Draft>, Partial<typeof confirm>?][] = [
    ['of a draft that nobody submitted', { state: 'draft', submittedAt: null }],
    ['of a draft that is issued', { state: 'issued' }],
    ['of a draft that is discarded', { state: 'discarded' }],
    ['by its drafter', {}, { actor: { ...approver, userId: 'drafter' } }],
    ['by its drafter with another sign-in', {}, { actor: { userId: 'drafter', credentialId: 'another' } }],
    ['by who submitted it', { submittedBy: 'approver' }],
    [
      'by its drafter, when another drafter submitted it',
      { submittedBy: 'third' },
      { actor: { ...approver, userId: 'drafter' } },
    ],
    ['with the sign-in that submitted it', { submittedWith: approver.credentialId }],
    ['of another hash', {}, { hash: 'b'.repeat(64) }],
    ['of a draft that changed', { hash: 'b'.repeat(64) }],
    ['of an empty hash', {}, { hash: '' }],
    ['a second too late', { submittedAt: ago(APPROVE_WITHIN_MS + 1_000) }],
    ['a day too late', { submittedAt: ago(86_400_000) }],
    ['without the word', {}, { word: '' }],
    ['with the word of an exercise', {}, { word: CONFIRM_WORDS.exercise }],
    ['with the word of a test', {}, { word: CONFIRM_WORDS.test }],
    ['with the word in small letters', {}, { word: 'alert' }],
    ['of an exercise with the word of a live alert', { kind: 'exercise' }],
    ['of a test with the word of a live alert', { kind: 'test' }],
    [
      'of an exercise by its drafter',
      { kind: 'exercise' },
      { word: 'EXERCISE', actor: { ...approver, userId: 'drafter' } },
    ],
  ];
  test.each(refused)('is refused: %s', (_, draft, confirmation = {}) => {
    expect(refusal(() => assertApprovable({ ...submitted, ...draft }, { ...confirm, ...confirmation }))).toBe(
      'conflict',
    );
  });

  test('of a test may be by its drafter, because it reaches officers alone', () => {
    const actor = { userId: 'drafter', credentialId: 'sign-in of the drafter' };
    expect(
      refusal(() => assertApprovable({ ...submitted, kind: 'test' }, { hash: HASH, word: 'TEST', actor })),
    ).toBeNull();
  });
});

describe('[H2] a submission', () => {
  const draft = { ...submitted, state: 'draft' as const, submittedAt: null };
  test('is possible again when nobody approved in time', () => {
    expect(refusal(() => assertSubmittable(draft, confirm))).toBeNull();
    expect(refusal(() => assertSubmittable(submitted, confirm))).toBeNull();
  });
  test.each<[string, Partial<Draft>, Partial<typeof confirm>]>([
    ['of an issued draft', { state: 'issued' }, {}],
    ['of a discarded draft', { state: 'discarded' }, {}],
    ['of another hash', {}, { hash: 'b'.repeat(64) }],
    ['without the word', {}, { word: 'yes' }],
    ['with the word of another kind', { kind: 'exercise' }, {}],
  ])('is refused: %s', (_, change, confirmation) => {
    expect(refusal(() => assertSubmittable({ ...draft, ...change }, { ...confirm, ...confirmation }))).toBe(
      'conflict',
    );
  });
});

describe('[H3][H4] a change', () => {
  const alert = { kind: 'live' as const, state: 'active' as const, revision: 2 };
  const change = { kind: 'live' as const, type: 'update' as const, base: 2 };
  test('is of the revision that the drafter saw, of an active alert of the same kind', () => {
    expect(refusal(() => assertChanges(change, alert))).toBeNull();
    expect(refusal(() => assertChanges({ kind: 'live', type: 'alert', base: 0 }, null))).toBeNull();
  });
  test.each<[string, Partial<typeof change>, typeof alert | null | object, string]>([
    ['of an older revision', { base: 1 }, alert, 'conflict'],
    ['of a revision that is not yet', { base: 3 }, alert, 'conflict'],
    ['of an alert that ended', {}, { ...alert, state: 'ended' }, 'conflict'],
    ['of an alert that was cancelled', {}, { ...alert, state: 'cancelled' }, 'conflict'],
    ['of an alert that expired', {}, { ...alert, state: 'expired' }, 'conflict'],
    ['of no alert', {}, null, 'not_found'],
    ['of an exercise, as a live alert', {}, { ...alert, kind: 'exercise' }, 'not_found'],
    ['of a test, as a live alert', {}, { ...alert, kind: 'test' }, 'not_found'],
    ['of a live alert, as an exercise', { kind: 'exercise' as never }, alert, 'not_found'],
    ['by a new alert', { type: 'alert' as never }, alert, 'conflict'],
    ['by a new alert with a revision', { type: 'alert' as never }, null, 'conflict'],
  ])('is refused: %s', (_, draft, of, code) => {
    expect(refusal(() => assertChanges({ ...change, ...draft }, of as typeof alert | null))).toBe(code);
  });
});

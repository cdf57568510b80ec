import { type AlertKind, CONFIRM_WORDS } from '@/protocol/alert-kinds';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { StoredAlert } from './store/alerts';
import type { StoredDraft } from './store/drafts';

/** How long an approver has after a draft was submitted. */
export const APPROVE_WITHIN_MS = 5 * 60_000;

/** What an officer confirms with. */
export interface Confirmation {
  actor: Pick<UserActor, 'userId' | 'credentialId'>;
  hash: string;
  word: string;
}

type Checked = Pick<
  StoredDraft,
  | 'kind'
  | 'state'
  | 'hash'
  | 'draftedBy'
  | 'submittedAt'
  | 'submittedBy'
  | 'submittedWith'
  | 'type'
  | 'base'
  | 'now'
>;

export function assertWord(kind: AlertKind, word: string): void {
  if (word !== CONFIRM_WORDS[kind])
    throw fail('conflict', `Type ${CONFIRM_WORDS[kind]} to confirm.`, { field: 'word' });
}

/** Throws `conflict` unless the draft can be submitted: again, too, when nobody approved it in time. */
export function assertSubmittable(draft: Checked, { hash, word }: Confirmation): void {
  assertWord(draft.kind, word);
  if (draft.state !== 'draft' && draft.state !== 'submitted')
    throw fail('conflict', `This draft is ${draft.state}. Make another one.`);
  assertHash(draft, hash);
}

/**
 * Throws `conflict` unless the actor can approve the draft: what was submitted within five minutes, by its hash, by another
 * person with another sign-in. A test reaches officers alone, so its drafter may approve it.
 */
export function assertApprovable(draft: Checked, { actor, hash, word }: Confirmation): void {
  assertWord(draft.kind, word);
  if (draft.state === 'issued') throw fail('conflict', 'Another officer has issued it.');
  if (draft.state !== 'submitted' || !draft.submittedAt)
    throw fail('conflict', `This draft is not submitted: it is ${draft.state}.`);
  assertHash(draft, hash);
  if (draft.now.getTime() - draft.submittedAt.getTime() > APPROVE_WITHIN_MS)
    throw fail('conflict', 'It was submitted more than five minutes ago. Have it submitted again.');
  if (draft.kind === 'test') return;
  if (actor.userId === draft.draftedBy || actor.userId === draft.submittedBy)
    throw fail('conflict', 'Another person than its drafter approves an alert.');
  if (actor.credentialId === draft.submittedWith)
    throw fail('conflict', 'An alert is approved with another sign-in than it was submitted with.');
}

function assertHash(draft: Checked, hash: string): void {
  if (hash !== draft.hash)
    throw fail('conflict', 'The draft is not what you saw. Look at it again.', { field: 'hash' });
}

/**
 * Throws `conflict` unless the draft is a new alert, or changes the revision that its drafter saw of an active alert of the
 * same kind.
 */
export function assertChanges(
  draft: Pick<Checked, 'type' | 'base' | 'kind'>,
  alert: Pick<StoredAlert, 'kind' | 'state' | 'revision'> | null,
): void {
  if (draft.type === 'alert') {
    if (alert !== null || draft.base !== 0) throw fail('conflict', 'A new alert changes no other one.');
    return;
  }
  if (!alert || alert.kind !== draft.kind)
    throw fail('not_found', 'There is no such alert.', { field: 'alert' });
  if (alert.state !== 'active') throw fail('conflict', `The alert is ${alert.state} already.`);
  if (alert.revision !== draft.base)
    throw fail('conflict', 'The alert has changed since. Look at it again.', { field: 'base' });
}

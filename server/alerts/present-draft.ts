import type { WireAlertDraft } from '@/protocol/alerts';
import { APPROVE_WITHIN_MS } from './states';
import type { StoredDraft } from './store/drafts';

/**
 * Returns a draft as officers see it; `names` are those of its drafters, by internal id, `members` the people of groups, by
 * username.
 */
export function presentDraft(
  draft: StoredDraft,
  names: ReadonlyMap<string, { id: string; name: string }>,
  members: ReadonlyMap<string, { name: string }>,
): WireAlertDraft {
  const { content, submittedAt } = draft;
  return {
    id: draft.id,
    kind: draft.kind,
    type: draft.type,
    alert: draft.alertId,
    base: draft.base,
    state: draft.state,
    hash: draft.hash,
    template: content.template,
    texts: content.texts,
    area: content.area,
    severity: content.severity,
    group: content.group,
    people: content.group.flatMap((id) => {
      const member = members.get(id);
      return member ? { id, name: member.name } : [];
    }),
    nextUpdateMinutes: content.nextUpdateMinutes,
    expiresMinutes: content.expiresMinutes,
    by: names.get(draft.draftedBy) ?? null,
    at: draft.createdAt.toISOString(),
    submitted: submittedAt?.toISOString() ?? null,
    approvableUntil:
      draft.state === 'submitted' && submittedAt
        ? new Date(submittedAt.getTime() + APPROVE_WITHIN_MS).toISOString()
        : null,
  };
}

import type { Db } from '@/db/client';
import type { WireUserRecord } from '@/protocol/safety';
import type { UserRow } from '@/server/accounts/store/users';

/** Returns what administrators may know of a user; `administrators` are the usernames of the configuration. */
export async function readUserRecord(
  db: Db,
  administrators: ReadonlySet<string>,
  { id, username, name, guest, administrator }: UserRow,
): Promise<WireUserRecord> {
  const now = new Date();
  const user = await db.prisma.user.findUniqueOrThrow({
    where: { id },
    select: {
      createdAt: true,
      about: true,
      suspendedUntil: true,
      photo: { select: { id: true } },
      bots: { where: { deletedAt: null }, select: { id: true }, orderBy: { id: 'asc' } },
      suspensions: {
        include: { creator: { select: { username: true, name: true } } },
        orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      },
      notices: { where: { kind: 'warning' }, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] },
      _count: {
        select: {
          signIns: { where: { revokedAt: null, expiresAt: { gt: now } } },
          sessions: { where: { disconnectedAt: null } },
          reported: { where: { closedAt: null } },
        },
      },
    },
  });
  const closed = await db.prisma.report.count({ where: { userId: id, closedAt: { not: null } } });
  const { suspendedUntil } = user;
  return {
    id: username,
    name,
    guest,
    administrator: administrator || administrators.has(username),
    created: user.createdAt.toISOString(),
    photo: user.photo?.id ?? null,
    about: user.about,
    signIns: user._count.signIns,
    sessions: user._count.sessions,
    bots: user.bots.map((bot) => bot.id),
    reports: { open: user._count.reported, closed },
    suspended: suspendedUntil && suspendedUntil > now ? suspendedUntil.toISOString() : null,
    suspensions: user.suspensions.map(({ createdAt, until, reason, note, creator }) => ({
      at: createdAt.toISOString(),
      until: until.toISOString(),
      reason,
      note,
      by: creator && { id: creator.username, name: creator.name },
    })),
    warnings: user.notices.map(({ createdAt, text, confirmedAt }) => ({
      at: createdAt.toISOString(),
      text,
      confirmed: confirmedAt?.toISOString() ?? null,
    })),
  };
}

import type { Db } from '@/db/client';
import { ALERT_KINDS, type AlertLanguage } from '@/protocol/alert-kinds';
import type { AlertText, WireAlert } from '@/protocol/alerts';
import { addressesOf } from '@/server/accounts/store/addresses';
import { MAX_ADDRESSES, type Mail, type MailServer } from '@/server/mail/mail';
import { mapConcurrently } from '@/server/queue';
import { type HandedOver, LATER, type LadderStep, type OutgoingChannel } from './channel';

/** For whoever's devices do not show an alert after 10 s. */
const LADDER: readonly LadderStep[] = [{ afterMs: 10_000, to: 'unseen' }, ...LATER];
/** The number of mails that are sent at once. */
const WIDTH = 4;

const LABELS: Record<AlertLanguage, { where: string; time: string; source: string }> = {
  pt: { where: 'Onde', time: 'Quando', source: 'Fonte' },
  en: { where: 'Where', time: 'When', source: 'Source' },
};

const linesIn = (language: AlertLanguage, text: AlertText): string => {
  const { where, time, source } = LABELS[language];
  return [
    text.headline,
    '',
    text.action,
    '',
    `${text.hazard} ${text.impact}`,
    `${where}: ${text.where}`,
    `${time}: ${text.time}`,
    `${source}: ${text.source}`,
  ].join('\n');
};

const idOf = ({ id }: WireAlert, revision: number) => `alert-${id}.${revision}`;

/** Returns the mail of a revision, in both languages. Mail programs show the revisions of an alert together. */
function alertMail(alert: WireAlert, publicUrl: string): Mail {
  const { pt, en } = alert.texts;
  return {
    subject: `${pt.headline} / ${en.headline}`,
    text: `${linesIn('pt', pt)}\n\n--\n\n${linesIn('en', en)}\n\n${publicUrl}/?alert=${alert.id}\n`,
    id: idOf(alert, alert.revision),
    continues: alert.revision === 1 ? undefined : idOf(alert, 1),
    urgent: alert.active,
  };
}

/** Returns the mail that tells wardens how many people of their buildings have not seen an alert. */
function wardensMail(alert: WireAlert, people: number, consoleUrl: string): Mail {
  const { pt, en } = alert.texts;
  return {
    subject: `${people} por alcançar / ${people} not reached: ${pt.headline}`,
    text:
      `Pessoas que ainda não viram o alerta: ${people}.\n${pt.headline}\n\n--\n\n` +
      `People who have not seen the alert: ${people}.\n${en.headline}\n\n${consoleUrl}\n`,
    id: `${idOf(alert, alert.revision)}.wardens.${people}`,
    continues: idOf(alert, 1),
    urgent: true,
  };
}

/**
 * Returns the channel that sends alerts by e-mail to whoever has not seen them. `addresses` is the pattern of the addresses
 * of users without a local account, or null.
 */
export function createEmailChannel({
  db,
  mailServer,
  addresses: pattern,
  publicUrl,
  consoleUrl,
}: {
  db: Pick<Db, 'pool'>;
  mailServer: MailServer;
  addresses: string | null;
  publicUrl: string;
  consoleUrl: string;
}): OutgoingChannel {
  return {
    name: 'email',
    kinds: ALERT_KINDS,
    ladder: LADDER,
    async handOver(alert, { userIds, handed, isNewest }) {
      // A suspension withholds no danger from anybody; exercises and tests are not for people who are suspended.
      const addresses = await addressesOf(
        db.pool,
        userIds.filter((userId) => !handed.has(userId)),
        pattern,
        { suspended: alert.kind === 'live' },
      );
      const people = [...addresses];
      const parts = Array.from({ length: Math.ceil(people.length / MAX_ADDRESSES) }, (_, n) =>
        people.slice(n * MAX_ADDRESSES, (n + 1) * MAX_ADDRESSES),
      );
      const mail = alertMail(alert, publicUrl);
      let failure: unknown;
      const results = await mapConcurrently(parts, WIDTH, async (part): Promise<HandedOver[]> => {
        if (!isNewest()) return [];
        const taken = await mailServer
          .send(
            mail,
            part.map(([, address]) => address),
          )
          .catch((error: unknown) => {
            failure = error;
            return new Set<string>();
          });
        // A person is the device of their address.
        return part.map(([userId, address]) => ({
          userId,
          device: userId,
          reach: taken.has(address) ? 'handed' : 'failed',
        }));
      });
      const reached = results.flat();
      if (failure && !reached.some(({ reach }) => reach === 'handed')) throw failure;
      return reached;
    },
    async tellWardens(alert, wardens) {
      const addresses = await addressesOf(db.pool, [...wardens.keys()], pattern);
      let failure: unknown;
      // A rejection repeats the step for all wardens, so those who were told would be told again.
      const told = await mapConcurrently(addresses, WIDTH, async ([userId, address]) => {
        try {
          await mailServer.send(wardensMail(alert, wardens.get(userId) ?? 0, consoleUrl), [address]);
          return true;
        } catch (error) {
          failure = error;
          return false;
        }
      });
      if (failure && !told.includes(true)) throw failure;
    },
  };
}

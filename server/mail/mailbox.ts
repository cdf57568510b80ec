import type { Mail, MailServer } from './mail';

/** A mail as the mailbox took it. */
interface TakenMail extends Mail {
  to: readonly string[];
  /** In ISO 8601. */
  at: string;
}

/** A mail server that sends nothing, and keeps the newest mails in memory for a page of the demonstration. */
export interface Mailbox extends MailServer {
  /** Returns the mails, newest first. */
  mails(): TakenMail[];
}

const MAX_MAILS = 50;

export function createMailbox(): Mailbox {
  let taken: TakenMail[] = [];
  return {
    async send(mail, to) {
      taken = [{ ...mail, to, at: new Date().toISOString() }, ...taken].slice(0, MAX_MAILS);
      return new Set(to);
    },
    async check() {},
    mails: () => taken,
  };
}

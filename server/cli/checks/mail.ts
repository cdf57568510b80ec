import type { Config } from '@/server/config';
import { createSmtp } from '@/server/mail/smtp';
import { type Finding, reason } from './check';

/** Signs in to the SMTP server, if the settings name one. Sends nothing. */
export async function checkMailServer({ mail }: Pick<Config, 'mail'>): Promise<Finding[]> {
  if (!mail) return [];
  const name = 'mail server';
  const { host } = new URL(mail.url);
  try {
    await createSmtp(mail.url, mail.from).check();
    return [{ name, state: 'ok', message: `${host} takes e-mails.` }];
  } catch (error) {
    return [
      {
        name,
        state: 'wrong',
        message: `${host} takes no e-mails: ${reason(error)}`,
        mend: 'Check SMTP_URL. A server that wants a password must speak TLS.',
      },
    ];
  }
}

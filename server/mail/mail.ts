/** A mail in plain text. Whoever receives it does not see who else does. */
export interface Mail {
  subject: string;
  text: string;
  /** The part of the Message-ID before the domain of the sender; a repetition with the same one is the same mail. */
  id: string;
  /** The `id` of the mail that this one continues. */
  continues?: string | undefined;
  urgent?: boolean;
}

/** The server that takes mails. */
export interface MailServer {
  /**
   * Sends a mail to these addresses, at most `MAX_ADDRESSES`. Returns those for which the server took it. Rejects when the
   * server cannot be reached or refuses the mail itself; the error names no address.
   */
  send(mail: Mail, addresses: readonly string[]): Promise<Set<string>>;
  /** Connects and signs in, and sends nothing. Rejects when that fails. */
  check(): Promise<void>;
}

/** The recipients that every server takes with one mail (RFC 5321, 4.5.3.1.8). */
export const MAX_ADDRESSES = 100;

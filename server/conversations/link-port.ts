/** What the cards of links need to know of conversations. The call neither waits nor throws. */
export interface LinkPort {
  /** Notes a text that was stored, so that the card of its first link is made. */
  prepare(text: string): void;
}

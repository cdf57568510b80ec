const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns a text as HTML, also for the value of an attribute in quotation marks. */
export const escapeHtml = (text: string) =>
  text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

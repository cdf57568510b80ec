/** Besides blanks, controls and what Unicode says to ignore in display: the blank of Braille, and interlinear marks. */
const VISIBLE = /[^\s\p{Cc}\p{DI}\u2800\ufff9-\ufffb]/u;

/** Whether anything of a text is seen. */
export function shows(text: string): boolean {
  return VISIBLE.test(text);
}

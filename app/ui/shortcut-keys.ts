/** Whether a dialog or menu is open. */
export const isCovered = () => document.querySelector('[role=dialog], [role=menu]') !== null;

/** Whether a key goes into a field. */
export function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

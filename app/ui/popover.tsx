'use client';

import type { PopoverProps } from './overlay';
import { useOverlay } from './use-overlay';

const loadView = () => import('./popover-view');

/**
 * Shows a card beside the element that it is about, or at the lower edge of a phone. The focus moves into it and
 * returns; Escape and a press outside close it. Its code is loaded when it first opens.
 */
export function Popover(props: PopoverProps) {
  const View = useOverlay(loadView, props.anchor !== null)?.PopoverView;
  return View && <View {...props} />;
}

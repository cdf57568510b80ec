'use client';

import type { FullScreenProps } from './overlay';
import { useOverlay } from './use-overlay';

const loadView = () => import('./full-screen-view');

/**
 * Shows something over the whole window, on a dark ground. The focus stays inside and returns when it closes; Escape and
 * the Back of a phone close it. Its code is loaded when it first opens.
 */
export function FullScreen(props: FullScreenProps) {
  const View = useOverlay(loadView, props.open)?.FullScreenView;
  return View && <View {...props} />;
}

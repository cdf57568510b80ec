import { expect, test } from 'vitest';
import { createOverlayHistory } from './overlay-history';

/** Returns a window with a history whose traversals take a while, as in a browser. */
function pageOf() {
  const entries: { overlay?: number; name?: string }[] = [{ name: 'first' }];
  let at = 0;
  let listener = () => {};
  const tasks: (() => void)[] = [];
  const history = {
    get state() {
      return entries[at];
    },
    pushState(state: object) {
      entries.splice(++at, entries.length, state);
    },
    replaceState(state: object) {
      entries[at] = state;
    },
    back() {
      tasks.push(() => {
        at--;
        listener();
      });
    },
  };
  const page = {
    history,
    addEventListener: (_: string, heard: () => void) => {
      listener = heard;
    },
    setTimeout: (work: () => void) => tasks.push(work),
  };
  /** Runs what waits, or the first `count` of it. */
  const run = (count = Infinity) => {
    for (let n = 0, task = tasks[0]; task && n < count; n++, task = tasks[0]) {
      tasks.shift();
      task();
    }
  };
  return {
    overlays: createOverlayHistory(page as unknown as Parameters<typeof createOverlayHistory>[0]),
    history,
    run,
    back() {
      history.back();
      run();
    },
    depth: () => at,
  };
}

test('[U12] Back closes the topmost overlay only, and then leaves the page', () => {
  const { overlays, back, depth } = pageOf();
  const closed: string[] = [];
  overlays.open(() => closed.push('sheet'));
  overlays.open(() => closed.push('viewer'));
  expect(depth()).toBe(2);
  back();
  expect([closed, depth()]).toEqual([['viewer'], 1]);
  back();
  expect([closed, depth()]).toEqual([['viewer', 'sheet'], 0]);
});

test('an overlay that closes by itself takes its entry with it', () => {
  const { overlays, run, depth } = pageOf();
  const remove = overlays.open(() => {});
  remove();
  run();
  expect([depth(), overlays.isOverlay()]).toEqual([0, false]);
});

test('an overlay that opens while the entry of another one is being removed stays open', () => {
  const { overlays, run, back, depth } = pageOf();
  const closed: string[] = [];
  const remove = overlays.open(() => closed.push('menu'));
  remove();
  run(1);
  overlays.open(() => closed.push('dialog'));
  run();
  expect([closed, depth()]).toEqual([[], 1]);
  back();
  expect([closed, depth()]).toEqual([['dialog'], 0]);
});

test('an overlay that opens as another one closes takes over its entry', () => {
  const { overlays, run, back, depth } = pageOf();
  const closed: string[] = [];
  const remove = overlays.open(() => closed.push('menu'));
  remove();
  overlays.open(() => closed.push('dialog'));
  run();
  expect(depth()).toBe(1);
  back();
  expect([closed, depth()]).toEqual([['dialog'], 0]);
});

test('a route that opens while an entry is being removed waits for it', () => {
  const { overlays, history, run, depth } = pageOf();
  overlays.open(() => {})();
  run(1);
  overlays.settled(() => history.pushState({ name: 'route' }));
  expect(history.state).not.toEqual({ name: 'route' });
  run();
  expect([depth(), history.state]).toEqual([1, { name: 'route' }]);
});

test('the entry of an overlay that is gone is passed over', () => {
  const { overlays, history, back, depth } = pageOf();
  const remove = overlays.open(() => {});
  history.pushState({ name: 'route' });
  remove();
  back();
  expect([depth(), history.state]).toEqual([0, { name: 'first' }]);
});

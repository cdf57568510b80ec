import type { WorkerScope } from './scope';

/** Listens to push messages and to taps on notifications. Called once, while the worker's script runs. */
export function listenToPushes(_scope: WorkerScope): void {}

// `npm run test:busy`: runs `npm test` while other processes keep every core busy. Tests that pass only on an idle
// machine fail here.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root } from './sources.mjs';

// Each process ends when its input closes, so none outlives this process, however it ends.
const BUSY =
  "process.stdin.resume().on('end', () => process.exit()); setInterval(() => { for (const end = Date.now() + 200; Date.now() < end; ); })";

const busy = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ['-e', BUSY], { stdio: ['pipe', 'ignore', 'inherit'] }),
);
console.log(`${busy.length} processes keep the cores busy meanwhile.`);
const test = spawn(process.execPath, [path.join(root, 'bin/test.mjs')], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => test.kill(signal));
test.on('exit', (code) => {
  for (const process of busy) process.kill();
  process.exitCode = code ?? 1;
});

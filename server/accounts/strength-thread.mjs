// Plain JavaScript, because a worker thread starts without the loader that reads TypeScript.
import { parentPort } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import * as portuguese from '@zxcvbn-ts/language-pt-br';

/** A longer password is judged by its beginning: the cost grows faster than the length. */
const MAX_CHARACTERS = 64;
/** The default is a hundred ways to read "1337" as letters, which takes seconds. */
const MAX_SUBSTITUTIONS = 20;

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary, ...portuguese.dictionary },
  graphs: common.adjacencyGraphs,
  maxLength: MAX_CHARACTERS,
  l33tMaxSubstitutions: MAX_SUBSTITUTIONS,
});

parentPort?.on('message', ({ password, about }) => {
  parentPort?.postMessage(zxcvbn.check(password, ['quad', ...about]).score);
});

/** The SDK: what other programs import to run a bot. */
export { BotError, type BotErrorCode } from './errors';
export { type Bot, type BotOptions, createBot } from './sdk';
export type { BotBuilding } from './wire';

/** The SDK: what other programs import to run a bot. */
export { BotError, type BotErrorCode } from './errors';
export { createBot } from './sdk';
export type {
  Bot,
  BotBuilding,
  BotCall,
  BotEvents,
  BotOptions,
  BotPlace,
  CallHandler,
  SayOptions,
  StartOptions,
  StopSignal,
} from './types';

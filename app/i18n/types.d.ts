import type messages from '../messages/en.json';
import type { Locale as QuadLocale } from './locale';

declare module 'next-intl' {
  interface AppConfig {
    Locale: QuadLocale;
    Messages: typeof messages;
  }
}

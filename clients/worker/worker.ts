// The service worker of the pages: the server serves it as /sw.js, after the line that declares `QUAD_BUILD`.
import { listenToPushes } from './push';
import { scope } from './scope';
import { type Build, serveShell } from './shell';

declare const QUAD_BUILD: Build;

serveShell(scope, QUAD_BUILD);
listenToPushes(scope);

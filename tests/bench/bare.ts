import path from 'node:path';
import { freePort } from '../support/ports';
import { type Program, startProgram } from './program';

/** A Socket.IO server that only answers `new_client` and emits to all: the peer of a node. */
export interface BareServer extends Program {
  port: number;
  /** Emits `new_message` with this text to all connections by one `io.emit`, in the shape of Quad's event. */
  emit(text: string): void;
}

/** Starts a bare Socket.IO server in a process of its own. */
export async function startBareServer(options: { profile?: string } = {}): Promise<BareServer> {
  const port = await freePort();
  const { program } = await startProgram({
    args: ['--import', 'tsx', path.join(import.meta.dirname, 'bare-server.ts'), `${port}`],
    cwd: path.join(import.meta.dirname, '../..'),
    ready: 'ready',
    ...options,
  });
  return { ...program, port, emit: (text) => void program.child.send({ emit: text }) };
}

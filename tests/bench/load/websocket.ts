import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const TEXT = 1;
const CLOSE = 8;
const FINAL = 0x80;
const MASKED = 0x80;

/** A WebSocket of a client that sends and receives text frames, without compression and fragments. */
export interface WebSocketLine {
  send(text: string): void;
  /** Ends the TCP connection without a closing handshake. */
  destroy(): void;
}

/**
 * Opens a WebSocket to Socket.IO on a port of 127.0.0.1 from another address of the loopback network. It costs the
 * machine a fraction of what `ws` costs: only frames that Socket.IO's server sends are understood, and frames are
 * masked with zeros. `onText` gets the bytes of each message; `onClose` is called once, whatever the reason.
 */
export function openWebSocket(
  { port, from, headers = '' }: { port: number; from: string; headers?: string },
  { onText, onClose }: { onText: (text: Buffer) => void; onClose: () => void },
): WebSocketLine {
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });
  let rest: Buffer | undefined;
  let upgraded = false;
  socket.on('connect', () => {
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
        `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n${headers}\r\n`,
    );
  });
  socket.on('data', (chunk: Buffer) => {
    let bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = undefined;
    if (!upgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        rest = bytes;
        return;
      }
      if (bytes.toString('latin1', 9, 12) !== '101') {
        socket.destroy();
        return;
      }
      upgraded = true;
      bytes = bytes.subarray(end + 4);
    }
    const unread = readFrames(bytes, onText, () => socket.destroy());
    if (unread.length > 0) rest = unread;
  });
  socket.on('error', () => {}); // `close` follows
  socket.on('end', () => socket.destroy());
  socket.once('close', onClose);
  return {
    send: (text) => void socket.write(frameOf(text)),
    destroy: () => void socket.destroy(),
  };
}

/** Handles all complete frames and returns the bytes after them. */
function readFrames(bytes: Buffer, onText: (text: Buffer) => void, onEnd: () => void): Buffer {
  let at = 0;
  while (bytes.length - at >= 2) {
    let length = (bytes[at + 1] as number) & 0x7f;
    let begin = at + 2;
    if (length === 126) {
      if (bytes.length < at + 4) break;
      length = bytes.readUInt16BE(at + 2);
      begin = at + 4;
    } else if (length === 127) {
      if (bytes.length < at + 10) break;
      length = Number(bytes.readBigUInt64BE(at + 2));
      begin = at + 10;
    }
    if (bytes.length < begin + length) break;
    const kind = (bytes[at] as number) & 0x0f;
    if (kind === TEXT) onText(bytes.subarray(begin, begin + length));
    if (kind === CLOSE) onEnd();
    at = begin + length;
  }
  return bytes.subarray(at);
}

function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  // Four more bytes for the mask, which is zero.
  const frame = Buffer.alloc(header + 4 + length);
  frame[0] = FINAL | TEXT;
  if (header === 2) frame[1] = MASKED | length;
  else if (header === 4) {
    frame[1] = MASKED | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = MASKED | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header + 4);
  return frame;
}

import type { ServerEvent, ServerEventArgs } from '@/protocol/events';

/** The options of a packet whose WebSocket frame is encoded already, for `write` of an engine.io 6 connection. */
export interface FrameOptions {
  compress: false;
  wsPreEncodedFrame: [Buffer];
}

/** An event for many sockets, encoded once: the arguments of `write` of an engine.io 6 connection. */
export interface EncodedEvent {
  /** The packet, for connections that poll. */
  data: string;
  options: FrameOptions;
}

/**
 * Encodes an event without acknowledgement as Socket.IO 4 does for the default namespace, and as the WebSocket frame
 * that contains it. engine.io writes that frame to a connection as it is, in one piece; `io.emit` passes header and
 * payload separately, and makes a frame per room.
 */
export function encodeEvent<E extends ServerEvent>(event: E, ...args: ServerEventArgs<E>): EncodedEvent {
  // Packet type 2 is an event: https://socket.io/docs/v4/socket-io-protocol/
  const data = `2${JSON.stringify([event, ...args])}`;
  // Type 4 is a message: https://socket.io/docs/v4/engine-io-protocol/
  return { data, options: { compress: false, wsPreEncodedFrame: [textFrame(`4${data}`)] } };
}

/** The options of a ping, packet type 2. */
export const PING_OPTIONS: FrameOptions = { compress: false, wsPreEncodedFrame: [textFrame('2')] };

/** Returns an unmasked WebSocket frame with a whole text message (RFC 6455, section 5.2). */
function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = 0x81;
  frame[1] = header === 2 ? length : header === 4 ? 126 : 127;
  if (header === 4) frame.writeUInt16BE(length, 2);
  if (header === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, header);
  return frame;
}

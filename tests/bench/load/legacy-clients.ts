import { countError, type Emitted } from './emitted';
import { type HttpLine, openHttp } from './http';
import type { Member } from './member';
import { clock } from './session';

/** What legacy clients have sent and received. */
export interface Talk {
  sends: Emitted;
  receives: Emitted;
  /** The number of messages in the answers of `message/receive`. */
  received: number;
}

/**
 * Lets members write and receive for `ms` by the legacy calls: each of `senders` calls `message/send`, to
 * `recipients` of `everybody` in turn, when its last call is answered; each of `members` calls `message/receive` when it
 * gets `new_message`. Each has one HTTP connection.
 */
export async function talkAsLegacyClients(args: {
  senders: Member[];
  members: Member[];
  everybody: string[];
  recipients: number;
  port: number;
  ms: number;
}): Promise<Talk> {
  const { senders, members, everybody, recipients, port, ms } = args;
  const talk: Talk = {
    sends: { latencies: [], errors: {} },
    receives: { latencies: [], errors: {} },
    received: 0,
  };
  const lines: HttpLine[] = [];
  const end = clock() + ms;

  const caller = () => {
    const line = openHttp({ port, from: '127.0.0.2' });
    lines.push(line);
    return async (path: string, body: object, emitted: Emitted) => {
      const since = clock();
      const answer = await line.request({
        method: 'POST',
        path: `/API/user/message/${path}`,
        body: JSON.stringify(body),
      });
      if (answer.status === 200) emitted.latencies.push(clock() - since);
      else countError(emitted, `${answer.status}`);
      return answer;
    };
  };

  for (const member of members) {
    const call = caller();
    let receiving: 'no' | 'once' | 'and again' = 'no';
    const receive = async () => {
      const { status, body } = await call(
        'receive',
        { ...member.session.person, socket_id: member.session.socketId },
        talk.receives,
      );
      if (status === 200 && clock() < end) talk.received += JSON.parse(body).length;
    };
    member.session.onEvent = async (event) => {
      if (event !== 'new_message' || clock() > end) return;
      if (receiving !== 'no') {
        receiving = 'and again'; // the answer on its way may be older than the event
        return;
      }
      do {
        receiving = 'once';
        await receive();
      } while ((receiving as string) === 'and again' && clock() < end);
      receiving = 'no';
    };
  }

  let next = Math.floor(Math.random() * everybody.length);
  await Promise.all(
    senders.map(async (sender) => {
      const call = caller();
      while (clock() < end) {
        const users = Array.from(
          { length: recipients },
          () => everybody[next++ % everybody.length] as string,
        );
        const message = 'The seminar is in the blue room today.';
        await call('send', { ...sender.session.person, users, message }, talk.sends);
      }
    }),
  );
  for (const member of members) member.session.onEvent = () => {};
  for (const line of lines) line.close();
  return talk;
}

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/**
 * What `rabbitmqctl list_queues` asks the broker, once for each line it reads. `rabbitmqctl` itself takes a second of
 * processor time for each question, nearly all of it to start.
 */
const PROGRAM = `
  [Name] = init:get_plain_arguments(),
  Broker = list_to_atom(Name),
  Ask = fun(Module, Function, Arguments) ->
    case rpc:call(Broker, Module, Function, Arguments) of
      {badrpc, Why} -> io:format(standard_error, "~p~n", [Why]), halt(1);
      Answer -> Answer
    end
  end,
  Items = [name, arguments, messages, consumers, durable],
  Row = fun([{name, {resource, _, queue, Queue}}, {arguments, Arguments} | Rest]) ->
    maps:from_list([{name, Queue}, {arguments, maps:from_list([{Key, Value} || {Key, _, Value} <- Arguments])} | Rest])
  end,
  Answer = fun Loop() ->
    case io:get_line("") of
      eof -> halt(0);
      _ ->
        Queues = Ask(rabbit_amqqueue, info_all, [<<"/">>, Items]),
        io:format("~s~n", [Ask(rabbit_json, encode, [lists:map(Row, Queues)])]),
        Loop()
    end
  end,
  Answer().`;

export interface Questions {
  /** A JSON array: the queues of the virtual host `/`. */
  listQueues(): Promise<string>;
  stop(): void;
}

/** Keeps one Erlang node that asks `broker`, which runs; `env` is the broker's own, with its cookie and ports. */
export function startQuestions(broker: string, env: NodeJS.ProcessEnv): Questions {
  const name = `quad-questions-${randomBytes(6).toString('hex')}@localhost`;
  const distribution = ['-hidden', '-sname', name, '-kernel', 'inet_dist_use_interface', '{127,0,0,1}'];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    'erl',
    ['-noshell', ...distribution, '-start_epmd', 'false', '-eval', PROGRAM, '-extra', broker],
    { env, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.on('error', () => {}); // it ended: the answer is missing, which says so
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // One at a time, so that an answer needs no name.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    listQueues() {
      const answer = turn.then(async () => {
        child.stdin.write('\n');
        const { value, done } = await lines.next();
        if (done) throw new Error('RabbitMQ could not be asked for its queues.');
        return value;
      });
      turn = answer.catch(() => {});
      return answer;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

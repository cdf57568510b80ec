import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/**
 * An Erlang program that evaluates each line of its input, an expression, on the broker, and prints the value as a
 * line. `rabbitmqctl` takes a second of processor time for each question, nearly all of it to start.
 */
const PROGRAM = `
  [Name] = init:get_plain_arguments(),
  Broker = list_to_atom(Name),
  Evaluate = fun(Line) ->
    {ok, Tokens, _} = erl_scan:string(Line),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    case rpc:call(Broker, erl_eval, exprs, [Expressions, []]) of
      {value, Value, _} -> Value;
      Failure -> io:format(standard_error, "~p~n", [Failure]), halt(1)
    end
  end,
  Answer = fun Loop() ->
    case io:get_line("") of
      eof -> halt(0);
      Line ->
        case Evaluate(Line) of
          Text when is_binary(Text) -> io:format("~s~n", [Text]);
          Value -> io:format("~0p~n", [Value])
        end,
        Loop()
    end
  end,
  Answer().`;

/** An expression that returns the queues of the virtual host `/` as a JSON array. */
export const LIST_QUEUES = `
  rabbit_json:encode([
    maps:from_list([{name, Queue}, {arguments, maps:from_list([{Key, Value} || {Key, _, Value} <- Arguments])} | Rest])
    || [{name, {resource, _, queue, Queue}}, {arguments, Arguments} | Rest]
    <- rabbit_amqqueue:info_all(<<"/">>, [name, arguments, messages, consumers, durable])])`;

export interface Questions {
  /**
   * Returns the value of an Erlang expression without a full stop on the broker: a binary as it is, any other value as
   * Erlang writes it.
   */
  evaluate(expression: string): Promise<string>;
  stop(): void;
}

/** Starts one Erlang node that asks the running `broker`; `env` is the broker's own, with its cookie and ports. */
export function startQuestions(broker: string, env: NodeJS.ProcessEnv): Questions {
  const name = `quad-questions-${randomBytes(6).toString('hex')}@localhost`;
  const distribution = ['-hidden', '-sname', name, '-kernel', 'inet_dist_use_interface', '{127,0,0,1}'];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    'erl',
    ['-noshell', ...distribution, '-start_epmd', 'false', '-eval', PROGRAM, '-extra', broker],
    { env, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.on('error', () => {}); // the node ended: the missing answer reports that
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // One question at a time, so that answers need no id.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    evaluate(expression) {
      const answer = turn.then(async () => {
        child.stdin.write(`${expression.replaceAll('\n', ' ')}.\n`);
        const { value, done } = await lines.next();
        if (done) throw new Error(`RabbitMQ could not be asked this: ${expression}`);
        return value;
      });
      turn = answer.catch(() => {});
      return answer;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

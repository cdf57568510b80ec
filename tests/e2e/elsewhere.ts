import { connect, type Modern } from '@/tests/support/clients';
import { createVisitor, type Visitor } from '@/tests/support/visitor';
import { idOf } from './people';

/** A sign-in of a sample person without a browser, and a session that shows nothing. */
export interface Elsewhere extends Modern {
  visitor: Visitor;
  /** Signs out. */
  end(): Promise<void>;
}

/** Signs sample person `n` in and connects, without a browser. */
export async function signInElsewhere(n: number, url: string): Promise<Elsewhere> {
  const visitor = createVisitor(url);
  await visitor.signIn(idOf(n));
  const session = await connect(url, { id: idOf(n), ticket: await visitor.ticket() });
  return {
    ...session,
    visitor,
    async end() {
      await session.close();
      await visitor.command('/api/v1/sign-out', {});
    },
  };
}

/** Returns the URL at which a test may start push service `n`: the nodes send to no others. */
export function pushServicePort(n: 0 | 1): number {
  return Number(new URL(String(process.env.QUAD_E2E_PUSH_SERVICES?.split(' ')[n])).port);
}

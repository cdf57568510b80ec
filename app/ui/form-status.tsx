import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { accountProblem } from './account-problem';
import type { Refusal } from './post';

interface Props {
  refusal: Refusal | null;
  /** Fields of the form that show their problems themselves. */
  fields?: string[];
  /** The message after a success. */
  children?: ReactNode;
}

/**
 * Shows the result of submitting a form, unless a field shows it. Always rendered, so that a screen reader announces
 * it.
 */
export function FormStatus({ refusal, fields = [], children }: Props) {
  const t = useTranslations('account.problems');
  const own = refusal?.field !== undefined && fields.includes(refusal.field);
  return (
    <>
      <p role="alert" className="text-bad text-sm empty:hidden">
        {refusal && !own && t(accountProblem(refusal))}
      </p>
      <p role="status" className="text-sm empty:hidden">
        {children}
      </p>
    </>
  );
}

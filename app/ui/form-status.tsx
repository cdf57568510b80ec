import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { accountProblem } from './account-problem';
import type { Refusal } from './post';

interface Props {
  refusal: Refusal | null;
  /** Fields of the form, which say themselves what is wrong with them. */
  fields?: string[];
  /** What went well. */
  children?: ReactNode;
}

/** What came of sending a form, as far as no field of it says so. Always there, so that it is read out when it comes. */
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

import { type Agreement, allAgree } from './agreement';
import { alertsAreWhole } from './alerts';
import { type Facts, index } from './facts';
import type { Finding, Violation } from './finding';
import { nothingIsGivenAway } from './given';
import { nothingIsDoubled, nothingIsInvented, nothingIsLost, orderIsKept, seqsAreWhole } from './log';
import { endedSignInsAreSpared, newestStays, onlyTheUnseenIsNotified } from './notifications';
import { ownWordsAreRead, readingMovesOn } from './reading';
import { nothingGoesAstray } from './recipients';
import { readersHaveIt, tabsAreWhole } from './tabs';

export interface Verdict {
  findings: Finding[];
  violations: Violation[];
  agreements: Agreement[];
}

/** Checks the history and the final state against D1 to D11, D17, H2 to H8, W2, W4 and W9. */
export function check(facts: Facts): Verdict {
  const indexed = index(facts);
  const { found, agreements } = allAgree(indexed);
  const findings = [
    nothingIsLost(indexed),
    nothingIsInvented(indexed),
    nothingIsDoubled(indexed),
    seqsAreWhole(indexed),
    orderIsKept(indexed),
    tabsAreWhole(indexed),
    found,
    ownWordsAreRead(indexed),
    readingMovesOn(indexed),
    readersHaveIt(indexed),
    nothingGoesAstray(indexed),
    nothingIsGivenAway(indexed),
    ...alertsAreWhole(indexed),
    endedSignInsAreSpared(indexed),
    onlyTheUnseenIsNotified(indexed),
    newestStays(indexed),
  ];
  return { findings, agreements, violations: findings.flatMap(({ violations }) => violations) };
}

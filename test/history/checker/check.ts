import { callsOf, type Line } from '../history.ts';
import { checkAudit } from './audit.ts';
import { checkChains } from './chains.ts';
import { checkCodes, checkUniqueTokens } from './codes.ts';
import { checkEndings, createEndings } from './endings.ts';
import { createFamilies } from './families.ts';
import type { Finding } from './finding.ts';
import { checkOnce } from './once.ts';
import { checkRegisters } from './registers.ts';
import { checkStandby } from './standby.ts';
import { checkSums } from './sums.ts';

/**
 * All contradictions between a history and the promises of the product. It knows nothing of the product but its promises,
 * and of unknown outcomes neither that they happened nor that they did not.
 */
export function check(lines: readonly Line[]): Finding[] {
  const calls = callsOf(lines);
  const families = createFamilies(calls);
  const endings = createEndings(calls, families);
  return [
    ...checkCodes(calls, families, endings),
    ...checkUniqueTokens(calls),
    ...checkChains(calls, families, endings),
    ...checkEndings(calls, families, endings),
    ...checkRegisters(calls),
    ...checkSums(calls),
    ...checkOnce(calls),
    ...checkAudit(calls),
    ...checkStandby(calls),
  ];
}

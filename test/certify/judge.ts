import type { Line } from './suite.ts';

export const harmless = /^(PASSED|SKIPPED|REVIEW|WARNING)$/;

/** The failed conditions of a module. */
export const complaintsIn = (log: readonly Line[]): string[] =>
  log.flatMap(({ result, src = '', msg = '' }) => (result === 'FAILURE' ? [`${src}: ${msg}`] : []));

import type { Line } from './suite.ts';

/** SUITE: what failed is a mistake of the suite, which is named beside it. */
export const harmless = /^(PASSED|SKIPPED|REVIEW|WARNING|SUITE)$/;

/** What stood against a module. */
export const complaintsIn = (log: readonly Line[]): string[] =>
  log.flatMap(({ result, src = '', msg = '' }) => (result === 'FAILURE' ? [`${src}: ${msg}`] : []));

const reuse = 'fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second';

/**
 * Where a module asks for what its own specification forbids. Up to 5.1.31 at least, the second use of a code comes with an assertion
 * for the token endpoint, which FAPI2-SP-FINAL 5.3.2.1-8 wants refused and another module of the same plan sees refused: the module
 * never gets as far as the code. Nothing else may stand against it, and the assertion has to be such a one.
 */
export function mistakeOfSuite(testModule: string, log: readonly Line[], issuer: string): string | undefined {
  if (testModule !== reuse) return undefined;
  const failed = log.filter(({ result }) => result === 'FAILURE').map(({ src }) => src);
  const { aud } = log.findLast(({ src }) => src === 'CreateClientAuthenticationAssertionClaims') ?? {};
  const isRefused = failed.every(
    (src) =>
      src === 'CheckTokenEndpointHttpStatus400' || src === 'CheckErrorFromTokenEndpointResponseErrorInvalidGrant',
  );
  return isRefused && aud === `${issuer}/oidc/token`
    ? 'its assertion is for the token endpoint, which 5.3.2.1-8 wants refused'
    : undefined;
}

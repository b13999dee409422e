import type { StepData } from '../rounds/step.ts';
import type { LoadedPage } from './page-loader.ts';

/** Our button by its words, its picture or where it leads. */
const button = /国家公共文化云|button-(light|dark)\.(svg|png)|ncc-button/;

/** Whether a page that was opened has our button. An address that does not answer is told apart from one that answers wrongly. */
export function loginPageIn(loaded: LoadedPage, issuer: string): StepData {
  const { url, status } = loaded;
  const at = { url, ...(status !== undefined && { status }) };
  if ('text' in loaded) {
    if (status !== undefined && status >= 500) return { ...at, problem: 'unreachable', reason: String(status) };
    const { text } = loaded;
    return button.test(text) || text.includes(`${issuer}/oidc/auth`) ? at : { ...at, problem: 'button' };
  }
  // The login page itself may be the way to the Cloud: then the button stands on a page of ours.
  if (loaded.problem === 'cloud') return { ...at, problem: 'button' };
  if (loaded.problem === 'hops') return { ...at, problem: 'button', reason: 'redirects' };
  return 'reason' in loaded
    ? { ...at, problem: loaded.problem, reason: loaded.reason }
    : { ...at, problem: loaded.problem };
}

import type { StepData } from '../rounds/step.ts';
import type { LoadPage } from './page-loader.ts';
import { wordsOf } from './words-of.ts';

const mostCallbacks = 5;
/** Of no login: a code that was never given, and a refusal without a request. */
const refused = [{ code: 'refused' }, { error: 'access_denied' }] as const;

/**
 * The partner's page where its callback is opened with nothing to complete: as we see it ourselves, whatever its program tells. An address that
 * is not reached says nothing here; the login page does.
 */
export function createRefusedPages({ loadPage, issuer }: { loadPage: LoadPage; issuer: string }) {
  return async (redirectUris: readonly string[]): Promise<StepData[]> => {
    const callbacks = redirectUris.filter((uri) => /^https?:/.test(uri)).slice(0, mostCallbacks);
    const found = callbacks.flatMap((uri) =>
      refused.map(async (answer): Promise<StepData[]> => {
        const at = new URL(uri);
        for (const [name, value] of Object.entries({ ...answer, state: 'refused', iss: issuer }))
          at.searchParams.set(name, value);
        const { status, ...seen } = await loadPage(at.href);
        if (status === undefined || !('text' in seen)) return [];
        return [{ url: uri, status, reason: wordsOf(seen.text), ...('error' in answer && { error: answer.error }) }];
      }),
    );
    return (await Promise.all(found)).flat();
  };
}

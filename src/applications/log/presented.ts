import { isProblemCode } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { endpoints } from './call.ts';
import { isLoginError } from './login-errors.ts';
import type { LogEntry } from './page.ts';

/** Entries of the log as pages show them. */
export const presentedCalls = (entries: readonly LogEntry[], { say }: Pick<Speech, 'say'>) =>
  entries.map((entry) => presentedCall(entry, say));

const presentedCall = ({ endpoint, error, details, cause, cure, ...entry }: LogEntry, say: Speech['say']) => ({
  ...entry,
  cause: cause && say(cause),
  cure: cure && say(cure),
  endpoint: endpoints[endpoint],
  isOk: error === undefined,
  error,
  details,
  further: furtherOf({ error, ...entry }),
});

/** Where 开发者中心 says more of a refusal: of its framework where a login was not protected, else of its code. */
export function furtherOf({
  error,
  code,
  framework,
}: Pick<LogEntry, 'error' | 'code' | 'framework'>): { page: string; part: string; label: string } | undefined {
  if (error === undefined) return undefined;
  if (error === 'simulated') return { page: 'sandbox', part: '', label: '沙箱' };
  if (!isLoginError(error))
    return isProblemCode(error) ? { page: `problems/${error}`, part: '', label: error } : undefined;
  if (code?.startsWith('pkce_') !== true) return { page: 'errors', part: error, label: error };
  const part = framework === undefined || framework === 'other' ? '' : framework;
  return { page: 'frameworks', part, label: part === '' ? '各种框架' : '这个框架要设的' };
}

import type { ShownStep } from '../rounds/step.ts';

/** Of these only the beginning is shown: the whole value is a credential. */
const secret = /^(code|access_token|refresh_token|id_token|client_secret|client_assertion|code_verifier|password)$/;
const mostLength = 300;

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)) ?? '';

function maskedValue(name: string, value: unknown): string {
  const text = plain(value);
  return secret.test(name) ? `${text.slice(0, 6)}…` : text.slice(0, mostLength);
}

const maskedAll = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, maskedValue(name, value)]])),
  );

/** Header and claims of a JWT, to be read; its signature says nothing to a reader. */
function decoded(token: unknown): string | undefined {
  if (typeof token !== 'string') return undefined;
  const parts = token.split('.', 2).map((part) => Buffer.from(part, 'base64url').toString('utf8'));
  try {
    return parts.map((part) => JSON.stringify(JSON.parse(part), undefined, 2)).join('\n');
  } catch {
    return undefined;
  }
}

/** A step's request and answer, masked. */
export function maskedExchange(
  request: Readonly<Record<string, unknown>> | undefined,
  answer?: Readonly<Record<string, unknown>>,
): ShownStep {
  const token = decoded(answer?.id_token);
  return {
    ...(request && { request: maskedAll(request) }),
    ...(answer && { answer: maskedAll(answer) }),
    ...(token !== undefined && { decoded: token }),
  };
}

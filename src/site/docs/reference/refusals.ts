import { type ProblemCode, statusOf } from '../../../errors.ts';
import type { Speech } from '../../../fact.ts';
import type { Explained, Explanations } from '../../../http/explained.ts';
import { wordsOfData } from '../facts.ts';
import { retryOf } from '../texts.ts';
import type { Call, Example } from './call.ts';

export type Refusal = { status: string; code: string; href?: string; title: string; words: string; retry: string };

/** Refusals of a call, line by line: the cause, the cure, and whether the same call may be repeated. */
export function refusalsOf(
  { refusals }: Pick<Call, 'refusals'>,
  { problems, logins }: Pick<Explanations, 'problems' | 'logins'>,
  say: Speech['say'],
): Refusal[] {
  const inWords = wordsOfData(say);
  const isKnown = (code: string): code is ProblemCode => Object.hasOwn(problems, code);
  return refusals.flatMap(({ status, words, codes }) =>
    codes.map((code) => {
      const found = isKnown(code) ? problems[code] : undefined;
      const ofLogin = logins[code];
      if (ofLogin !== undefined && words === '') return ofOAuth(status, code, ofLogin, inWords);
      if (found === undefined || !isKnown(code) || String(statusOf(code)) !== status)
        return { status, code, title: words, words, retry: inWords('改后') };
      return {
        status,
        code,
        href: `/docs/problems/${code}`,
        title: found.title,
        words: found.cure,
        retry: inWords(retryOf(code)),
      };
    }),
  );
}

/** An answer as it comes over the wire. */
export function answerText({ answer: { status, headers = {}, body } }: Example): string {
  const lines = [`HTTP ${status}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return text === '' ? lines.join('\n') : `${lines.join('\n')}\n\n${text}`;
}

const again = ['temporarily_unavailable', 'rate_limited', 'use_dpop_nonce'];

const ofOAuth = (
  status: string,
  error: string,
  { cause, cure }: Pick<Explained, 'cause' | 'cure'>,
  inWords: (text: string) => string,
): Refusal => ({
  ...{ status, code: error, href: `/docs/errors#${error}`, title: error },
  ...{ words: [cause, cure].join(/[a-z.]$/.test(cause) ? ' ' : '') },
  retry: inWords(again.includes(error) ? '可以' : error === 'access_denied' ? '不用' : '改后'),
});

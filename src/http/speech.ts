import type { Problems } from '../errors.ts';
import type { Audience, Language, Words } from '../fact.ts';
import type { Context, Middleware } from './context.ts';
import { isForPrograms } from './programs.ts';

/** Whoever asks is spoken to as what they are: pages are in Chinese, programs choose by Accept-Language (RFC 9110, 12.5.4). */
export function createSpeech(words: Words): Middleware {
  return async (ctx, next) => {
    const { path } = ctx;
    ctx.state.speech = isForPrograms(path)
      ? words(languageOf(ctx.get('accept-language')), 'program')
      : words('zh', readerOf(path));
    await next();
  };
}

const readerOf = (path: string): Audience =>
  path.startsWith('/admin') ? 'operator' : path.startsWith('/console') ? 'institution' : 'citizen';

/** English for whoever asks for it more than for Chinese; Chinese for everybody else. */
export function languageOf(accepted: string): Language {
  const weights = { zh: 0, en: 0, '*': 0 };
  for (const range of accepted.slice(0, 1_000).toLowerCase().split(',')) {
    const [, name, weight = '1'] = /^\s*(zh|en|\*)(?:-[a-z\d-]+)?\s*(?:;\s*q=([\d.]+)\s*)?$/.exec(range) ?? [];
    if (name === 'zh' || name === 'en' || name === '*') weights[name] = Math.max(weights[name], Number(weight) || 0);
  }
  return weights.en > Math.max(weights.zh, weights['*']) ? 'en' : 'zh';
}

/** Field → what to do about it, as its reader is told. */
export type SaidProblems = Record<string, string>;

export const sayAll = ({ state }: Context, problems: Readonly<Problems>): SaidProblems =>
  Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, state.speech.say(problem)]));

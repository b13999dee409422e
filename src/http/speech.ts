import type { Problems } from '../errors.ts';
import type { Audience, Fact, Language, Words } from '../fact.ts';
import { named } from '../named.ts';
import type { Context, Middleware } from './context.ts';
import { isForPrograms } from './path.ts';

type Needs = { words: Words; publicUrl: URL };

/**
 * Chooses the language by the kind of reader. Programs choose by Accept-Language (RFC 9110, 12.5.4). Pages of citizens are in Chinese until
 * another is chosen: each takes ?lang=en, and a cookie of this browser remembers it, like the colours. So do those of 开发者中心, which choose by
 * Accept-Language until then; its texts for programs take ?lang=en and choose so too, without a cookie. The back office is in Chinese.
 */
export function createSpeech({ words, publicUrl }: Needs): Middleware {
  const secure = publicUrl.protocol === 'https:';
  return async (ctx, next) => {
    const { path, state } = ctx;
    const audience = readerOf(path);
    state.offersEnglish = false;
    const isOfCentre = ofCentre.test(path);
    state.mayChoose = audience === 'citizen' || isOfCentre;
    state.speakIn = (language) => {
      state.language = language;
      state.speech = words(language, audience);
    };
    if (audience === 'program') state.speakIn(languageOf(ctx.get('accept-language')));
    else if (!state.mayChoose) state.speakIn('zh');
    else {
      const asked = languageNamed(ctx.method === 'GET' ? ctx.query.lang : undefined);
      if (isText.test(path)) {
        state.speakIn(asked ?? languageOf(ctx.get('accept-language')));
        return next();
      }
      if (asked !== undefined) {
        const kept = { sameSite: 'lax', httpOnly: true, secure, signed: false } as const;
        ctx.cookies.set('lang', asked, { ...kept, maxAge: year, path: '/' });
        // In a login whose partner requested a language, one chosen there applies to that login as well.
        const [login] = /^\/interaction\/[\w-]+/.exec(path) ?? [];
        if (login !== undefined) ctx.cookies.set(chosenHere, asked, { ...kept, path: login });
      }
      const chosen = asked ?? languageNamed(ctx.cookies.get('lang', { signed: false }));
      const preferred = languageOf(ctx.get('accept-language'));
      if (isOfCentre) ctx.vary('Accept-Language');
      state.speakIn(chosen ?? (isOfCentre ? preferred : 'zh'));
      state.offersEnglish = chosen === undefined && !isOfCentre && preferred === 'en';
    }
    await next();
  };
}

/** 开发者中心, and those of its texts that are no pages. */
const ofCentre = /^\/docs(\/|$)/i;
const isText = /^\/(docs\/.+\.md|llms(-full)?\.txt|auth\.md)$/i;

const year = 365 * 86_400_000;
const chosenHere = 'lang-here';
const languages = ['zh', 'en'] as const satisfies readonly Language[];
const languageNamed = (name: unknown): Language | undefined => languages.find((each) => each === name);

/**
 * `ui_locales` of an authorization request (OpenID Connect Core 1.0, 3.1.2.1): the first language of the list that we have. It applies to that
 * login only, before the browser's cookie and after a choice on one of its pages.
 */
export function applyUiLocales(ctx: Context, uiLocales: unknown): void {
  if (typeof uiLocales !== 'string' || readerOf(ctx.path) !== 'citizen') return;
  const [wanted] = uiLocales.slice(0, 1_000).toLowerCase().split(/\s+/).flatMap(languageIn);
  const chosen = languageNamed(ctx.query.lang) ?? languageNamed(ctx.cookies.get(chosenHere, { signed: false }));
  const language = chosen ?? wanted;
  if (language === undefined) return;
  ctx.state.speakIn(language);
  ctx.state.offersEnglish = false;
}

/** en, en-GB, zh-Hans-CN: a tag of BCP 47 by its language. */
const languageIn = (tag: string): Language[] => languages.filter((each) => tag === each || tag.startsWith(`${each}-`));

function readerOf(path: string): Audience {
  if (isForPrograms(path)) return 'program';
  if (path.startsWith('/admin')) return 'operator';
  return /^\/(console|docs|partners|dev|assistants)(\/|$)/.test(path) ? 'institution' : 'citizen';
}

/** English if it is preferred to Chinese; Chinese otherwise. */
export function languageOf(accepted: string): Language {
  const weights = { zh: 0, en: 0, '*': 0 };
  for (const range of accepted.slice(0, 1_000).toLowerCase().split(',')) {
    const [, name, weight = '1'] = /^\s*(zh|en|\*)(?:-[a-z\d-]+)?\s*(?:;\s*q=([\d.]+)\s*)?$/.exec(range) ?? [];
    if (name === 'zh' || name === 'en' || name === '*') weights[name] = Math.max(weights[name], Number(weight) || 0);
  }
  return weights.en > Math.max(weights.zh, weights['*']) ? 'en' : 'zh';
}

/** The notice for a name in the address of a page (`?done=renew`): none for a name outside the table. */
export function noticeOf(
  { state }: Context,
  notices: Readonly<Record<string, Fact>>,
  name: unknown,
): string | undefined {
  const found = named(notices, name);
  return found && state.speech.say(found);
}

/** Field → its problem in the reader's words. */
export type ProblemTexts = Record<string, string>;

export const sayAll = ({ state }: Context, problems: Readonly<Problems>): ProblemTexts =>
  Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, state.speech.say(problem)]));

import type { IncomingMessage, ServerResponse } from 'node:http';
import { cookieName } from '../requests/cookie-name.ts';
import { headersForBrowsers } from '../security-headers.ts';
import { chosenLanguage, cookieOf, plainPage, plainPolicy } from './plain-page.ts';
import type { Wait } from './waiting-room.ts';

const zh = {
  title: '排队登录',
  ahead: (ahead: number, seconds: number) =>
    ahead === 0 ? '轮到您了，正在为您打开。' : `您前面还有 <b>${ahead}</b> 人，约 <b>${seconds}</b> 秒。`,
  before: (ahead: number) => (ahead === 0 ? '轮到您了' : `前面还有 ${ahead} 人`),
  how: '现在登录的人很多，请按先来后到等一会儿。轮到您时，本页会自动打开登录页，不需要您操作。',
  keep: '提前刷新、暂时离开本页都不会丢掉位置；轮到后两分钟内没有回来，才会让给后面的人。',
  now: '现在刷新',
};
const en: typeof zh = {
  title: 'Waiting to sign in',
  ahead: (ahead, seconds) =>
    ahead === 0
      ? 'It is your turn: the page opens now.'
      : `<b>${ahead}</b> ${ahead === 1 ? 'person is' : 'people are'} before you, about <b>${seconds}</b> s.`,
  before: (ahead) => (ahead === 0 ? 'your turn' : `${ahead} before you`),
  how: 'Many people are signing in just now; whoever came first goes first. When it is your turn this page opens the sign-in page by itself.',
  keep: 'Reloading early or leaving this page for a while does not lose your place; it goes to the next person only if you are not back within two minutes of your turn.',
  now: 'Reload now',
};

/** The page of a visitor in the waiting room, which keeps the place in the queue. */
export function createWaitingPage(publicUrl: URL) {
  const fixed = {
    ...headersForBrowsers(publicUrl, { signIn: true }), // a partner may have opened it in a popup
    'Content-Security-Policy': plainPolicy,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
  };
  const isSecure = publicUrl.protocol === 'https:';
  const name = cookieName('waiting', isSecure);
  const kept = `Path=/; Max-Age=1800; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

  return {
    placeOf: ({ headers }: IncomingMessage) => cookieOf(headers.cookie, name),

    answer(req: IncomingMessage, res: ServerResponse, { place, ahead, seconds, askAgain }: Wait): void {
      if (res.destroyed) return;
      const language = chosenLanguage(req);
      const words = { zh, en }[language];
      res
        .writeHead(503, {
          ...fixed,
          'Retry-After': askAgain,
          'Set-Cookie': `${name}=${place}; ${kept}`,
          'X-Request-Id': String(req.headers['x-request-id'] ?? ''),
        })
        .end(
          plainPage(req, {
            ...{ language, askAgain, heading: words.title },
            title: `${words.before(ahead)} - ${words.title}`,
            body:
              `<p role="status">${words.ahead(ahead, seconds)}</p><p>${words.how}</p><p class="d">${words.keep}</p>` +
              `<a href="">${words.now}</a>`,
          }),
        );
    },
  };
}

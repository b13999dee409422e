import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isForPrograms } from '../path.ts';
import { headersForBrowsers, headersForMachines } from '../security-headers.ts';
import { chosenLanguage, plainPage, plainPolicy } from './plain-page.ts';

const zh = {
  title: '服务正忙',
  why: '现在使用的人很多，服务器正忙。',
  again: (seconds: number) => `本页会在 ${seconds} 秒后自动重试，不需要您操作。`,
  status: '运行状态',
  /** A visitor who sent a form. */
  send: (seconds: number) => `请等 ${seconds} 秒，再按浏览器的“刷新”并选择重新提交，已填写的内容不会丢失。`,
};
const en: typeof zh = {
  title: 'Busy just now',
  why: 'Many people are using the Culture Cloud and the server is busy.',
  again: (seconds) => `This page tries again by itself in ${seconds} seconds; there is nothing to do.`,
  status: 'How the service stands',
  send: (seconds) =>
    `Wait ${seconds} seconds, then reload the page and choose to send it again: nothing you typed is lost.`,
};

/** Seconds after which to ask again; different for each, or all would come back together. */
const later = () => randomInt(2, 7);

/**
 * Refuses a request for lack of capacity, at next to no cost: a small page that reloads by itself, or a problem for programs. A form is not
 * lost: the browser sends it again.
 */
export function createRefusal(publicUrl: URL) {
  const toBrowsers = {
    ...headersForBrowsers(publicUrl),
    'Content-Security-Policy': plainPolicy,
    'Content-Type': 'text/html; charset=utf-8',
  };
  const toPrograms = headersForMachines(publicUrl);

  return (req: IncomingMessage, res: ServerResponse): void => {
    req.resume(); // a client that is still sending must be able to read the answer
    if (res.destroyed) return;
    const seconds = later();
    const id = String(req.headers['x-request-id'] ?? '');
    const { headers, body } = answerTo(req, seconds, id);
    res
      .writeHead(503, { ...headers, 'Retry-After': seconds, 'Cache-Control': 'no-store', 'X-Request-Id': id })
      .end(req.method === 'HEAD' ? undefined : body);
  };

  function answerTo(req: IncomingMessage, seconds: number, id: string) {
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith('/api/')) {
      const type = `${publicUrl.origin}/docs/problems/maintenance`;
      const detail = '现在使用的人很多，服务器正忙，请按 Retry-After 稍后再试';
      const problem = { type, title: '服务正忙', status: 503, code: 'maintenance', detail, trace_id: id };
      return {
        headers: { ...toPrograms, 'Content-Type': 'application/problem+json; charset=utf-8' },
        body: JSON.stringify(problem),
      };
    }
    if (isForPrograms(path)) {
      const error = { error: 'temporarily_unavailable', error_description: 'the server is busy, ask again later' };
      return {
        headers: { ...toPrograms, 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(error),
      };
    }
    return { headers: toBrowsers, body: page(req, seconds) };
  }
}

function page(req: IncomingMessage, seconds: number): string {
  const language = chosenLanguage(req);
  const words = { zh, en }[language];
  const isAskedAgain = req.method === 'GET';
  return plainPage(req, {
    ...{ language, title: words.title, heading: words.title, askAgain: isAskedAgain ? seconds : undefined },
    body:
      `<p>${words.why}${language === 'en' ? ' ' : ''}${isAskedAgain ? words.again(seconds) : words.send(seconds)}</p>` +
      `<p><a href="/status">${words.status}</a></p>`,
  });
}

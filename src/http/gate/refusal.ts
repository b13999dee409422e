import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isForPrograms } from '../programs.ts';
import { headersForBrowsers, headersForMachines } from '../security-headers.ts';

const words = '现在使用的人很多，服务器正忙';

/** Seconds after which to ask again; different for each, or all would come back together. */
const later = () => randomInt(2, 7);

/**
 * Answers somebody whom there is no room for, at next to no cost: a small page that asks again by itself, or what programs read. What was
 * typed into a form is not lost: the browser sends it again.
 */
export function createRefusal(publicUrl: URL) {
  const toBrowsers = {
    ...headersForBrowsers(publicUrl),
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Content-Type': 'text/html; charset=utf-8',
  };
  const toPrograms = headersForMachines(publicUrl);

  return (req: IncomingMessage, res: ServerResponse): void => {
    req.resume(); // whoever still sends shall get the answer
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
      const detail = `${words}，请按 Retry-After 稍后再试`;
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
    return { headers: toBrowsers, body: page(req.method === 'GET', seconds) };
  }
}

const page = (isAskedAgain: boolean, seconds: number) =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>服务正忙</title>` +
  `<meta name="viewport" content="width=device-width, initial-scale=1">` +
  `${isAskedAgain ? `<meta http-equiv="refresh" content="${seconds}">` : ''}</head><body><main><h1>服务正忙</h1>` +
  `<p>${words}。${
    isAskedAgain
      ? `本页会在 ${seconds} 秒后自动重试，不需要您操作。`
      : `请等 ${seconds} 秒，再按浏览器的“刷新”并选择重新提交，已填写的内容不会丢失。`
  }</p><p><a href="/status">运行状态</a></p></main></body></html>`;

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '../../errors.ts';
import type { Words } from '../../fact.ts';
import { problemBody } from '../errors.ts';
import { isForPrograms } from '../path.ts';
import { headersForMachines } from '../security-headers.ts';
import { languageOf } from '../speech.ts';

/**
 * Answers of the gate to requests that it rejects before any page exists: a problem for programs, an OAuth error at its endpoints, a line of
 * text for people.
 */
export function createGateRefusal(publicUrl: URL, words: Words) {
  const fixed = { ...headersForMachines(publicUrl), 'Cache-Control': 'no-store' };

  return (req: IncomingMessage, res: ServerResponse, problem: Problem): void => {
    const { type, body } = answerTo(req, problem);
    req.resume();
    const takes = problem.status === 415 ? { 'Accept-Encoding': 'identity' } : {}; // RFC 7694
    res
      .writeHead(problem.status, { ...fixed, ...takes, 'Content-Type': type })
      .end(req.method === 'HEAD' ? undefined : body);
  };

  function answerTo(req: IncomingMessage, problem: Problem) {
    const [path = ''] = (req.url ?? '').split('?', 1);
    if (!isForPrograms(path))
      return { type: 'text/plain; charset=utf-8', body: `${words('zh', 'citizen').say(problem.fact)}\n` };
    if (path.startsWith('/oidc/')) {
      const error = {
        error: 'invalid_request',
        error_description: descriptions[problem.fact.code] ?? 'this request is refused',
      };
      return { type: 'application/json; charset=utf-8', body: JSON.stringify(error) };
    }
    const body = {
      ...problemBody(problem, words(languageOf(req.headers['accept-language'] ?? ''), 'program'), publicUrl),
      trace_id: String(req.headers['x-request-id'] ?? ''),
    };
    return { type: 'application/problem+json', body: JSON.stringify(body) };
  }
}

const descriptions: Readonly<Record<string, string>> = {
  'http.unreadable_address': 'the address has characters that cannot be read',
  'http.misdirected': 'this server has another name, see the issuer',
  'http.host_twice': 'the request names two hosts',
  'http.authorization_twice': 'the request brings two credentials (Authorization)',
  'http.body_on_read': 'a request by GET or HEAD takes no content',
  'http.encoded_body': 'the content is encoded (Content-Encoding), send it as it is',
};

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '../../errors.ts';
import type { Words } from '../../fact.ts';
import { problemBody } from '../errors.ts';
import { isForPrograms } from '../programs.ts';
import { headersForMachines } from '../security-headers.ts';
import { languageOf } from '../speech.ts';

/** What the gate turns away, before there are pages: a problem for programs, an error of OAuth at its endpoints, a line for people. */
export function createGateRefusal(publicUrl: URL, words: Words) {
  const fixed = { ...headersForMachines(publicUrl), 'Cache-Control': 'no-store' };

  return (req: IncomingMessage, res: ServerResponse, problem: Problem): void => {
    const { type, body } = answerTo(req, problem);
    req.resume();
    res.writeHead(problem.status, { ...fixed, 'Content-Type': type }).end(req.method === 'HEAD' ? undefined : body);
  };

  function answerTo(req: IncomingMessage, problem: Problem) {
    const [path = ''] = (req.url ?? '').split('?', 1);
    if (!isForPrograms(path))
      return { type: 'text/plain; charset=utf-8', body: `${words('zh', 'citizen').say(problem.fact)}\n` };
    if (path.startsWith('/oidc/')) {
      const error = {
        error: 'invalid_request',
        error_description: descriptions[problem.status] ?? 'this request is refused',
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

const descriptions: Readonly<Record<number, string>> = {
  400: 'the address has characters that cannot be read',
  421: 'this server has another name, see the issuer',
};

import { connect } from 'node:net';

// A crowd on sockets of its own, which is there before the first of it is answered.

const hostLine = (origin: string) => `Host: ${new URL(origin).host}\r\n`;
/** Of a browser. */
export const head = (origin: string) => `${hostLine(origin)}Accept: text/html\r\n\r\n`;

/** The same login begun in every form that a stranger may give to the request; the host is to be added behind the first line. */
export const waysToBegin = (query: string): Readonly<Record<string, string>> => ({
  'as a browser': `GET /oidc/auth${query} HTTP/1.1\r\nAccept: text/html\r\n\r\n`,
  'as a program': `GET /oidc/auth${query} HTTP/1.1\r\nAccept: application/json\r\n\r\n`,
  'with no word of what is accepted': `GET /oidc/auth${query} HTTP/1.1\r\n\r\n`,
  'in a hidden frame': `GET /oidc/auth${query} HTTP/1.1\r\nAccept: text/html\r\nSec-Fetch-Dest: iframe\r\n\r\n`,
  'by HEAD': `HEAD /oidc/auth${query} HTTP/1.1\r\nAccept: text/html\r\n\r\n`,
  'with a byte of body': `GET /oidc/auth${query} HTTP/1.1\r\nContent-Length: 1\r\n\r\na`,
  'with a chunked body': `GET /oidc/auth${query} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
  'with a method said besides': `GET /oidc/auth${query} HTTP/1.1\r\nX-HTTP-Method-Override: POST\r\n\r\n`,
  'with a slash at the end': `GET /oidc/auth/${query} HTTP/1.1\r\nAccept: text/html\r\n\r\n`,
  'in large letters': `GET /oidc/AUTH${query} HTTP/1.1\r\nAccept: text/html\r\n\r\n`,
});

/** The same bytes on so many connections at once: sent when each of them has been answered once, so that none is ahead of the others. */
export function arrive(origin: string, bytes: string, connections: number) {
  const { hostname, port } = new URL(origin);
  let answers = '';
  let closed = 0;
  const awaited = new Set<number>(Array.from({ length: connections }, (_each, place) => place));
  const isThere = (place: number) => {
    if (!awaited.delete(place) || awaited.size > 0) return;
    answers = '';
    for (const socket of sockets) socket.write(bytes);
  };
  const sockets = Array.from({ length: connections }, (_each, place) => {
    const socket = connect(Number(port), hostname);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        closed += 1;
        isThere(place);
      });
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answers += chunk;
      isThere(place);
    });
    socket.write(`GET /healthz HTTP/1.1\r\n${head(origin)}`);
    return socket;
  });
  return {
    count: (what: RegExp) => answers.match(what)?.length ?? 0,
    closed: () => closed,
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

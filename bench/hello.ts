import { createServer, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

// The minimal cost of an answer by node:http: the floor below others. With `LIKE`, the address of a provider, it gives that one's discovery
// document and key set from memory, header for header, which is W5; without, a document of 2,000 bytes to every request.
type Answer = { headers: string[]; body: string };

const origin = `http://127.0.0.1:${process.env.PORT}`;
const endpoints = ['authorization', 'token', 'userinfo', 'introspection'].map((name) => [`${name}_endpoint`, origin]);
const document = JSON.stringify({ jwks_uri: `${origin}/jwks`, ...Object.fromEntries(endpoints) });
const padded = document.slice(0, -1) + ' '.repeat(2000 - document.length) + document.slice(-1);
const fixed: Answer = {
  headers: ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(padded))],
  body: padded,
};

/** These node:http writes itself. */
const own = new Set(['date', 'connection', 'keep-alive']);

async function answerAt(url: URL): Promise<Answer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).once('error', reject));
  const { rawHeaders } = answer;
  const headers = rawHeaders.filter((_, index) => !own.has((rawHeaders[index - (index % 2)] ?? '').toLowerCase()));
  return { headers, body: await text(answer) };
}

async function answersLike(provider: string): Promise<Map<string, Answer>> {
  const discovery = new URL('/.well-known/openid-configuration', provider);
  await answerAt(discovery); // the first may be made in another way than all that follow
  const first = await answerAt(discovery);
  const { jwks_uri: keys } = JSON.parse(first.body);
  await answerAt(new URL(keys));
  return new Map([
    [discovery.pathname, first],
    [new URL(keys).pathname, await answerAt(new URL(keys))],
  ]);
}

const answers = process.env.LIKE === undefined ? new Map<string, Answer>() : await answersLike(process.env.LIKE);
createServer((req, res) => {
  const { headers, body } = answers.get(req.url ?? '') ?? fixed;
  res.writeHead(200, headers).end(body);
}).listen(Number(process.env.PORT));

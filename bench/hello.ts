import { createServer } from 'node:http';

// What node:http itself needs to answer a document of this length: the floor below W5.
const origin = `http://127.0.0.1:${process.env.PORT}`;
const endpoints = ['authorization', 'token', 'userinfo', 'introspection'].map((name) => [`${name}_endpoint`, origin]);
const body = JSON.stringify({ jwks_uri: `${origin}/jwks`, ...Object.fromEntries(endpoints) });
const padded = body.slice(0, -1) + ' '.repeat(2000 - body.length) + body.slice(-1);
const headers = ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(padded))];
createServer((_req, res) => res.writeHead(200, headers).end(padded)).listen(Number(process.env.PORT));

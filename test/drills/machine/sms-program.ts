import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

// A gateway of short messages, on a machine of a drill: `sms-program.ts PORT FILE`. It appends each message to the file as one line.

const [port = '', file = ''] = process.argv.slice(2);
createServer((req, res) => {
  let text = '';
  req.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  req.on('end', () => {
    appendFileSync(file, `${text}\n`);
    res.end('{}');
  });
}).listen(Number(port));

/** The process of `npm run cloud`. */

import { runCommandLine } from './command-line.ts';

// npm run -s cloud -- <noun> <verb> …: the operators' command line, on the services that the pages use.
const code = await runCommandLine(process.argv.slice(2), process);
if (code !== 0) process.exitCode = code;

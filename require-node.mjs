import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Loaded before the entry point, so that a machine with an old Node gets one clear line instead of a syntax error.
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  process.stderr.write(
    `Node ${process.versions.node} is too old: this project needs Node 24 or later (npm ci brings one for Linux on x64 and arm64; install the newest Node 24 on other machines).\n`,
  );
  process.exit(1);
}

// Node keeps the code that it compiles.
module.enableCompileCache(fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url)));

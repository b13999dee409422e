import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import Mocha from 'mocha';

// npm run distributed [-- test/conformance/basic-op.test.ts …]: tests of the product on a Citus of a coordinator and two workers, over which
// tokens, consents and logins are spread. (Tests of the exchange in one statement, which only the plain store has, are left out.) CITUS_BIN
// names the folder of the programs of a PostgreSQL that has it. Without files: those of protocol, kills, races, and of personal data.

// The started servers are stopped in hooks of mocha.
const mocha = new Mocha();
mocha.suite.emit('pre-require', globalThis, '', mocha);
const { citusBin, startCitus, why } = await import('./citus.ts');

const usual = [
  'test/conformance/*.test.ts',
  'test/oidc/{adapter,consent,sign-in,logout-elsewhere,prompts,lifetimes}.test.ts',
  'test/oidc/fast/endpoints.test.ts',
  'test/oidc/tokens/{token-stores,consents}.test.ts',
  'test/oidc/distributed/*.test.ts',
  'test/citizens/privacy/rights.test.ts',
  'test/operations/months/months.test.ts',
  'test/operations/incidents/counting.test.ts',
  'test/accounts/authenticate*.test.ts',
  'test/cluster/{races,kill,kill-exchange,logout,nodes,revocation,revocation-under-load}.test.ts',
  'test/distributed/*.test.ts',
];

const bin = citusBin();
if (bin === undefined) process.stdout.write(`not tried: ${why}\n`);
else {
  const given = process.argv.slice(2);
  const files = (given.length > 0 ? given : usual).flatMap((pattern) => globSync(pattern)).toSorted();
  const citus = await startCitus(bin);
  try {
    const urls = [citus.coordinator, ...citus.workers].map(({ url }) => url).join(' ');
    const args = ['--import', './require-node.mjs', 'node_modules/mocha/bin/mocha.js', '--timeout', '100000', ...files];
    const tests = spawn(process.execPath, args, { env: { ...process.env, CITUS_URLS: urls }, stdio: 'inherit' });
    const [code] = await once(tests, 'exit');
    process.exitCode = code ?? 1;
  } finally {
    await citus.remove();
  }
}
process.exit();

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../docs/samples/', import.meta.url));
/** Kept from run to run: the tools of some languages fetch and compile for minutes. */
const kept = process.env.TEST_KEPT ?? tmpdir();
/** The crates of a sample are compiled once, whatever folder it stands in. */
export const cargoTarget = join(kept, 'sample-cargo');

type Line = readonly [string, ...string[]];

/** How the program of a sample is made, and how it runs: lines of a command in a copy of its folder. `port` is that of its callback address. */
type Making = {
  tool: string;
  /** A folder of the system that it takes along. */
  needs?: string;
  build: readonly Line[];
  run: (port: string) => Line;
  /** Where it takes logout notices. */
  notices?: string;
  /** Made and tried by `npm run foreign` alone, or with FOREIGN set: it fetches packages, compiles for minutes, and starts for long. */
  isCompiled?: boolean;
  /** Checks that its framework cannot pass; its README and the page of frameworks say so. */
  lacks?: readonly string[];
};

/** Each whole program of 起步, and each finished project; curl is walked through by hand (start-page.ts). */
const makings = {
  node: { tool: process.execPath, build: [], run: () => [process.execPath, join(folder, 'node/login.mjs')] },
  python: {
    tool: 'python3',
    build: [
      ['python3', '-m', 'venv', 'venv'],
      ['venv/bin/python', '-m', 'pip', 'install', '-q', '--timeout', '5', '--retries', '1', '-r', 'requirements.txt'],
    ],
    run: () => ['venv/bin/python', 'login.py'],
  },
  php: { tool: 'php', build: [], run: (port) => ['php', '-S', `localhost:${port}`, 'login.php'] },
  go: {
    tool: 'go',
    build: [
      ['go', 'mod', 'tidy'],
      ['go', 'build', '-o', 'login', '.'],
    ],
    run: () => ['./login'],
    isCompiled: true,
  },
  java: {
    tool: 'mvn',
    build: [['mvn', '-q', '-B', 'package']],
    run: () => ['java', '-jar', 'target/login-1.jar'],
    isCompiled: true,
  },
  rust: {
    tool: 'cargo',
    build: [
      ['cargo', 'build', '--quiet', '--target-dir', cargoTarget],
      ['cp', join(cargoTarget, 'debug/login'), 'login'],
    ],
    run: () => ['./login'],
    isCompiled: true,
  },
  csharp: {
    tool: 'dotnet',
    build: [['dotnet', 'build', '-o', 'made']],
    run: () => ['dotnet', 'made/login.dll'],
    isCompiled: true,
  },
  express: {
    tool: 'npm',
    build: [['npm', 'install', '--no-audit', '--no-fund', '--silent']],
    run: () => [process.execPath, 'server.js'],
    isCompiled: true,
  },
  next: {
    tool: 'npm',
    build: [
      ['npm', 'install', '--no-audit', '--no-fund', '--silent'],
      ['npm', 'run', 'build', '--silent'],
    ],
    run: (port) => ['node_modules/.bin/next', 'start', '-p', port],
    isCompiled: true,
  },
  django: {
    tool: 'python3',
    build: [
      ['python3', '-m', 'venv', 'venv'],
      ['venv/bin/python', '-m', 'pip', 'install', '-q', '-r', 'requirements.txt'],
    ],
    run: (port) => [
      'sh',
      '-c',
      `venv/bin/python manage.py migrate && exec venv/bin/python manage.py runserver --noreload localhost:${port}`,
    ],
    isCompiled: true,
  },
  'spring-boot': {
    tool: 'mvn',
    build: [['mvn', '-q', '-B', 'package']],
    run: () => ['java', '-jar', 'target/hall-1.jar'],
    notices: '/logout/connect/back-channel/cloud',
    isCompiled: true,
  },
  wordpress: {
    tool: 'mariadbd',
    build: [],
    run: (port) => ['sh', join(import.meta.dirname, 'wordpress.sh'), port],
    needs: '/usr/share/wordpress',
    isCompiled: true,
  },
  apache: {
    tool: 'apache2',
    build: [],
    run: (port) => ['sh', 'try.sh', port],
    notices: '/callback?logout=backchannel',
    lacks: ['forged', 'notice'],
    isCompiled: true,
  },
  'mini-program': {
    tool: 'npm',
    build: [
      ['cp', join(folder, 'express/cloud.js'), 'server/cloud.js'],
      ['npm', 'install', '--prefix', 'server', '--no-audit', '--no-fund', '--silent'],
    ],
    run: () => [process.execPath, 'server/server.js'],
    isCompiled: true,
  },
} as const satisfies Record<string, Making>;

export type SampleId = keyof typeof makings;
export const sampleIds = Object.keys(makings).filter((id): id is SampleId => Object.hasOwn(makings, id));
/** The command by which one sees that its language is here. */
export const toolOf = (id: SampleId): string => basename(makings[id].tool);

type Made = { cwd: string; run: (port: string) => Line; notices: string; lacks: readonly string[] };

/** The program of a sample, made once for each version of its text, or the tool or package that this machine lacks for it. */
export function programOf(id: SampleId): Made | { absent: string } {
  const {
    tool,
    needs = '/',
    build,
    run,
    notices = '/backchannel-logout',
    isCompiled = false,
    lacks = [],
  }: Making = makings[id];
  if (!isHere(tool)) return { absent: `there is no ${tool} on this machine` };
  if (!existsSync(needs)) return { absent: `there is no ${needs} on this machine` };
  if (isCompiled && !process.env.FOREIGN) return { absent: `npm run foreign verified-${id} compiles and tries it` };
  const cwd = join(kept, `sample-${id}-${textOf(id)}`);
  const made = join(cwd, 'made.txt');
  if (!existsSync(made)) {
    mkdirSync(cwd, { recursive: true });
    cpSync(join(folder, id), cwd, { recursive: true });
    for (const [file, ...given] of build) {
      try {
        execFileSync(file, given, { cwd, stdio: ['ignore', 'ignore', 'pipe'], timeout: 600_000 });
      } catch (error) {
        if (isCompiled) throw error;
        return { absent: `${[file, ...given].join(' ')} did not work: its packages could not be had` };
      }
    }
    writeFileSync(made, '');
  }
  return { cwd, run, notices, lacks };
}

function isHere(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Another text is another program. */
function textOf(id: SampleId): string {
  const hash = createHash('sha256');
  for (const { name, parentPath } of readdirSync(join(folder, id), { recursive: true, withFileTypes: true }).filter(
    (each) => each.isFile(),
  ))
    hash.update(name).update(readFileSync(join(parentPath, name)));
  return hash.digest('hex').slice(0, 12);
}

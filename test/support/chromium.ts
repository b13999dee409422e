import { spawnSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { boxFont } from './box-font.ts';

const packed = fileURLToPath(new URL('../../node_modules/@sparticuz/chromium/bin/', import.meta.url));
/** Kept from run to run, also where the temporary files of a run are in memory. */
const home = join(process.env.TEST_KEPT ?? tmpdir(), `culture-cloud-chromium-147.0.0-${process.getuid?.() ?? 0}`);

/**
 * Starts the Chromium of the npm package. It is unpacked by us and not by the package's own function, which lets a second process run a
 * half-written file, and started without its switches, which turn off the rules (same origin, one process a site) that journeys prove.
 */
export async function launchChromium(): Promise<Browser> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const executablePath = await unpackFile('chromium');
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  if (spawnSync(executablePath, ['--version']).status !== 0)
    env.LD_LIBRARY_PATH = join(await unpackFolder('al2023'), 'lib');
  env.FONTCONFIG_FILE = await describeFonts();
  env.LC_ALL = 'C.UTF-8'; // without a language in the environment it calls every file with a Chinese name “download”
  // As root there is no sandbox, and a container's /dev/shm is often 64 MB.
  return chromium.launch({
    executablePath,
    env,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'],
  });
}

/** The fonts of the machine, or of the package where it has none, and one of our own in which Chinese is boxes. */
async function describeFonts(): Promise<string> {
  const installed = '/etc/fonts/fonts.conf';
  const others = existsSync(installed)
    ? `<include>${installed}</include>`
    : `<dir>${await unpackFolder('fonts')}</dir><cachedir>${home}/fonts-cache</cachedir>`;
  mkdirSync(join(home, 'boxes'), { recursive: true });
  writeWhole(join(home, 'boxes', 'boxes.ttf'), boxFont());
  const file = join(home, 'fonts.conf');
  writeWhole(file, `<fontconfig>${others}<dir>${home}/boxes</dir></fontconfig>\n`);
  return file;
}

/** Another process may read it at this moment. */
function writeWhole(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

async function unpackFile(name: string): Promise<string> {
  const file = join(home, name);
  if (existsSync(file)) return file;
  const half = `${file}.${process.pid}`;
  await pipeline(
    createReadStream(join(packed, `${name}.br`)),
    createBrotliDecompress(),
    createWriteStream(half, { mode: 0o755 }),
  );
  renameSync(half, file);
  return file;
}

async function unpackFolder(name: string): Promise<string> {
  const folder = join(home, name);
  if (existsSync(folder)) return folder;
  const archive = await unpackFile(`${name}.tar`);
  const half = mkdtempSync(`${folder}.`);
  const { status, stderr } = spawnSync('tar', ['-xf', archive, '-C', half]);
  if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${stderr}`);
  try {
    renameSync(half, folder);
  } catch {
    rmSync(half, { recursive: true }); // another process was faster
  }
  return folder;
}

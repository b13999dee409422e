import cluster from 'node:cluster';
import { existsSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The folder in which this process was started, and its name: perhaps a symbolic link, which leads to another version by now (docs/operating.md). */
const folder = process.cwd();
const name = isName(process.env.PWD) ? process.env.PWD : folder;
const { execPath } = process;
const [, script = ''] = process.argv;

/** Processes that begin from now on run what lies under the name of this folder, by the Node that came with it. This process stays what it is. Where that lies. */
export function takeNewestCode(): string {
  const newest = realpathSync(name);
  const inNewest = (path: string) => {
    const within = relative(folder, path);
    return within.startsWith('..') ? path : join(newest, within);
  };
  cluster.setupPrimary({ cwd: newest, exec: inNewest(script) });
  const node = inNewest(execPath);
  if (existsSync(node)) process.execPath = node; // what fork runs
  return newest;
}

function isName(path: string | undefined): path is string {
  return path !== undefined && existsSync(path) && realpathSync(path) === folder;
}

import cluster from 'node:cluster';
import { existsSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * New processes run the code now under the name of the folder in which this one was started (`named`: PWD), by the Node that came with it: a
 * symbolic link may lead to another version by now (docs/operating.md). This process keeps its code. Returns the new folder.
 */
export function createNewestCode(named: string | undefined): () => string {
  const folder = process.cwd();
  const name = named !== undefined && existsSync(named) && realpathSync(named) === folder ? named : folder;
  const { execPath } = process;
  const [, script = ''] = process.argv;

  return () => {
    const newest = realpathSync(name);
    const inNewest = (path: string) => {
      const within = relative(folder, path);
      return within.startsWith('..') ? path : join(newest, within);
    };
    cluster.setupPrimary({ cwd: newest, exec: inNewest(script) });
    const node = inNewest(execPath);
    if (existsSync(node)) process.execPath = node; // the program that fork runs
    return newest;
  };
}

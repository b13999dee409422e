import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));
const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** Every file that Node loads for `program`, from the root of the project: src/app.ts, node_modules/koa/lib/application.js. */
async function filesOf(program: string): Promise<string[]> {
  const telling = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    const tell = () => console.log(JSON.stringify(urls));
    ${program}`;
  const args = ['--import', './require-node.mjs', '--input-type=module', '--eval', telling];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  const urls: string[] = JSON.parse(stdout);
  const home = new URL('..', import.meta.url).href;
  return urls.flatMap((url) => (url.startsWith(home) ? [url.slice(home.length)] : []));
}

describe('the modules that a start loads', () => {
  it('include nothing of the demo but its announcement and its mark, no test and no development tool', async () => {
    const files = await filesOf(`await import('./src/server/serve.ts'); tell();`);
    expect(files.filter((file) => file.startsWith('src/')).length).to.be.above(1000);
    expect(files.filter((file) => /^(test|bench)\//.test(file))).to.deep.equal([]);
    expect(files.filter((file) => file.startsWith('src/demo/')).toSorted()).to.deep.equal([
      'src/demo/announce.ts',
      'src/demo/mark.ts',
      'src/demo/people/people.ts',
    ]);
    const packages = files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    expect(packages.filter((name) => devDependencies[name] !== undefined)).to.deep.equal([]);
  });

  it('is nothing of the rooms in a process that only supervises those that answer', async () => {
    const files = await filesOf(`
      import cluster from 'node:cluster';
      cluster.fork = () => (tell(), process.exit());
      process.env.WEB_CONCURRENCY = '2';
      await import('./src/server.ts');`);
    expect(files).to.include('src/server/supervise.ts');
    expect(files.filter((file) => /^src\/(app|services|[\w-]+\/index)\.ts$/.test(file))).to.deep.equal([]);
  });
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = `
  import { registerHooks } from 'node:module';
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  await import('./src/app.ts');
  console.log(JSON.stringify(urls));
`;

/** Source files that a start reads before it can answer. */
async function loaded(): Promise<string[]> {
  const args = ['--import', './require-node.mjs', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  const urls: string[] = JSON.parse(stdout);
  return urls;
}

describe('what a start loads', () => {
  it('is what the first request needs: nothing that can wait for its first use, and one language of zod', async () => {
    const urls = await loaded();
    const later =
      /node_modules\/(knex|undici|nodemailer|sharp|qrcode|openid-client|busboy|zod-openapi|argon2|@node-rs)\//;
    expect(urls.filter((url) => later.test(url))).to.deep.equal([]);
    expect(urls.filter((url) => url.includes('/node_modules/zod/v4/locales/'))).to.have.length(1);
    expect(urls.length).to.be.below(1400);
  });
});

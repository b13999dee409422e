import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The files that hold a pattern of `git grep`, in its order. */
function search(pattern: string, paths: readonly string[], ignoresCase: boolean): string[] {
  const expression = new RegExp(pattern.replaceAll('\\|', '|'), ignoresCase ? 'i' : '');
  const files = paths.flatMap((path) =>
    statSync(join(root, path)).isDirectory()
      ? readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => join(path, name))
      : [path],
  );
  return files.toSorted().filter((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .some((line) => expression.test(line)),
  );
}

describe('the questions of a newcomer', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (.+\?) \| `git grep -n (-i )?'(.+?)' -- (.+?)` \| (.+) \|$/gm)];

  it('are seven', () => {
    expect(rows).to.have.length(7);
  });

  for (const [, question = '', ignoresCase, pattern = '', paths = '', answer = ''] of rows)
    it(`${question} is answered by one search`, () => {
      const found = search(pattern, paths.split(' '), ignoresCase !== undefined);
      const named = [...answer.matchAll(/`((?:src|test)\/[\w./-]+\.ts)`/g)].map(([, file]) => file);
      expect(found, 'a few files').to.have.length.within(1, 6);
      expect(found).to.include.members(named);
    });
});

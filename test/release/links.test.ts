import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { deadLinks } from './links.ts';
import { shippedFiles } from './pack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the links of the pages that ship', () => {
  it('lead to files of the same release and to headings that are there', async () => {
    const files = await shippedFiles(root);
    expect(files).to.include.members(['docs/operating.md', 'docs/operating.zh.md', 'docs/runbooks/zh/down.md']);
    // Pages of the site have addresses and anchors of its own (test/site).
    const dead = deadLinks(files, (path) => readFileSync(join(root, path), 'utf8'));
    expect(dead.filter((link) => !/^docs\/(portal|help|terms)\//.test(link))).to.eql([]);
  });

  it('are told where they lead to nothing', () => {
    const pages: Record<string, string> = {
      'docs/a.md':
        '# 一 `b`（c）\n[b](b.md#wide) [no](c.md) ![picture](b.png) [own](#一-bc) [web](https://a.cn) [site](/help)',
      'docs/b.md': '# Wide\n## Wide\n[there](a.md#nowhere) [second](#wide-1) docs/c.md docs/adr/0001 <img src="c.png">',
      'docs/adr/0001-rooms-and-floors.md': '[folder](../) [up](../../README.md)',
    };
    expect(deadLinks(Object.keys(pages), (path) => pages[path] ?? '')).to.eql([
      'docs/a.md: c.md',
      'docs/a.md: b.png',
      'docs/b.md: a.md#nowhere',
      'docs/b.md: c.png',
      'docs/b.md: docs/c.md',
      'docs/adr/0001-rooms-and-floors.md: ../../README.md',
    ]);
  });
});

import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { belongs, isForCitizens } from '../support/citizens-pages.ts';
import { attribute, tags } from '../support/markup.ts';
import { samples } from '../support/samples.ts';
import { openStage } from '../support/stage.ts';
import { allViews } from '../support/view-check.ts';

const names = Object.keys(samples).filter(isForCitizens);

describe('R44 the pages of citizens', () => {
  let stage: Awaited<ReturnType<typeof openStage>>;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  const load = async (path: string) => {
    const answer = await fetch(new URL(path, stage.origin));
    expect(answer.status, path).to.equal(200);
    return answer.text();
  };
  /** Addresses that a browser loads by itself for this tag. */
  const asked = (tag: string): string[] => {
    if (/^<link\s[^>]*rel="(canonical|alternate|prev|next)"/.test(tag)) return [];
    if (/^<(video|audio)\s/.test(tag)) return [attribute(tag, 'poster') ?? '']; // a film is loaded when it is played
    if (!/^<(img|script|link|source|track|iframe|embed|object|input)\s/.test(tag)) return [];
    return ['src', 'href', 'srcset', 'data'].map((name) => attribute(tag, name) ?? '');
  };

  it('are known: each view is of citizens or of others', () => {
    const views = allViews().map(({ name }) => name);
    const pages = views.filter((name) => !/^(layouts|partials|notices)\//.test(name));
    expect(pages.filter((name) => belongs(name).length !== 1)).to.deep.equal([]);
    expect(names.length).to.be.at.least(120);
  });

  it('weigh at most 60 kB each: page, styles and scripts, as they are sent', async () => {
    const files = new Map<string, number>();
    const found: string[] = [];
    for (const name of names) {
      const html = await load(name);
      const own = tags(html).flatMap((tag) => {
        if (tag.startsWith('<script')) return attribute(tag, 'src') ?? [];
        return tag.startsWith('<link') && attribute(tag, 'rel') === 'stylesheet' ? (attribute(tag, 'href') ?? []) : [];
      });
      expect(own.length, name).to.be.at.least(1);
      for (const href of own) if (!files.has(href)) files.set(href, gzipSync(await load(href)).length);
      const weight = gzipSync(html).length + [...new Set(own)].reduce((sum, href) => sum + (files.get(href) ?? 0), 0);
      if (weight > 60_000) found.push(`${name}: ${weight}`);
    }
    expect(found.join('\n')).to.equal('');
  });

  it('make no request to other hosts than the Cloud', async () => {
    const found: string[] = [];
    for (const name of names)
      for (const tag of tags(await load(name))) {
        if (/^<(video|audio)\s/.test(tag)) expect(tag, name).to.include('preload="none"');
        for (const href of asked(tag)) if (/^(https?:)?\/\//.test(href)) found.push(`${name}: ${tag}`);
      }
    expect(found.join('\n')).to.equal('');
  });

  it('work without scripts: every form and link has a target, and parts for scripts only are hidden', async () => {
    const found: string[] = [];
    for (const name of names) {
      const html = await load(name);
      for (const tag of tags(html)) {
        if (
          /^<a\s/.test(tag) &&
          !/^(\/|#|\?|https:|http:\/\/localhost|tel:|mailto:)/.test(attribute(tag, 'href') ?? '')
        )
          found.push(`${name}: ${tag}`);
        if (/\son[a-z]+="/.test(tag)) found.push(`${name}: ${tag}`);
        const isOfScripts = /^<button\s/.test(tag) && attribute(tag, 'type') === 'button';
        if (isOfScripts && !/\shidden(\s|>)/.test(tag)) found.push(`${name}: ${tag}`);
      }
    }
    expect(found.join('\n')).to.equal('');
  });
});

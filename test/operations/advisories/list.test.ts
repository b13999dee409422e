import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock.ts';
import { judge, openOf } from '../../../src/operations/advisories/judge.ts';
import {
  listName,
  newestList,
  projectKey,
  shippedList,
  signatureName,
} from '../../../src/operations/advisories/list.ts';
import { loadedVersions } from '../../../src/operations/advisories/loaded.ts';
import { verifySignature } from '../../../src/operations/advisories/minisign.ts';
import { compareVersions, floorAbove, isWithin } from '../../../src/operations/advisories/versions.ts';
import { minisignKey } from '../../support/minisign.ts';
import { published } from './published.ts';

const list = shippedList();

describe('known holes and floors', () => {
  const named = (component: string, version: string, accepted: readonly string[] = []) =>
    judge(list, new Map([[component, new Set([version])]]), accepted);

  it('compare versions by their numbers, whatever a distribution writes behind them', () => {
    expect(compareVersions('24.9.0', '24.22.1')).to.be.below(0);
    expect(compareVersions('18.7', '18.7.0')).to.equal(0);
    expect(isWithin('18.4 (Debian 18.4-1.pgdg13+1)', { from: '18.0', below: '18.6' })).to.equal(true);
    expect(isWithin('18.6', { from: '18.0', below: '18.6' })).to.equal(false);
    const least = ['15.20', '16.16', '17.12', '18.7'];
    expect(['18.7', '17.12', '19.0', '18.6', '17.11', '14.25'].map((each) => floorAbove(each, least, 1))).to.eql([
      ...[undefined, undefined, undefined],
      ...['18.7', '17.12', '18.7'],
    ]);
    expect(['3.5.9', '3.5.6', '3.3.7', '4.1.0'].map((each) => floorAbove(each, ['3.5.7', '4.0.1'], 2))).to.eql([
      ...[undefined, '3.5.7', '4.0.1', undefined],
    ]);
  });

  describe('of published advisories of 2025 and 2026', () => {
    it('is at least thirty, of the runtime, the database, OpenSSL, pictures and packages', () => {
      expect(published.length).to.be.at.least(30);
      expect(new Set(published.map(({ component }) => component))).to.include.all.keys(
        ...['node', 'undici', 'openssl', 'postgresql', 'vips', 'sharp', 'koa', 'nodemailer'],
      );
      expect(published.every(({ id }) => /^CVE-202[56]-/.test(id))).to.equal(true);
      expect(published.map(({ id }) => id).toSorted()).to.eql(list.holes.map(({ id }) => id).toSorted());
    });

    for (const { id, component, last, mended } of published)
      it(`names ${id} when ${component} ${last} is pretended, and no longer with ${mended}`, () => {
        const ids = (version: string) => named(component, version).holes.map(({ hole }) => hole.id);
        expect(ids(last)).to.include(id);
        expect(ids(mended)).not.to.include(id);
      });
  });

  it('says of Node 24.21.0 that strangers’ servers run code in it, and where the floor is', () => {
    const { holes, floors } = named('node', '24.21.0');
    const grave = holes.find(({ hole: { id } }) => id === 'CVE-2026-111497');
    expect(grave).to.deep.include({ version: '24.21.0', standing: 'open' });
    expect(grave?.hole.reaches.zh).to.include('Brotli');
    expect(floors).to.eql([
      { id: 'floor:node', component: 'node', version: '24.21.0', least: '24.22.1', standing: 'open' },
    ]);
  });

  it('raises no alarm for one that an operator answers for, by any of its numbers, or that no stranger reaches', () => {
    const standing = (id: string, accepted: string[]) =>
      named('postgresql', '18.3', accepted).holes.find(({ hole }) => hole.id === id)?.standing;
    expect(standing('CVE-2026-6479', [])).to.equal('open');
    expect(standing('CVE-2026-6479', ['CVE-2026-6479'])).to.equal('accepted');
    expect(openOf(named('node', '24.22.0', ['GHSA-9v8h-qqgm-4m35'])).map(({ id }) => id)).not.to.include(
      'CVE-2026-111497',
    );
    expect(openOf(named('openssl', '3.5.9'))).to.eql([]);
    expect(named('openssl', '3.5.9').holes.map(({ standing }) => standing)).to.eql(['beside']);
  });

  it('is written in both languages, and each has a place where it can be looked up', () => {
    for (const { id, reaches, cure, source } of list.holes) {
      for (const { zh, en } of [reaches, cure]) {
        expect(zh, id).to.match(/\p{Script=Han}/u);
        expect(en, id).not.to.match(/\p{Script=Han}/u);
      }
      expect(source, id).to.match(/^https:/);
    }
    expect(new Set(list.holes.map(({ id }) => id)).size).to.equal(list.holes.length);
  });

  it('reads the versions that run: of the process, of libvips as sharp has it, of the packages as installed', async () => {
    const loaded = await loadedVersions({ now: systemClock.now() });
    expect(loaded.get('node')).to.eql(new Set([process.versions.node]));
    expect(loaded.get('openssl')).to.eql(new Set([process.versions.openssl]));
    expect(loaded.get('undici')).to.include(process.versions.undici);
    const { default: sharp } = await import('sharp');
    expect(loaded.get('vips')).to.eql(new Set([sharp.versions.vips]));
    expect([...(loaded.get('koa') ?? [])]).to.have.lengthOf(1);
    expect(loaded.has('mocha')).to.equal(false);
    expect(openOf(judge(list, loaded)), 'a hole in what runs the tests').to.eql([]);
  });

  describe('in a newer list that is put into the folder of data', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccc-advisories-'));
    const key = minisignKey();
    after(() => rmSync(folder, { recursive: true }));

    const put = (text: Buffer, signature: string | undefined) => {
      rmSync(join(folder, signatureName), { force: true });
      writeFileSync(join(folder, listName), text);
      if (signature !== undefined) writeFileSync(join(folder, signatureName), signature);
      return newestList(folder, key.publicKey);
    };
    const dated = (issued: string) => Buffer.from(JSON.stringify({ ...list, issued }));
    const later = dated('2999-01-01');

    it('are used if the project signed it, both ways in which minisign does', async () => {
      for (const isHashed of [true, false]) {
        const { list: read, isShipped, refused } = await put(later, key.sign(later, { isHashed }));
        expect([read.issued, isShipped, refused]).to.eql(['2999-01-01', false, undefined]);
      }
    });

    it('are refused, each for its reason, and those of the release stay', async () => {
      const other = minisignKey();
      const odd = Buffer.from('{"format":2}');
      const cases = {
        unsigned: await put(later, undefined),
        not_a_signature: await put(later, 'signed by me\n'),
        other_key: await put(later, other.sign(later)),
        altered: await put(dated('2999-01-02'), key.sign(later)),
        malformed: await put(odd, key.sign(odd)),
      };
      for (const [why, found] of Object.entries(cases))
        expect([found.refused, found.isShipped, found.list.issued], why).to.eql([why, true, list.issued]);
      const signature = key.sign(later, { comment: 'of December' });
      expect(verifySignature(later, signature.replace('of December', 'of January'), key.publicKey)).to.equal('altered');
      expect(verifySignature(later, signature, 'untrusted comment: none')).to.equal('no_key');
    });

    it('never go back to an older one, though it is signed', async () => {
      const earlier = dated('2026-01-01');
      const found = await put(earlier, key.sign(earlier));
      expect([found.isShipped, found.refused, found.list.issued]).to.eql([true, undefined, list.issued]);
    });

    it('are believed by the key in the release alone, which the project has not got yet', async () => {
      expect(verifySignature(later, key.sign(later), await projectKey())).to.equal('no_key');
    });
  });
});

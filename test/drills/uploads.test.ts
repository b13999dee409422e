import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, signIn } from '../support/citizen.ts';
import { nestedDrawing } from '../support/pictures.ts';

describe('logins while strangers upload', () => {
  let at: TestApp;
  let partner: Client & { institutionId: string };
  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
    await createCitizen(at);
    await signIn(createBrowser(at.origin), authorization(partner.clientId)); // load the modules that the first login needs
  });
  after(() => at.close());

  it('wait for no picture: a login ends before the first of four has been drawn, and hostile drawings are refused', async () => {
    const raw = { width: 2000, height: 2000, channels: 4 } as const;
    const heavy = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const ready: string[] = [];
    const accept = { types: ['image/png', 'image/svg+xml'] };
    const keep = async (bytes: Buffer) => {
      const { institutionId } = partner;
      const upload = { institutionId, name: 'a', bytes: Buffer.concat([bytes, randomBytes(8)]), accept };
      const kept = await at.app.files.keep(operator, upload);
      ready.push('problem' in kept ? 'refused' : 'drawn');
    };
    const uploads = [heavy, heavy, heavy, heavy].map(keep);
    const callback = await signIn(createBrowser(at.origin), authorization(partner.clientId));
    ready.push('signed in');
    expect(callback.searchParams.get('code')).to.be.a('string');
    uploads.push(...[1, 2, 3, 4].map(() => keep(nestedDrawing())));
    await Promise.all(uploads);
    expect(ready[0]).to.equal('signed in');
    expect(ready.slice(1).toSorted()).to.eql([...Array(4).fill('drawn'), ...Array(4).fill('refused')]);
  }).timeout(90_000);
});

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import sharp from 'sharp';
import { createPasswords } from '../../src/crypto/passwords.ts';
import { inspect } from '../../src/files/inspect.ts';
import { createPictureProcess } from '../../src/files/picture-process.ts';
import { createTurns } from '../../src/turns.ts';
import { bands, nestedDrawing } from '../support/pictures.ts';
import { refusal } from '../support/refusal.ts';
import { until } from '../support/until.ts';

const images = { types: ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'] };

describe('pictures that strangers upload', () => {
  let heavy: Buffer;

  before(async () => {
    const raw = { width: 1900, height: 1900, channels: 4 } as const;
    heavy = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
      .png({ compressionLevel: 1 })
      .toBuffer();
  });

  it('are drawn where no password waits for them: eight hashes, one after the other, are ready before four at once are', async () => {
    const passwords = createPasswords();
    await passwords.hash('what the first one loads');
    const ready: string[] = [];
    const uploads = [1, 2, 3, 4].map(async () => {
      expect(await inspect(heavy, images)).not.to.have.property('problem');
      ready.push('picture');
    });
    for (let n = 0; n < 8; n += 1) await passwords.hash('碧水青山一百里');
    ready.push('passwords');
    await Promise.all(uploads);
    expect(ready[0]).to.equal('passwords');
  });

  it('are refused at once where they would never be ready, and delay no others', async () => {
    const found = await Promise.all([1, 2, 3, 4].map(() => inspect(nestedDrawing(), images)));
    for (const each of found) expect(each).to.have.property('problem').that.has.property('code', 'files.svg_uncounted');
  });
});

describe('the process that draws pictures', () => {
  const accept = { types: ['image/png'] };
  let heavy: Buffer;
  let small: Buffer;

  before(async () => {
    const raw = { width: 1900, height: 1900, channels: 3 } as const;
    heavy = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
      .png({ compressionLevel: 1 })
      .toBuffer();
    small = await bands(300, 200);
  });

  it('is killed at the deadline, and the next picture gets another', async () => {
    const draw = createPictureProcess({ deadline: 100 });
    const [late, next] = await Promise.allSettled([draw('inspect', heavy, accept), draw('inspect', small, accept)]);
    expect(late).to.have.nested.property('reason.why', 'time');
    // No process starts within this deadline: both are given up, each by a process of its own.
    if (next.status === 'fulfilled') expect(next.value).to.include({ type: 'image/png', width: 300 });
    else expect(next).to.have.nested.property('reason.why', 'time');
  });

  it('has the time of the deadline at work: waiting for others does not count', async function () {
    this.timeout(20_000);
    const deadline = 3_000;
    const draw = createPictureProcess({ deadline });
    const known = new Set(drawing());
    const work = draw('inspect', small, accept);
    await until(() => drawing().some((pid) => !known.has(pid)), 'a process that draws');
    const [pid] = drawing().filter((each) => !known.has(each));
    process.kill(Number(pid), 'SIGSTOP'); // as on a machine that has no turn for it
    await sleep(deadline + 300);
    process.kill(Number(pid), 'SIGCONT');
    expect(await work).to.include({ width: 300 });
  });

  it('is replaced when it dies', async () => {
    const draw = createPictureProcess();
    const known = new Set(drawing());
    const work = draw('inspect', heavy, accept).then(
      () => 'drawn',
      (error: { why: string }) => error.why,
    );
    await until(() => drawing().some((pid) => !known.has(pid)), 'a process that draws');
    for (const pid of drawing()) if (!known.has(pid)) process.kill(Number(pid), 'SIGKILL');
    expect(await work).to.equal('broken');
    expect(await draw('inspect', small, accept)).to.include({ width: 300 });
  });

  it('is no fault of the picture when it had died unseen since the one before', async () => {
    const known = new Set(drawing());
    const draw = createPictureProcess();
    await draw('inspect', small, accept);
    for (const pid of drawing()) if (!known.has(pid)) process.kill(Number(pid), 'SIGKILL');
    expect(await draw('inspect', small, accept)).to.include({ width: 300 });
  });

  it('draws in its turn: a picture waits while something else is heavy, and the next one for whatever came between', async () => {
    const turns = createTurns(1);
    const draw = createPictureProcess({ turns });
    const known = new Set(drawing());
    turns.take(() => undefined); // something else
    const ready: string[] = [];
    const work = [1, 2].map(() => draw('inspect', small, accept).then(() => ready.push('picture')));
    turns.take(() => {
      ready.push('next');
      turns.give();
    });
    expect(drawing().filter((each) => !known.has(each))).to.eql([]);
    turns.give();
    await Promise.all(work);
    expect(ready.indexOf('next')).to.be.below(2);
  });

  it('gives its turn back when it was killed or died', async () => {
    const turns = createTurns(1);
    const draw = createPictureProcess({ deadline: 100, turns });
    expect(await Promise.allSettled([draw('inspect', heavy, accept)])).to.have.nested.property(
      '[0].reason.why',
      'time',
    );
    await new Promise<void>((resolve) => turns.take(resolve));
  });

  it('lets a few wait and refuses the others with the time to come again', async () => {
    const draw = createPictureProcess({ queue: 1 });
    const work = [1, 2].map(() => draw('inspect', small, accept));
    expect(await refusal(draw('inspect', small, accept))).to.include({ code: 'maintenance', retryAfter: 10 });
    expect((await Promise.all(work)).map((each) => 'width' in each && each.width)).to.eql([300, 300]);
  });

  it('knows nothing of our environment, and ends when there is nothing to draw', async () => {
    const known = new Set(drawing());
    const draw = createPictureProcess({ idle: 50 });
    const work = draw('inspect', heavy, accept);
    await until(() => drawing().some((pid) => !known.has(pid)), 'a process that draws');
    const [pid] = drawing().filter((each) => !known.has(each));
    const names = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').filter(Boolean);
    expect(names.map((each) => each.split('=')[0]))
      .to.include('NODE_CHANNEL_FD')
      .and.not.include('PATH');
    await work;
    await until(() => !drawing().some((each) => each === pid), 'its end');
  });
});

/** Processes of ours that draw pictures now. */
const drawing = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
      return (
        parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('picture-program')
      );
    } catch {
      return false; // it has just ended
    }
  });

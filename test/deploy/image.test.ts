import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The instructions of each stage, each on one line. */
const stages = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split(/^(?=FROM )/m)
  .map((stage) => stage.split('\n').filter(Boolean));
const [build = [], last = []] = stages;
const told = (stage: string[], name: string) => stage.filter((line) => line.startsWith(`${name} `));

describe('the image', () => {
  it('is built in one stage and shipped in another, from which every package manager is taken', () => {
    expect(stages).to.have.lengthOf(2);
    expect(told(last, 'COPY')).to.eql(['COPY --from=build /app /app']);
    const run = told(last, 'RUN').join(' ');
    for (const name of ['npm', 'npx', 'corepack', 'yarn', 'apt', 'dpkg']) expect(run, name).to.include(name);
    expect(run).not.to.match(/npm (ci|install)|apt-get|curl|wget/);
  });

  it('runs as a user who owns /keys and nothing of the code', () => {
    expect(told(last, 'USER')).to.eql(['USER node']);
    expect(told(last, 'RUN').join(' ')).to.match(/mkdir \/keys \/data && chown node:node \/keys \/data && chmod 700/);
    const place = (start: string) => last.findIndex((line) => line.startsWith(start));
    expect(place('RUN'), 'owned before it is a volume').to.be.lessThan(place('VOLUME'));
    expect(place('USER')).to.be.lessThan(place('CMD'));
    expect(told(last, 'COPY').join()).not.to.include('--chown');
  });

  it('is sent nothing of this folder but what it copies, all of which there is', () => {
    const copied = told(build, 'COPY').flatMap((line) => line.split(' ').slice(1, -1));
    const let_ = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(read('.dockerignore').split('\n')).to.include('*');
    expect(let_.toSorted()).to.eql(copied.toSorted());
    for (const path of copied) expect(existsSync(new URL(`../../${path}`, import.meta.url)), path).to.equal(true);
  });

  it('starts as npm start does', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const [command = ''] = told(last, 'CMD');
    expect(JSON.parse(command.slice('CMD '.length)).join(' ')).to.equal(scripts.start);
  });

  it('of compose keeps secrets in files, and a root file system that nobody writes to', () => {
    const compose = read('compose.yaml');
    expect(compose).not.to.match(/(DATABASE_URL|SMTP_URL|SMS_URL|PASSWORD): /);
    for (const name of [
      'DATABASE_URL_FILE',
      'MIGRATE_DATABASE_URL_FILE',
      'SMTP_URL_FILE',
      'SMS_URL_FILE',
      'POSTGRES_PASSWORD_FILE',
    ])
      expect(compose).to.include(`${name}: /run/secrets/`);
    expect(compose).to.include('read_only: true').and.to.include('no-new-privileges').and.to.include('cap_drop: [ALL]');
  });
});

import { Writable } from 'node:stream';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import type { Commands } from '../src/command.ts';
import { helpFor, overview } from '../src/command-help.ts';
import { runCommandLine } from '../src/command-line.ts';
import { rooms } from '../src/services.ts';
import { commandHelp } from '../src/words/zh/commands.ts';

describe('the help of the command line', () => {
  let commands: Commands<never>;
  before(async () => {
    commands = await rooms.commands();
  });
  const optionsOf = (name: string) => Object.keys(commands[name]?.options ?? {}).toSorted();

  it('is there in Chinese for every command and every option, and for no other', () => {
    expect(Object.keys(commandHelp).toSorted()).to.eql(Object.keys(commands).toSorted());
    for (const [name, { options = {} }] of Object.entries(commandHelp))
      expect(Object.keys(options).toSorted(), name).to.eql(optionsOf(name));
  });

  it('lists the commands of a noun with --help; the noun alone and another word are no command', async () => {
    const said = async (...args: string[]) => {
      const printed = { out: '', err: '' };
      const into = (name: keyof typeof printed) =>
        new Writable({
          write(chunk, _encoding, done) {
            printed[name] += String(chunk);
            done();
          },
        });
      const code = await runCommandLine([...args, '--zh'], { env: {}, stdout: into('out'), stderr: into('err') });
      return { code, ...printed };
    };
    const { code, out, err } = await said('institution', '--help');
    expect([code, err]).to.eql([0, '']);
    const listed = [...out.matchAll(/^ {2}(\S+ \S+) {2}/gm)].map(([, name]) => name);
    expect(listed).to.eql(
      Object.keys(commands)
        .filter((name) => name.startsWith('institution '))
        .toSorted(),
    );
    for (const word of ['nothing', 'institution']) expect((await said(word)).code, word).to.equal(2);
    expect((await said('institution', 'nothing')).err).to.include('没有命令“institution nothing”');
  });

  it('says nothing in English where Chinese is asked for, but for names and examples', () => {
    const english = /[a-z]{3,} [a-z]{2,} [a-z]{2,}/;
    const sayOf = (text: string) => text.replace(/`[^`]*`/g, '');
    for (const line of overview(commands, 'zh').split('\n')) expect(sayOf(line.slice(30))).not.to.match(english);
    for (const [name, command] of Object.entries(commands)) {
      const lines = helpFor(name, command, 'zh').split('\n');
      expect(sayOf(lines.filter((line) => !/^(用法|例如)：/.test(line)).join('\n')), name).not.to.match(english);
      expect(lines.at(-2), name).to.match(/^例如： cloud /);
    }
  });
});

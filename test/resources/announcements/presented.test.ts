import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Fact } from '../../../src/fact.ts';
import { presentPasted } from '../../../src/resources/announcements/presented.ts';
import { channelNamed } from '../../../src/resources/channels/channels.ts';
import { createWords } from '../../../src/words/index.ts';

const { say } = createWords()('zh', 'institution');
const now = new Date('2026-11-26T06:20:00Z');

const questionAbout = (doubt: Fact) =>
  presentPasted(
    {
      ...{ id: 'a', institutionId: 'b', revision: 1, createdAt: now, updatedAt: now },
      pasted: {
        ...{ text: '冬日讲座', attachments: [], closures: [], unused: [], leftOut: [] },
        items: [
          {
            ...{ externalId: 'c', channel: 'activity', isChosen: true },
            values: { title: { value: '冬日讲座', spans: [[0, 4]], source: 'text', doubt } },
          },
        ],
      },
    },
    { say, now, edit: undefined, problems: {}, channels: [], channelOf: (code) => channelNamed(code) },
  )
    .items.flatMap(({ rows }) => rows)
    .find(({ id }) => id.endsWith('title'))?.open?.question;

describe('a question of a kept draft', () => {
  it('is asked in general words where an older version kept a code that has none any more', () => {
    const known = { code: 'announcements.title_unclear', params: {} };
    expect(questionAbout(known)).to.equal(say(known));
    for (const gone of [
      { code: 'announcements.torn_page', params: {} },
      { code: 'announcements.torn_page', params: { words: '12月' } },
    ])
      expect(questionAbout(gone)).to.equal(say({ code: 'pasting.is_right', params: {} }));
  });
});

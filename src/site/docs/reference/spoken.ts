import type { Speech } from '../../../fact.ts';
import { fact, wordsOfData } from '../facts.ts';
import type { Call, Group, Tag } from './call.ts';

/** The reference in the reader's language: the description of the API is written in Chinese, and its words are looked up one by one. */
export const spokenTags = (tags: readonly Tag[], say: Speech['say']): Tag[] =>
  tags.map((tag) => ({
    ...{ ...tag, title: wordsOfData(say)(tag.title) },
    calls: tag.calls.map((call) => spokenCall(call, say)),
  }));

function spokenCall(call: Call, say: Speech['say']): Call {
  const words = wordsOfData(say);
  const groups = (given: readonly Group[]): Group[] =>
    given.map((group) => ({
      ...{ ...group, title: words(group.title) },
      rows: group.rows.map((row) => ({
        ...{ ...row, name: words(row.name) },
        ...{ type: say(fact('docs.type', { text: row.type })), note: words(row.note) },
      })),
    }));
  return {
    ...call,
    ...{ summary: words(call.summary), description: words(call.description), who: words(call.who) },
    ...{ asked: groups(call.asked), answered: groups(call.answered) },
    answers: call.answers.map((each) => ({ ...each, words: words(each.words) })),
    refusals: call.refusals.map((each) => ({ ...each, words: words(each.words) })),
  };
}

import type { Need } from './needs.ts';
import { loosened } from './questions.ts';
import { aloneIn, describedIn, type Related, relatedIn } from './related.ts';
import { marker } from './search.ts';
import { type Synonyms, splitBySynonyms } from './synonyms.ts';
import { fold, inTitle, quoted, unitsOf, wordsOf } from './units.ts';

/** A word for a thing, as tsqueries of the index of words: in a title, and anywhere; and how surely it means the thing. */
type Named = { title: string; anywhere: string; weight: number };
/** One thing that a question is about, by any of these words, and how much it matters beside others. */
export type Concept = { named: readonly Named[]; matters: number };

const weights = { typed: 1, synonym: 0.9, same: 0.8, far: 0.4, part: 0.6 } as const;
const mostConcepts = 8;
const mostWords = 20;

/** 听场戏, 借几本书, 学一门手艺: how many there are of a thing is not searched for. */
const measured =
  /(?<=[听看学做写练唱弹画买借玩跳打讲读选找挑订租送办])(?:过|了|上|到|着)?(?:一|几|两|这|那)?(?:场|个|次|段|本|部|首|件|只|张|把|点|些|幅|支|门|节|堂|样|下|会儿?)(?=\p{Script=Han})/gu;
export const withoutMeasures = (text: string): string => text.replace(measured, '');

/** Characters that join words or ask, and are no part of the name of a thing. */
const joining =
  /[的了吗呢吧啊呀嘛在是有没不我你您他她它们这那哪什么怎想要能会可以就都也还很太最更给和跟与把被让去来到个些点啥咋得着过自己里]/u;

/**
 * The things of a question: words of related.txt in it, each with the words of entries that answer it, and the rest of its subject, with the
 * words that operators say mean the same.
 */
export function conceptsOf(
  found: readonly Related[],
  text: string,
  subject: string,
  needs: readonly Need[],
  synonyms: Synonyms,
): Concept[] {
  const known = found.map((each) => ofRelated(each, synonyms, isHead(each.typed, text)));
  const needed = needs
    .filter(({ isOfPersons }) => isOfPersons !== true)
    .map(({ words, facts }) =>
      ofWords(
        namedBy(words, weights.typed),
        facts.map((fact) => ({ title: quoted(marker(fact)), anywhere: quoted(marker(fact)), weight: weights.same })),
      ),
    );
  const left = splitBySynonyms(relatedIn(withoutMeasures(subject)).rest, synonyms).flatMap(([word, ...others]) =>
    others.length > 0
      ? [ofWords(namedBy([word], weights.typed), namedBy(others, weights.synonym))]
      : partsOf(loosened(word)),
  );
  const described = ofWords(
    ...describedIn(text, found).map(({ term, share }) => namedBy([term], weights.same * share)),
  );
  return [...known, described, ...left, ...needed].filter(({ named }) => named.length > 0).slice(0, mostConcepts);
}

function ofRelated({ typed, same, far }: Related, synonyms: Synonyms, isOnlyHead = false): Concept {
  const [, ...others] = splitBySynonyms(typed, synonyms).find(([word]) => word === typed) ?? [typed];
  return {
    ...ofWords(
      namedBy(typed.includes('…') ? [] : [typed], weights.typed),
      namedBy(others, weights.synonym),
      namedBy(same, weights.same),
      namedBy(far, weights.far),
    ),
    matters: isOnlyHead ? ofHead : 1,
  };
}

/** 挖古墓的故事: its kind says less than its subject. */
const ofHead = 0.5;
const heads = new Set(
  '故事 节目 活动 课程 直播 演出 表演 展览 展 讲座 电影 视频 比赛 场地 地方 书 音频 讲解 特产 礼物 手工'.split(' '),
);
const isHead = (typed: string, text: string): boolean => heads.has(typed) && text.includes(`的${typed}`);

const ofWords = (...words: readonly Named[][]): Concept => ({ named: words.flat().slice(0, mostWords), matters: 1 });

const namedBy = (words: readonly string[], weight: number): Named[] =>
  words.flatMap((word) => {
    const pairs = unitsOf(fold(word)).flatMap((run) => {
      const all = wordsOf(run);
      return all.length > 1 && run.at(-1)?.isHan === true ? all.slice(0, -1) : all;
    });
    if (pairs.length === 0) return [];
    const written = (of: (word: string) => string) => pairs.map((pair) => quoted(of(pair))).join(' & ');
    return [{ title: written(inTitle), anywhere: written((pair) => pair), weight }];
  });

/** Words of no table: a short one as it is, of a longer one each pair of characters by itself. */
function partsOf(text: string): Concept[] {
  return unitsOf(text).flatMap((run): Concept[] => {
    const words = run.map(({ word }) => word).join('');
    if (run.length < 2 && run[0]?.isHan === true) {
      const alone = aloneIn(words);
      return alone === undefined ? [] : [ofRelated(alone, [])];
    }
    if (!run.every(({ isHan }) => isHan)) return [ofWords(namedBy([words], weights.typed))];
    const pairs = wordsOf(run)
      .slice(0, -1)
      .filter((pair) => !joining.test(pair));
    const matters = pairs.length === 1 ? 1 : weights.part;
    return pairs.map((pair) => ({ named: namedBy([pair], weights.typed), matters }));
  });
}
